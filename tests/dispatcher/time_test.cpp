// When the dispatcher wakes, and what it makes of clocks that are put (S1).
#include <thread>

#include "dispatcher/evening.hpp"
#include "dispatcher/portable_clock.hpp"

namespace usher::dispatcher_test {

TEST_CASE("the dispatcher sleeps until wake_at and for nothing else, and calls at that very millisecond") {
  Evening evening;
  evening.schedule({rule("first"), rule("second", 90s)}, 2);
  evening.start();
  for (const Instant due : {kStart, kStart + 90s}) {
    REQUIRE(evening.clock->is_waited_for(due));
    evening.clock->pass_to(due - 1ms);
    REQUIRE(evening.clock->is_waited_for(due));
    const std::size_t before = evening.crm->keys().size();
    evening.clock->pass_to(due);
    REQUIRE(evening.told->wait_for("completed", static_cast<int>(before) + 2));
  }
  CHECK(evening.told->lines("late").empty());
  REQUIRE(evening.clock->is_waited_for(std::nullopt));
  CHECK(evening.clock->waits() == std::vector<Instant>{kStart, kStart + 90s});
}

TEST_CASE("what is fed brings the dispatcher to wake earlier, and what is due at once is called at once") {
  Evening evening;
  evening.schedule({rule("hello")}, 0);
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  Webinar sooner = talk({rule("soon", -2h)}, "sooner");
  REQUIRE(evening.dispatcher.feed(WebinarScheduled{.at = kDayBefore, .webinar = sooner}));
  REQUIRE(evening.clock->is_waited_for(kStart - 2h));
  registers(evening.dispatcher, 1);
  evening.clock->pass_to(kStart - 2h);
  REQUIRE(evening.clock->is_waited_for(kStart));
  Webinar now = talk({rule("now")}, "now");
  now.rules[0].when = Anchor::registered();
  REQUIRE(evening.dispatcher.feed(WebinarScheduled{.at = kDayBefore, .webinar = now}));
  REQUIRE(evening.dispatcher.feed(AttendeeRegistered{.at = kStart - 2h, .webinar = "now", .attendee = "ada"}));
  REQUIRE(evening.crm->wait_for(1));
  CHECK(evening.crm->keys() == Lines{"now/now/ada/1"});
}

TEST_CASE("when the clock is put forwards, or the machine has slept, what has become due is called, as of due") {
  Evening evening;
  evening.schedule({rule("hello")}, 1);
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  evening.clock->put(24h + 10min);
  REQUIRE(evening.told->wait_for("completed"));
  CHECK(evening.told->lines() == Lines{"clock put by P1DT10M", "decided talk/hello/a1/1 as of 2026-05-04T19:00:00.000Z",
                                       "started talk/hello/a1/1", "late talk/hello/a1/1 by PT10M",
                                       "completed talk/hello/a1/1 in PT0S: delivered"});
}

TEST_CASE("S1: when the clock is put back, time stands still until it has come there, and nothing is due sooner") {
  Evening evening;
  evening.schedule({rule("first"), rule("second", 10min)}, 1);
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed"));
  REQUIRE(evening.clock->is_waited_for(kStart + 10min));
  evening.clock->put(-1h);
  // What happens now is told with an `at` of the clock as it is; for the queue it is as late as it was.
  REQUIRE(evening.dispatcher.feed(AttendeeRegistered{.at = kStart - 1h, .webinar = "talk", .attendee = "bob"}));
  CHECK(evening.dispatcher.look([](const DispatchQueue& queue) { return queue.now(); }) == kStart);
  // Its moment is open as long as no later instant has come (S15a).
  REQUIRE(evening.told->wait_for("completed talk/first/bob/1"));
  REQUIRE(evening.clock->is_waited_for(kStart + 10min));
  CHECK(evening.told->lines("clock") == Lines{"clock put by -PT1H"});
  evening.clock->pass(1h + 10min - 1ms);
  REQUIRE(evening.clock->is_waited_for(kStart + 10min));
  CHECK(evening.crm->keys().size() == 2);
  evening.clock->pass(1ms);
  REQUIRE(evening.crm->wait_for(4));
  CHECK(evening.told->lines("clock").size() == 1);
}

TEST_CASE("a clock that is merely adjusted was not put") {
  Evening evening;
  evening.schedule({rule("hello")}, 1);
  evening.start();
  REQUIRE(evening.clock->is_waited_for(kStart));
  evening.clock->pass(12h);
  evening.clock->put(20s);  // half a thousandth of that
  REQUIRE(evening.clock->is_waited_for(kStart));
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed"));
  CHECK(evening.told->lines("clock").empty());
}

namespace {

/// Waits for an instant, for a steady time and for a notice, each with the other two far away.
void try_out(Clock& clock) {
  const Instant instant = clock.now() + 30ms;
  while (clock.now() < instant) clock.wait(instant, clock.steady() + 1h);
  CHECK(clock.now() - instant < 10s);
  const Clock::Steady steady = clock.steady() + 30ms;
  while (clock.steady() < steady) clock.wait(clock.now() + 1h, steady);
  CHECK(clock.steady() - steady < 10s);
  std::thread other{[&] { clock.notify(); }};
  clock.wait(std::nullopt, std::nullopt);
  other.join();
  clock.notify();
  clock.wait(clock.now() + 1h, std::nullopt);
  clock.wait(kEarliestInstant, std::nullopt);
  clock.wait(std::nullopt, Clock::Steady{0});
}

}  // namespace

TEST_CASE("the system's clock waits for an instant, for a time and for a notice") {
  try_out(*system_clock());
}

TEST_CASE("the clock of other systems does so as well") {
  try_out(*dispatcher::portable_clock());
}

TEST_CASE("with the system's clock a call starts when it is due, and not before") {
  const Instant due = std::chrono::floor<Duration>(std::chrono::system_clock::now()) + 50ms;
  Instant called{};
  const auto crm = std::make_shared<Calls>([&](const Call&, Reply reply) {
    called = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    reply(Outcome::delivered());
  });
  Dispatcher dispatcher{DispatchQueue{}};
  REQUIRE(dispatcher.attach(connection("crm"), crm));
  Webinar soon = talk({rule("hello")});
  soon.start = due;
  REQUIRE(dispatcher.feed(WebinarScheduled{.at = due - 1h, .webinar = soon}));
  REQUIRE(dispatcher.feed(AttendeeRegistered{.at = due - 1h, .webinar = "talk", .attendee = "ada"}));
  REQUIRE(dispatcher.start());
  REQUIRE(crm->wait_for(1));
  CHECK(dispatcher.stop(20s).given_up.empty());
  CHECK(called >= due);
}

}  // namespace usher::dispatcher_test
