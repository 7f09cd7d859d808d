// When a webinar is freed (S28).
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

namespace {

struct Kept : VirtualHost {
  Kept() : VirtualHost({.retain = 1h}) {}
  [[nodiscard]] bool held_at(Instant instant) {
    static_cast<void>(queue.next(instant));
    now = std::max(now, instant);
    return queue.counters().webinars == 1;
  }
};

}  // namespace

TEST_CASE("S28: a webinar without rules is freed when retain has passed since its end, and its id is free again") {
  Kept host;
  host.schedule(launch({}));
  CHECK(host.held_at(kStart + 150min - 1ms));
  CHECK_FALSE(host.held_at(kStart + 150min));
  CHECK(host.queue.counters().webinars_freed == 1);
  CHECK(host.refused(AttendeeJoined{.at = kStart, .webinar = "launch", .attendee = "ada"}).code == ErrorCode::unknown);
  Webinar again = launch({});
  again.start += 24h;
  CHECK(host.schedule(again) == Fed::applied);
}

TEST_CASE("S28: one that is cancelled just when its last rule is due is freed by time alone") {
  Kept host;
  host.schedule(launch({rule("all", Anchor::end(), 1min)}));
  host.now = kStart + 91min;
  CHECK(host.tell(WebinarCancelled{.at = kStart + 90min, .webinar = "launch"}) == Fed::applied);
  CHECK(host.held_at(kStart + 91min + 1h - 1ms));
  CHECK_FALSE(host.held_at(kStart + 91min + 1h));
}

TEST_CASE("S28: retain counts from the last outcome, where that is after the end") {
  Kept host;
  host.schedule(launch({rule("all", Anchor::end(), 1min)}));
  host.registers("ada", kStart - 1h);
  host.run_until(kStart + 90min);
  const Call* call = host.queue.next(kStart + 91min);
  REQUIRE(call != nullptr);
  CHECK(host.held_at(kStart + 10h));
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(10h), kStart + 10h));
  CHECK(host.held_at(kStart + 20h - 1ms));
  call = host.queue.next(kStart + 20h);
  REQUIRE(call != nullptr);
  REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), kStart + 20h));
  CHECK(host.held_at(kStart + 21h - 1ms));
  CHECK_FALSE(host.held_at(kStart + 21h));
}

TEST_CASE("S28: a webinar is kept while something of it is to come") {
  Kept host;
  host.schedule(launch({rule("later", Anchor::end(), 10h), rule("personal", Anchor::joined(), 20h)}));
  host.joins("ada", kStart + 5min);
  host.run_until(kStart + 15h);
  CHECK(host.served() == Names{"later/ada"});
  CHECK(host.held_at(kStart + 20h));
  host.now = kStart + 20h + 5min;
  host.run();
  CHECK(host.served() == Names{"later/ada", "personal/ada"});
  static_cast<void>(host.held_at(host.now + 1ms));
  CHECK_FALSE(host.held_at(host.now + 1h));
}

TEST_CASE("S28: a cancelled webinar is freed without waiting for its end") {
  Kept host;
  host.schedule(launch({rule("all", Anchor::end(), 1min)}));
  host.registers("ada", host.now);
  host.tell(WebinarCancelled{.at = host.now, .webinar = "launch"});
  const Instant cancelled = host.now;
  CHECK(host.held_at(cancelled + 1h - 1ms));
  CHECK_FALSE(host.held_at(cancelled + 1h));
  CHECK_FALSE(host.queue.wake_at());
}

TEST_CASE("S28: a live webinar that was never ended is kept") {
  Kept host;
  host.schedule(live(launch({})));
  host.tell(WebinarStarted{.at = kStart, .webinar = "launch"});
  CHECK(host.held_at(kStart + 1000h));
  host.tell(WebinarEnded{.at = host.now, .webinar = "launch"});
  CHECK(host.held_at(host.now));
  CHECK_FALSE(host.held_at(host.now + 1h));
}

TEST_CASE("S17e: a moment that an edit has emptied holds no webinar until its corrections would be over") {
  Kept host;
  Rule greet = rule("greet", Anchor::joined(), 5min, Audience::offline());
  greet.correct = true;
  greet.correct_for = 48h;
  host.schedule(launch({greet}));
  host.joins("ada", kStart);
  host.run_until(kStart + 9min);
  greet.offset = 0min;  // which is past: nobody is due any more
  host.tell(WebinarEdited{.at = kStart + 10min, .webinar = launch({greet})});
  CHECK(host.held_at(kStart + 150min - 1ms));
  CHECK_FALSE(host.held_at(kStart + 150min));
}

TEST_CASE("S17e: retain counts from when the last correction would have been dropped") {
  Kept host;
  Rule all = rule("all", Anchor::end(), 0min);
  all.correct = true;
  all.correct_for = 10h;
  host.schedule(launch({all}));
  host.registers("ada", kStart - 1h);
  host.run_until(kStart + 2h);
  CHECK(host.held_at(kStart + 90min + 11h - 1ms));
  CHECK_FALSE(host.held_at(kStart + 90min + 11h));
}

TEST_CASE("S28b: a cancellation that is heard when the webinar was over makes retain begin no earlier") {
  Kept host;
  host.schedule(launch({}));
  CHECK(host.held_at(kStart + 95min));
  host.tell(WebinarCancelled{.at = kStart + 30min, .webinar = "launch"});
  CHECK(host.held_at(kStart + 150min - 1ms));
  CHECK_FALSE(host.held_at(kStart + 150min));
}
