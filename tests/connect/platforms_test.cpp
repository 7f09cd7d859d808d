// What each platform has after calls, as the fakes remember it; and what becomes of calls where they answer otherwise.
#include <nlohmann/json.hpp>
#include <set>

#include "calls.hpp"

using namespace usher;
using namespace usher::test;
using fake::FakePlatform;
using nlohmann::json;
using Kind = Outcome::Kind;

namespace {

const char* const kCampaignAndMore = R"({"campaign":"spring","tags":["saw_pitch"],"fields":{"f1":"company"}})";
const char* const kList = R"({"lists":["2"],"tags":["saw-pitch","warm"],"fields":{"7":"/company"}})";

json contacts(FakePlatform& fake, const std::string& key = "key") {
  return fake.dump()["accounts"][key]["contacts"];
}

int count(const std::vector<Outcome>& outcomes, Kind kind) {
  return static_cast<int>(
      std::count_if(outcomes.begin(), outcomes.end(), [&](const Outcome& outcome) { return outcome.kind == kind; }));
}

std::string trail(FakePlatform& fake) {
  std::string all;
  for (const auto& request : fake.requests()) all += request.method + " " + request.path + "\n";
  return all;
}

}  // namespace

TEST_CASE("GetResponse creates a contact at once and tags it at the attempt at which it shows") {
  FakePlatform fake{{.visible_after_requests = 1}};
  const auto connector = connector_for(fake, Platform::getresponse);
  OneCall call{{person("ada")}, kCampaignAndMore};

  const auto first = made(*connector, call);
  CHECK(first.kind == Kind::retry);
  CHECK(first.delay == 5s);
  CHECK(first.reason == "GetResponse does not show the contact yet");
  call.again();
  CHECK(made(*connector, call).kind == Kind::delivered);

  REQUIRE(contacts(fake).size() == 1);
  const auto ada = contacts(fake)[0];
  CHECK(ada["email"] == "ada@example.org");
  CHECK(ada["campaign"] == "spring");
  CHECK(ada["tags"] == json{"saw_pitch"});
  CHECK(ada["fields"] == json{{"f1", {"Analytical & Sons"}}});
}

TEST_CASE("GetResponse's 409 is no failure, and the fields of a contact that exists are brought up to date") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::getresponse);
  REQUIRE(made(*connector, OneCall{{person("ada")}, R"({"campaign":"spring"})"}).kind == Kind::delivered);
  CHECK(made(*connector, OneCall{{person("ada")}, kCampaignAndMore}).kind == Kind::delivered);
  REQUIRE(contacts(fake).size() == 1);
  CHECK(contacts(fake)[0]["fields"] == json{{"f1", {"Analytical & Sons"}}});
  CHECK(fake.dump()["accounts"]["key"]["answers"]["409"] == 1);
}

TEST_CASE("GetResponse's search by pattern leads to nobody else") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::getresponse);
  REQUIRE(made(*connector, OneCall{{person("ada", "example.org.uk")}, R"({"campaign":"spring"})"}).kind ==
          Kind::delivered);
  REQUIRE(made(*connector, OneCall{{person("ada")}, kCampaignAndMore}).kind == Kind::delivered);
  REQUIRE(contacts(fake).size() == 2);
  CHECK(contacts(fake)[0]["tags"].empty());
  CHECK(contacts(fake)[1]["tags"] == json{"saw_pitch"});
}

TEST_CASE("A burst beyond the account's limit is left alone until the vendor takes more, whichever source is right") {
  const auto platform = GENERATE(Platform::getresponse, Platform::activecampaign);
  const bool retry_after = GENERATE(true, false);
  FakePlatform fake{{.per_second = 3, .retry_after = retry_after}};
  const auto connector = connector_for(fake, platform);
  const char* const action = platform == Platform::getresponse ? R"({"campaign":"spring"})" : "{}";
  std::vector<Outcome> outcomes;
  for (const auto& each : people(5)) outcomes.push_back(made(*connector, OneCall{{each}, action}));
  CHECK(count(outcomes, Kind::delivered) == 3);
  CHECK(outcomes.back().kind == Kind::throttled);
  CHECK(outcomes.back().until == kNow + 1s);
}

TEST_CASE("GetResponse takes a batch in one request for each campaign, which the profile may name") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::getresponse);
  auto all = people(40);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].profile.insert(1, i % 2 == 0 ? R"("list":"even",)" : R"("list":"odd",)");
  }
  const OneCall call{all, R"({"campaign":{"profile":"/list"}})"};
  CHECK(count(each(connector->make(*call, {}), 40), Kind::delivered) == 40);
  CHECK(trail(fake) == "POST /getresponse/v3/contacts/batch\nPOST /getresponse/v3/contacts/batch\n");
  CHECK(contacts(fake).size() == 40);
}

TEST_CASE("One bad address in a batch is rejected alone") {
  const auto platform = GENERATE(Platform::getresponse, Platform::activecampaign);
  FakePlatform fake;
  const auto connector = connector_for(fake, platform);
  auto all = people(60);
  all[41].profile = R"({"email":"nobody"})";
  all[7].profile = R"({"name":"no email at all"})";
  const OneCall call{all, platform == Platform::getresponse ? R"({"campaign":"spring"})" : kList};
  const auto outcomes = each(connector->make(*call, {}), 60);
  std::set<std::string> rejected;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].kind == Kind::rejected) rejected.emplace((*call).handovers()[i].attendee);
  }
  CHECK(rejected == std::set<std::string>{"p41", "p7"});
  CHECK(count(outcomes, Kind::delivered) == 58);
  CHECK(contacts(fake).size() == 58);
}

TEST_CASE("GetResponse's retraction takes the tags off, or else the contact out of the campaign") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::getresponse);
  const char* const other = R"({"campaign":"spring","tags":["other"]})";
  REQUIRE(made(*connector, OneCall{{person("ada")}, other}).kind == Kind::delivered);
  REQUIRE(made(*connector, OneCall{{person("ada")}, kCampaignAndMore}).kind == Kind::delivered);
  CHECK(made(*connector, OneCall{{person("ada")}, kCampaignAndMore, CallKind::retraction}).kind == Kind::delivered);
  CHECK(contacts(fake)[0]["tags"] == json{"other"});

  CHECK(made(*connector, OneCall{{person("ada")}, R"({"campaign":"spring"})", CallKind::retraction}).kind ==
        Kind::delivered);
  CHECK(contacts(fake).empty());
}

TEST_CASE("A retraction of somebody who does not show looks three times before it believes it") {
  const auto platform = GENERATE(Platform::getresponse, Platform::activecampaign);
  FakePlatform fake;
  const auto connector = connector_for(fake, platform);
  OneCall call{{person("ada")}, platform == Platform::getresponse ? kCampaignAndMore : kList, CallKind::retraction};
  CHECK(made(*connector, call).delay == 5s);
  call.again();
  CHECK(made(*connector, call).delay == 10s);
  call.again();
  CHECK(made(*connector, call).kind == Kind::delivered);
}

TEST_CASE("ActiveCampaign's single contact is synced, put on its lists and tagged, and asks for each tag once") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::activecampaign);
  CHECK(made(*connector, OneCall{{person("ada")}, kList}).kind == Kind::delivered);
  CHECK(made(*connector, OneCall{{person("bob")}, kList}).kind == Kind::delivered);
  REQUIRE(contacts(fake).size() == 2);
  for (const auto& contact : contacts(fake)) {
    CHECK(contact["lists"] == json{"2"});
    CHECK(contact["tags"] == json{"saw-pitch", "warm"});
    CHECK(contact["fields"] == json{{"7", "Analytical & Sons"}});
  }
  // For ada: sync, list, and for each tag search, creation and use; for bob sync, list and the two uses.
  CHECK(fake.requests().size() == 8 + 4);
}

TEST_CASE("ActiveCampaign imports from ten contacts on, never more than 250 or 399,999 bytes at once") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::activecampaign);
  CHECK(count(each(connector->make(*OneCall{people(10), kList}, {}), 10), Kind::delivered) == 10);
  CHECK(trail(fake) == "POST /activecampaign/api/3/import/bulk_import\nGET /activecampaign/api/3/import/info\n");

  auto large = people(300);
  for (auto& each : large) each.profile.insert(1, R"("essay":")" + std::string(3000, 'x') + R"(",)");
  const OneCall call{large, R"({"tags":["warm"],"fields":{"7":"essay"}})"};
  CHECK(count(each(connector->make(*call, {}), 300), Kind::delivered) == 300);
  for (const auto& request : fake.requests()) {
    CHECK(request.body.size() <= 399'999);
    if (request.path.ends_with("/bulk_import")) CHECK(json::parse(request.body)["contacts"].size() <= 250);
  }
  CHECK(contacts(fake).size() == 300);
}

TEST_CASE("Whom ActiveCampaign's import has not taken is rejected, and nobody else") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::activecampaign);
  auto all = people(20);
  all[3] = person("p3", "refused.example");
  const auto outcomes = each(connector->make(*OneCall{all, kList}, {}), 20);
  CHECK(count(outcomes, Kind::delivered) == 19);
  CHECK(count(outcomes, Kind::rejected) == 1);
}

TEST_CASE("An import that does not end in the time of a call counts as taken") {
  FakePlatform fake{{.import_looks = 1'000'000}};
  auto options = options_for(fake, Platform::activecampaign);
  options.call_timeout = 1s;  // of which the import itself has to be answered, on a busy machine as well
  const auto connector = make_connector(Platform::activecampaign, options);
  REQUIRE(connector);
  CHECK(count(each((*connector)->make(*OneCall{people(12), kList}, {}), 12), Kind::delivered) == 12);
}

TEST_CASE("A tag that somebody has deleted at the platform is looked for again") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::activecampaign);
  const char* const tagged = R"({"tags":["warm"]})";
  REQUIRE(made(*connector, OneCall{{person("ada")}, tagged}).kind == Kind::delivered);
  fake.answer_next(fake::json_response(201, {{"contact", {{"id", "1"}}}}));
  fake.answer_next(fake::json_response(404, {{"message", "no such tag"}}));
  REQUIRE(made(*connector, OneCall{{person("bob")}, tagged}).kind == Kind::rejected);
  const auto before = fake.requests().size();
  REQUIRE(made(*connector, OneCall{{person("bob")}, tagged}).kind == Kind::delivered);
  CHECK(fake.requests()[before + 1].path == "/activecampaign/api/3/tags");
}

TEST_CASE("ActiveCampaign's limit of imports is told by a 400, and pauses the connection") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::activecampaign);
  fake.answer_next(fake::json_response(400, {{"success", 0}, {"message", "Rate limit exceeded."}}));
  const auto outcomes = each(connector->make(*OneCall{people(12), kList}, {}), 12);
  CHECK(count(outcomes, Kind::throttled) == 12);
  CHECK(outcomes.front().until == kNow + 1min);
}

TEST_CASE("ActiveCampaign's retraction takes lists and tags back, and is rejected where the action has neither") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::activecampaign);
  REQUIRE(made(*connector, OneCall{{person("ada")}, R"({"tags":["other"]})"}).kind == Kind::delivered);
  REQUIRE(made(*connector, OneCall{{person("ada")}, kList}).kind == Kind::delivered);
  CHECK(made(*connector, OneCall{{person("ada")}, kList, CallKind::retraction}).kind == Kind::delivered);
  CHECK(contacts(fake)[0]["tags"] == json{"other"});
  CHECK(contacts(fake)[0]["lists"].empty());

  const auto refused =
      made(*connector, OneCall{{person("ada")}, R"({"fields":{"7":"company"}})", CallKind::retraction});
  CHECK(refused.kind == Kind::rejected);
  CHECK(refused.reason == "the action names neither tags nor lists: there is nothing that can be taken back");
}

TEST_CASE("A call that a rule's action does not fit is rejected with the place") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::getresponse);
  const auto outcome = made(*connector, OneCall{{person("ada")}, R"({"tags":["warm"]})"});
  CHECK(outcome.kind == Kind::rejected);
  CHECK(outcome.reason ==
        "the rule's action: /campaign: expected a campaign's id, or {\"profile\": where it stands}, found nothing");
  CHECK(fake.requests().empty());
}
