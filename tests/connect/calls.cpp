#include "calls.hpp"

namespace usher::test {

Person person(const std::string& name, const std::string& domain) {
  return {name, R"({"email":")" + name + "@" + domain + R"(","name":")" + name + R"(","company":"Analytical & Sons"})"};
}

std::vector<Person> people(int count, const std::string& domain) {
  std::vector<Person> all;
  for (int i = 0; i < count; ++i) all.push_back(person("p" + std::to_string(i), domain));
  return all;
}

OneCall::OneCall(const std::vector<Person>& people, const std::string& action, CallKind kind) : size_(people.size()) {
  // A retraction follows where a late event shows that a transfer was wrong.
  const bool retracted = kind == CallKind::retraction;
  REQUIRE(queue_.add({.id = "crm", .batch = static_cast<std::int32_t>(size_), .max_lead = 0s}));
  const Webinar webinar{.id = "launch",
                        .start = kNow - 1h,
                        .duration = 90min,
                        .rules = {{.id = "pitch",
                                   .when = Anchor::start(),
                                   .offset = 1h,
                                   .audience = Audience::online(),
                                   .connection = "crm",
                                   .action = action,
                                   .correct = true}}};
  REQUIRE(queue_.feed(WebinarScheduled{kNow - 24h, webinar}, kNow - 24h));
  for (const auto& [attendee, profile] : people) {
    REQUIRE(queue_.feed(AttendeeRegistered{kNow - 2h, "launch", attendee, profile}, kNow - 2h));
    REQUIRE(queue_.feed(AttendeeJoined{kNow - 30min, "launch", attendee}, kNow - 30min));
  }
  take();
  if (!retracted) return;
  REQUIRE(queue_.complete(call_->id(), Outcome::delivered(), now_));
  for (const auto& each : people) REQUIRE(queue_.feed(AttendeeLeft{kNow - 10min, "launch", each.attendee}, now_));
  take();
}

void OneCall::take() {
  call_ = queue_.next(now_);
  REQUIRE(call_ != nullptr);
  REQUIRE(call_->handovers().size() == size_);
}

void OneCall::again() {
  REQUIRE(queue_.complete(call_->id(), Outcome::retry_after(0s), now_));
  take();
}

std::vector<Outcome> each(const Answer& answer, std::size_t handovers) {
  if (const auto* one = std::get_if<Outcome>(&answer)) return std::vector<Outcome>(handovers, *one);
  return std::get<std::vector<Outcome>>(answer);
}

HttpOptions options_for(const fake::FakePlatform& fake, Platform platform, const std::string& key) {
  const char* const paths[] = {"/webhook", "/getresponse/v3", "/activecampaign/api/3"};
  const bool is_webhook = platform == Platform::webhook;
  return {.url = fake.url() + paths[static_cast<std::size_t>(platform)],
          .secret = Secret{is_webhook ? kSigningSecret : key},
          .pace = make_request_pace(0s, 10),
          .clock = [] { return kNow; }};
}

std::unique_ptr<BlockingConnector> connector_for(const fake::FakePlatform& fake, Platform platform,
                                                 const std::string& key) {
  auto connector = make_connector(platform, options_for(fake, platform, key));
  REQUIRE(connector);
  return std::move(*connector);
}

Outcome made(BlockingConnector& connector, const OneCall& call) {
  const auto outcomes = each(connector.make(*call, {}), (*call).handovers().size());
  REQUIRE(outcomes.size() == 1);
  return outcomes.front();
}

}  // namespace usher::test
