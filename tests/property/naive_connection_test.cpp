// The judge is judged by hand: what keeps a connection from being called.
#include "evening.hpp"
#include "support/catch.hpp"

namespace usher::property {
namespace {

const std::vector<Rule> kAll{rule("all", Anchor::start(), 5, Audience::all())};

/// Everybody is registered and due in minute 65.
Evening evening_over(const Connection& connection, std::initializer_list<const char*> attendees) {
  Evening evening{kAll, 0, Timing::automated, WalkIns::register_them, connection};
  for (const char* attendee : attendees) evening.registered(attendee);
  return evening;
}

/// "ada bob": whom the next call carries; its outcome is for all of them.
std::string call(Evening& evening, Instant now, const Outcome& outcome) {
  const auto next = evening.model().next(now);
  if (!next) return "";
  std::string text;
  for (const HandoverImage& each : next->handovers)
    text += (text.empty() ? "" : " ") + each.attendee + std::to_string(each.attempt);
  evening.model().complete(next->id, {outcome}, now);
  return text;
}

}  // namespace

TEST_CASE("between the starts of two calls of a connection lies its spacing, retries included (S22)") {
  Connection spaced = target();
  spaced.spacing = std::chrono::minutes{10};
  Evening evening = evening_over(spaced, {"ada", "bob"});
  CHECK(call(evening, minute(65), Outcome::retry_after(std::chrono::minutes{1})) == "ada1");
  CHECK(call(evening, minute(75) - Duration{1}, Outcome::delivered()).empty());
  CHECK(evening.model().next_call_at() == minute(75));
  CHECK(call(evening, minute(75), Outcome::delivered()) == "ada2");
  CHECK(call(evening, minute(84), Outcome::delivered()).empty());
  CHECK(call(evening, minute(85), Outcome::delivered()) == "bob1");
}

TEST_CASE("throttling keeps the whole connection, until the latest instant, and spends no attempt (S23b)") {
  Evening evening = evening_over(target(), {"ada", "bob"});
  CHECK(call(evening, minute(65), Outcome::throttled(minute(80))) == "ada1");
  CHECK(call(evening, minute(79), Outcome::delivered()).empty());
  CHECK(evening.model().next_call_at() == minute(80));
  CHECK(call(evening, minute(80), Outcome::throttled(minute(70))) == "ada1");
  CHECK(call(evening, minute(80), Outcome::throttled(kLatestInstant)) == "ada1");
  CHECK(evening.model().dead_letters().size() == 1);
}

TEST_CASE("after three failed calls one handover at a time probes the connection (S23c)") {
  Connection twos = target();
  twos.batch = 2;
  twos.max_attempts = 20;
  Evening evening = evening_over(twos, {"a", "b", "c", "d", "e", "f", "g"});
  const Outcome later = Outcome::retry_after(std::chrono::hours{2});
  CHECK(call(evening, minute(65), later) == "a1 b1");
  CHECK(call(evening, minute(65), later) == "c1 d1");
  CHECK(call(evening, minute(65), later) == "e1 f1");
  CHECK(call(evening, minute(65), later).empty());
  const Instant first_probe = minute(65) + backoff("target", 1);
  CHECK(evening.model().next_call_at() == first_probe);
  CHECK(call(evening, first_probe, Outcome::retry_after(Duration{0})) == "g1");
  const Instant second_probe = first_probe + backoff("target", 2);
  CHECK(call(evening, second_probe - Duration{1}, later).empty());
  CHECK(call(evening, second_probe, Outcome::rejected("no")) == "g2");
  CHECK(call(evening, minute(200), later) == "a2 b2");
}

TEST_CASE("a call of which somebody got through does not count as failed (S23c)") {
  Connection twos = target();
  twos.batch = 2;
  Evening evening = evening_over(twos, {"a", "b", "c", "d", "e", "f", "g"});
  const std::vector<Outcome> half{Outcome::retry_after(std::chrono::hours{2}), Outcome::delivered()};
  for (int each = 0; each < 3; ++each) {
    const auto next = evening.model().next(minute(65));
    REQUIRE(next);
    evening.model().complete(next->id, half, minute(65));
  }
  CHECK(call(evening, minute(65), Outcome::delivered()) == "g1");
}

TEST_CASE("a paused connection is called when it is resumed, which ends whatever else kept it (S23d)") {
  Evening evening = evening_over(target(), {"ada", "bob"});
  CHECK(evening.model().pause("target", minute(64)).empty());
  CHECK(evening.model().pause("no such", minute(64)).count(ErrorCode::unknown) == 1);
  CHECK(call(evening, minute(70), Outcome::delivered()).empty());
  CHECK_FALSE(evening.model().next_call_at());
  CHECK(evening.model().connections().front().status(minute(70)).state == ConnectionState::paused);
  CHECK(evening.model().resume("target", minute(71)).empty());
  CHECK(call(evening, minute(71), Outcome::throttled(minute(90))) == "ada1");
  CHECK(evening.model().resume("target", minute(72)).empty());
  CHECK(call(evening, minute(72), Outcome::delivered()) == "ada1");
  CHECK(call(evening, minute(72), Outcome::delivered()) == "bob1");
}

TEST_CASE("what is kept is passed over by the rest of its lane, and its moment stays open (S15a, S20)") {
  Evening evening{
      {rule("one", Anchor::start(), 5, Audience::online()), rule("two", Anchor::start(), 5, Audience::all())}};
  evening.model().add({.id = "other", .max_lead = Duration{0}});
  evening.webinar().rules[1].connection = "other";
  evening.edit(1, 1);
  evening.joins("ada", 61, 61);
  evening.model().pause("target", minute(64));
  CHECK(evening.work(65) == "two:ada@65");
  CHECK(evening.work(70) == "");
  evening.joins("bob", 62, 71);
  evening.model().resume("target", minute(71));
  CHECK(evening.work(71) == "one:ada@65 one:bob@65 two:bob@65");
}

}  // namespace usher::property
