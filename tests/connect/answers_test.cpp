// What becomes of a call by what the target answers: the table of docs/connectors.md, pauses, and answers that are
// none.
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <thread>

#include "calls.hpp"
#include "connect/answer_table.hpp"

using namespace usher;
using namespace usher::test;
using fake::Ending;
using fake::FakePlatform;
using fake::Response;
using Kind = Outcome::Kind;

namespace {

const char* const kCampaign = R"({"campaign":"spring"})";

/// Of a GetResponse that answers so.
Outcome answered(Response response, Instant now = kNow) {
  FakePlatform fake;
  fake.answer_next(std::move(response));
  auto options = options_for(fake, Platform::getresponse);
  options.clock = [now] { return now; };
  const auto connector = make_connector(Platform::getresponse, options);
  REQUIRE(connector);
  return made(**connector, OneCall{{person("ada")}, kCampaign});
}

std::string text_of(const std::string& name) {
  std::ifstream file{USHER_SOURCE_DIR "/" + name};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Response busy(const std::string& name, const std::string& value, const std::string& body = {}) {
  Response response{.status = 429, .body = body};
  if (!name.empty()) response.headers.emplace_back(name, value);
  return response;
}

}  // namespace

TEST_CASE("Every status has the outcome that docs/connectors.md says") {
  const std::regex row{R"(\| ([0-9, -]+) \| `([a-z]+)` \|)"}, range{R"((\d+)(?:-(\d+))?)"};
  const std::string all = text_of("docs/connectors.md");
  std::map<int, std::string> documented;
  for (std::sregex_iterator line{all.begin(), all.end(), row}, none; line != none; ++line) {
    const std::string ranges = (*line)[1];
    for (std::sregex_iterator each{ranges.begin(), ranges.end(), range}; each != none; ++each) {
      const int first = std::stoi((*each)[1]), last = (*each)[2].matched ? std::stoi((*each)[2]) : first;
      for (int status = first; status <= last; ++status) documented[status] = (*line)[2];
    }
  }
  REQUIRE(documented.size() == 400);

  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::webhook);
  const OneCall call{{person("ada")}, ""};
  for (const auto& [status, outcome] : documented) {
    fake.answer_next({.status = status});
    INFO(status);
    CHECK(to_string(made(*connector, call).kind) == outcome);
  }
}

TEST_CASE("A target that is busy is left alone for as long as it says, whichever way it says it, and at most an hour") {
  CHECK(answered(busy("Retry-After", "7")).until == kNow + 7s);
  CHECK(answered(busy("retry-after", " 7 ")).until == kNow + 7s);
  CHECK(answered(busy("Retry-After", "Mon, 04 May 2026 19:02:05 GMT")).until == kNow + 125s);
  auto of_its_clock = busy("Retry-After", "Mon, 04 May 2026 20:00:10 GMT");
  of_its_clock.headers.emplace_back("Date", "Mon, 04 May 2026 20:00:00 GMT");
  CHECK(answered(of_its_clock).until == kNow + 10s);
  CHECK(answered(busy("Retry-After", "Sun, 03 May 2026 19:00:00 GMT")).until == kNow);
  CHECK(answered(busy("X-RateLimit-Reset", "432 seconds")).until == kNow + 432s);
  CHECK(answered(busy("", "", R"({"code":1015,"context":{"timeToReset":"55 seconds"}})")).until == kNow + 55s);
  auto both = busy("X-RateLimit-Reset", "432 seconds");
  both.headers.emplace_back("Retry-After", "1");
  CHECK(answered(both).until == kNow + 1s);

  for (const char* const nothing : {"soon", "-5", "1.5", "", "7 apples"}) {
    INFO(nothing);
    CHECK(answered(busy("Retry-After", nothing)).until == kNow + connect::kPauseUnsaid);
  }
  CHECK(answered(busy("Retry-After", "86400")).until == kNow + connect::kLongestPause);
  CHECK(answered(busy("Retry-After", "99999999999999999999999")).until == kNow + connect::kLongestPause);
  CHECK(answered(busy("Retry-After", "Fri, 04 May 2096 19:00:00 GMT")).until == kNow + connect::kLongestPause);
}

TEST_CASE("A target that is down says for how long, or the backoff does") {
  const auto said = answered({.status = 503, .headers = {{"Retry-After", "20"}}});
  CHECK(said.kind == Kind::retry);
  CHECK(said.delay == 20s);
  CHECK_FALSE(answered({.status = 500}).delay.has_value());
}

TEST_CASE("Refused credentials pause the connection, for longer each time up to a quarter of an hour") {
  FakePlatform fake;
  auto now = kNow;
  auto options = options_for(fake, Platform::getresponse);
  options.clock = [&now] { return now; };
  const auto connector = make_connector(Platform::getresponse, options);
  REQUIRE(connector);
  const OneCall call{{person("ada")}, kCampaign};
  for (const auto pause : {1min, 2min, 4min, 8min, 15min, 15min}) {
    for (const int status : {401, 403}) {  // the second is of another lane, in the same pause
      fake.answer_next({.status = status, .body = R"({"message":"who are you?"})"});
      const auto outcome = made(**connector, call);
      CHECK(outcome.kind == Kind::throttled);
      CHECK(outcome.until == now + pause);
      CHECK(outcome.reason == "the target refuses our credentials: GetResponse answered " + std::to_string(status) +
                                  " to POST /contacts: who are you?");
    }
    now += pause;
  }
  CHECK(made(**connector, call).kind == Kind::delivered);
  fake.answer_next({.status = 401});
  CHECK(made(**connector, call).until == now + 1min);
}

TEST_CASE("A batch is not gone on with when the target as a whole has failed") {
  FakePlatform fake;
  const auto connector = connector_for(fake, Platform::activecampaign);
  fake.answer_next(fake::json_response(201, {{"contact", {{"id", "1"}}}}));
  fake.answer_next({.status = 429, .headers = {{"Retry-After", "3"}}});
  const OneCall call{people(5), "{}"};
  const auto outcomes = each(connector->make(*call, {}), 5);
  CHECK(outcomes[0].kind == Kind::delivered);
  for (std::size_t i = 1; i < 5; ++i) CHECK(outcomes[i].until == kNow + 3s);
  CHECK(fake.requests().size() == 2);
}

TEST_CASE("Answers that are reset, broken off, endless or never come are retried, in bounded time and memory") {
  FakePlatform fake;
  auto options = options_for(fake, Platform::getresponse);
  options.request_timeout = 100ms;
  options.most_bytes = 4096;
  const auto connector = make_connector(Platform::getresponse, options);
  REQUIRE(connector);
  const OneCall call{{person("ada")}, kCampaign};
  const auto outcome_of = [&](Response response) {
    fake.answer_next(std::move(response));
    return made(**connector, call);
  };
  const auto reset = outcome_of({.ending = Ending::reset});
  CHECK(reset.kind == Kind::retry);
  CHECK_THAT(reset.reason, Catch::StartsWith("GetResponse cannot be reached: "));
  const auto half = outcome_of({.status = 202, .body = "{\"a\":1}", .ending = Ending::half});
  CHECK(half.kind == Kind::retry);
  CHECK(half.reason == "GetResponse broke off its answer");
  const auto endless = outcome_of({.status = 202, .ending = Ending::endless});
  CHECK(endless.kind == Kind::retry);
  CHECK(endless.reason == "GetResponse answered with more than may be read");
  const auto silent = outcome_of({.ending = Ending::silence});
  CHECK(silent.kind == Kind::retry);
  CHECK(silent.reason == "GetResponse has not answered in time");
  const auto heads = outcome_of({.status = 202, .headers = {{"X-Large", std::string(70'000, 'x')}}});
  CHECK(heads.kind == Kind::retry);
  CHECK(made(**connector, call).kind == Kind::delivered);
}

TEST_CASE("A port where nobody listens is a retry") {
  std::string url;
  {
    const FakePlatform gone;
    url = gone.url();
  }
  const auto connector =
      make_connector(Platform::getresponse, {.url = url, .secret = Secret{"key"}, .connect_timeout = 2s});
  REQUIRE(connector);
  CHECK(made(**connector, OneCall{{person("ada")}, kCampaign}).kind == Kind::retry);
}

TEST_CASE("A redirect is not followed, to no host") {
  FakePlatform fake, elsewhere;
  const auto connector = connector_for(fake, Platform::getresponse);
  for (const auto& to : {elsewhere.url() + "/getresponse/v3/contacts", fake.url() + "/elsewhere"}) {
    fake.answer_next({.status = 307, .headers = {{"Location", to}}});
    const auto outcome = made(*connector, OneCall{{person("ada")}, kCampaign});
    CHECK(outcome.kind == Kind::retry);
    CHECK_THAT(outcome.reason, Catch::EndsWith("a redirect, which is not followed"));
  }
  CHECK(elsewhere.requests().empty());
  CHECK(fake.requests().size() == 2);
}

TEST_CASE("What a target says is cut short, printable, and in one line") {
  const auto outcome = answered({.status = 400, .body = "bad\r\n\x01\xFF" + std::string(5000, 'y')});
  CHECK(outcome.kind == Kind::rejected);
  CHECK_THAT(outcome.reason, Catch::StartsWith("GetResponse answered 400 to POST /contacts: bad   \xEF\xBF\xBDyyy"));
  CHECK(outcome.reason.size() < 300);
  const auto listed = answered({.status = 422, .body = R"({"errors":[{"title":"No such field","detail":"f9"}]})"});
  CHECK(listed.reason == "GetResponse answered 422 to POST /contacts: No such field: f9");
}

TEST_CASE("JSON that is nested without end is read as text, in an answer and in a profile") {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  for (const int status : {202, 400, 429}) {
    CHECK(answered({.status = status, .body = deep}).reason.size() < 300);
  }
  FakePlatform fake;
  const auto webhook = connector_for(fake, Platform::webhook);
  CHECK(made(*webhook, OneCall{{{"ada", deep}}, deep}).kind == Kind::delivered);
  const auto crm = connector_for(fake, Platform::getresponse);
  CHECK(made(*crm, OneCall{{{"ada", deep}}, kCampaign}).kind == Kind::rejected);
  CHECK(made(*crm, OneCall{{person("ada")}, R"({"campaign":)" + deep + "}"}).kind == Kind::rejected);
}

TEST_CASE("A transfer that nobody waits for any longer ends at once") {
  FakePlatform fake;
  fake.answer_next({.ending = Ending::silence});
  const auto connector = connector_for(fake, Platform::getresponse);
  const OneCall call{{person("ada")}, kCampaign};
  std::stop_source stop;
  Outcome outcome;
  std::thread caller{[&] { outcome = each(connector->make(*call, stop.get_token()), 1).front(); }};
  while (fake.requests().empty()) std::this_thread::yield();
  stop.request_stop();
  caller.join();  // request_timeout is 20 s
  CHECK(outcome.kind == Kind::retry);
  CHECK(outcome.reason == "GetResponse was not waited for any longer");
}

TEST_CASE("What a call does not reach in its time is called again at once, and what it has reached is kept") {
  FakePlatform fake{{.least_delay_ms = 20, .most_delay_ms = 20}};
  auto options = options_for(fake, Platform::activecampaign);
  options.call_timeout = 110ms;
  const auto connector = make_connector(Platform::activecampaign, options);
  REQUIRE(connector);
  const OneCall call{people(9), "{}"};
  const auto outcomes = each((*connector)->make(*call, {}), 9);
  CHECK(outcomes.front().kind == Kind::delivered);
  CHECK(outcomes.back().kind == Kind::retry);
  CHECK(outcomes.back().delay == 0s);
  CHECK(outcomes.back().reason == "not reached within the time of a call");
}

TEST_CASE("The connector that docs/connectors.md shows is the one that is compiled") {
  const auto page = text_of("docs/connectors.md");
  const auto begin = page.find("class Brevo"), end = page.find("```", begin);
  REQUIRE(begin != std::string::npos);
  CHECK(text_of("examples/fourth_platform/brevo.hpp").find(page.substr(begin, end - begin)) != std::string::npos);
}
