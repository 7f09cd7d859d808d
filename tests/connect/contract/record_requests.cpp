// Runs the connectors through all they can do at the fakes and prints each exchange as a line of JSON, for validate.py
// to hold against the vendors' own documents.
#include <iostream>
#include <nlohmann/json.hpp>

#include "fake_platform.hpp"
#include "usher/connect.hpp"
#include "usher/dispatch_queue.hpp"

namespace {

using namespace usher;
using namespace std::chrono_literals;

constexpr Instant kNow{Duration{1'777'921'200'000}};

struct Scenario {
  Platform platform;
  const char* path;
  const char* action;
  int people;
  std::vector<std::string> rules{"first", "again"};
};

constexpr const char* kFull =
    R"({"campaign":"spring","tags":["warm","saw_pitch"],"fields":{"f1":"company","f2":"/topics"}})";
constexpr const char* kFullList =
    R"({"lists":["2"],"tags":["warm","saw-pitch"],"fields":{"7":"company","8":"/topics"}})";

const Scenario kScenarios[] = {
    {Platform::getresponse, "/getresponse/v3", kFull, 1},
    {Platform::getresponse, "/getresponse/v3", kFull, 30},
    {Platform::getresponse, "/getresponse/v3", R"({"campaign":"autumn"})", 1, {"first"}},
    {Platform::activecampaign, "/activecampaign/api/3", kFullList, 1},
    {Platform::activecampaign, "/activecampaign/api/3", kFullList, 30},
};

/// Transfers everybody by each rule, and takes everybody back.
bool run(const Scenario& scenario, fake::FakePlatform& fake) {
  auto connector =
      make_connector(scenario.platform,
                     {.url = fake.url() + scenario.path, .secret = Secret{"key"}, .pace = make_request_pace(0s, 10)});
  DispatchQueue queue;
  bool good = connector.has_value() && queue.add({.id = "c", .batch = scenario.people, .max_lead = 0s});
  Webinar webinar{.id = "w", .start = kNow - 1h, .duration = 3h};
  for (const auto& id : scenario.rules) {
    webinar.rules.push_back({id, Anchor::start(), 1h, Audience::online(), "c", scenario.action, WhenLate::skip, true});
  }
  good = good && queue.feed(WebinarScheduled{kNow - 2h, webinar}, kNow - 2h);
  for (int i = 0; good && i < scenario.people; ++i) {
    const auto who = "p" + std::to_string(i);
    const auto profile = R"({"email":")" + who +
                         R"(@example.org","name":"Ada L.","first_name":"Ada","last_name":"L.",)" +
                         R"("phone":"+44 20 7946 0000","company":"Analytical","topics":["engines","notes"]})";
    good = queue.feed(AttendeeRegistered{kNow - 2h, "w", who, profile}, kNow - 2h).has_value() &&
           queue.feed(AttendeeJoined{kNow - 30min, "w", who}, kNow - 30min).has_value();
  }
  const auto make_all = [&] {
    while (const Call* const call = queue.next(kNow)) {
      const auto answer = (*connector)->make(*call, {});
      const auto* const many = std::get_if<std::vector<Outcome>>(&answer);
      good = good && many != nullptr;
      for (const auto& outcome : many != nullptr ? *many : std::vector<Outcome>{}) {
        if (outcome.kind == Outcome::Kind::delivered) continue;
        std::cerr << outcome.reason << '\n';
        good = false;
      }
      good = queue.complete(call->id(), Outcome::delivered(), kNow).has_value() && good;
    }
  };
  make_all();
  for (int i = 0; good && i < scenario.people; ++i) {
    good = queue.feed(AttendeeLeft{kNow - 10min, "w", "p" + std::to_string(i)}, kNow).has_value();
  }
  make_all();
  return good;
}

}  // namespace

int main() {
  bool good = true;
  for (const auto& scenario : kScenarios) {
    fake::FakePlatform fake;
    good = run(scenario, fake) && good;
    for (const auto& [request, response] : fake.exchanges()) {
      const nlohmann::json line{{"platform", to_string(scenario.platform)},
                                {"method", request.method},
                                {"path", request.path.substr(std::string_view{scenario.path}.size())},
                                {"query", request.query},
                                {"headers", request.headers},
                                {"body", request.body},
                                {"status", response.status},
                                {"answer", response.body}};
      std::cout << line.dump() << '\n';
    }
  }
  return good ? 0 : 1;
}
