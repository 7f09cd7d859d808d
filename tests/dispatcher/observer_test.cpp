// What the observer is told, in which order, and how often.
#include <random>
#include <thread>

#include "dispatcher/connection_watch.hpp"
#include "dispatcher/evening.hpp"
#include "support/seed.hpp"

namespace usher::dispatcher_test {
namespace {

/// Answers the outcomes of a list one after the other, then `delivered`.
std::shared_ptr<Calls> answers(std::vector<Outcome> outcomes) {
  auto next = std::make_shared<std::size_t>(0);
  return std::make_shared<Calls>([outcomes = std::move(outcomes), next](const Call&, Reply reply) {
    reply(*next < outcomes.size() ? outcomes[(*next)++] : Outcome::delivered());
  });
}

/// Lets time pass, a second at a time, until so many calls have ended.
void pass_until_completed(Evening& evening, int calls) {
  for (int i = 0; i < 1000 && static_cast<int>(evening.told->lines("completed").size()) < calls; ++i) {
    evening.clock->pass(1s);
    std::this_thread::sleep_for(1ms);
  }
  REQUIRE(evening.told->wait_for("completed", calls));
}

}  // namespace

TEST_CASE("of each call it is told who was decided, that it started and how it ended, before anything that follows") {
  Evening evening;
  evening.schedule({rule("hello")}, 2);
  evening.start();
  evening.clock->pass_to(kStart);
  REQUIRE(evening.told->wait_for("completed", 2));
  CHECK(evening.told->lines() == Lines{"decided talk/hello/a1/1 as of 2026-05-04T19:00:00.000Z",
                                       "started talk/hello/a1/1", "completed talk/hello/a1/1 in PT0S: delivered",
                                       "decided talk/hello/a2/1 as of 2026-05-04T19:00:00.000Z",
                                       "started talk/hello/a2/1", "completed talk/hello/a2/1 in PT0S: delivered"});
}

TEST_CASE("S23b: a connection that is throttled again and again is told once, and once that it works again") {
  const auto until = [](Duration after) { return Outcome::throttled(kStart + after, "401 Unauthorized"); };
  Evening evening{answers({until(5s), until(10s), until(15s)})};
  evening.schedule({rule("hello")}, 1);
  evening.start();
  evening.clock->pass_to(kStart);
  pass_until_completed(evening, 4);
  REQUIRE(evening.told->wait_for("crm is open"));
  CHECK(evening.told->lines("crm") ==
        Lines{"crm is throttled until 2026-05-04T19:00:05.000Z: 401 Unauthorized", "crm is open"});
  // Before the lane's next call, which decides nobody.
  const Lines lines = evening.told->lines();
  CHECK(lines[3] == "crm is throttled until 2026-05-04T19:00:05.000Z: 401 Unauthorized");
  CHECK(lines[4] == "started talk/hello/a1/1");
}

TEST_CASE("S23c: a suspension is told once, with the last reason, however long it lasts") {
  Evening evening{answers({Outcome::retry("a"), Outcome::retry("b"), Outcome::retry("c"), Outcome::retry("d")})};
  evening.schedule({rule("hello")}, 1);
  evening.start();
  evening.clock->pass_to(kStart);
  pass_until_completed(evening, 5);
  REQUIRE(evening.told->wait_for("crm is open"));
  const Lines told = evening.told->lines("crm");
  REQUIRE(told.size() == 2);
  CHECK(told[0].starts_with("crm is suspended until 2026-05-04T19:"));
  CHECK(told[0].ends_with(": c"));
  CHECK(told[1] == "crm is open");
}

TEST_CASE("S23d: pausing and resuming is told once, when the function returns; what is not open is told at the start") {
  DispatchQueue queue;
  REQUIRE(queue.add(connection("other")));
  REQUIRE(queue.pause("other", kDayBefore));
  Evening evening{std::move(queue), std::make_shared<Calls>()};
  REQUIRE(evening.dispatcher.attach(connection("other"), evening.crm));
  evening.start();
  REQUIRE(evening.told->wait_for("other"));
  REQUIRE(evening.dispatcher.pause("crm"));
  REQUIRE(evening.dispatcher.pause("crm"));
  CHECK(evening.told->lines() == Lines{"other is paused", "crm is paused"});
  REQUIRE(evening.dispatcher.resume("crm"));
  REQUIRE(evening.dispatcher.resume("crm"));
  REQUIRE(evening.dispatcher.resume("other"));
  CHECK(evening.told->lines() == Lines{"other is paused", "crm is paused", "crm is open", "other is open"});
  CHECK_FALSE(evening.dispatcher.pause("nobody"));
  evening.schedule({rule("hello")}, 1);
  REQUIRE(evening.dispatcher.pause("crm"));
  evening.clock->pass_to(kStart);
  CHECK(evening.crm->keys().empty());
  REQUIRE(evening.dispatcher.resume("crm"));
  REQUIRE(evening.crm->wait_for(1));
}

TEST_CASE("what is told of a connection agrees with what the queue says of it, over random answers") {
  const std::uint64_t seed = test::seed();
  INFO("USHER_SEED=" << seed);
  std::mt19937_64 random{seed};
  DispatchQueue queue;
  dispatcher::ConnectionWatch watch;
  REQUIRE(queue.add(
      {.id = "crm", .batch = 2, .max_lead = 0ms, .max_attempts = 1'000'000, .give_up_after = kLongestDuration}));
  REQUIRE(queue.feed(WebinarScheduled{.at = kDayBefore, .webinar = talk({rule("hello")})}, kDayBefore));
  for (int i = 0; i < 4; ++i) {
    const std::string id = "a" + std::to_string(i);
    REQUIRE(queue.feed(AttendeeRegistered{.at = kDayBefore, .webinar = "talk", .attendee = id}, kDayBefore));
  }
  Instant now = kStart;
  ConnectionState told = ConnectionState::open;
  int suspended = 0, throttled = 0;
  for (int calls = 0; calls < 3000; ++calls) {
    const Call* const call = queue.next(now);
    if (call == nullptr) {
      REQUIRE(queue.wake_at());
      now = *queue.wake_at();
      continue;
    }
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0; i < call->handovers().size(); ++i) {
      const auto chance = random() % 10;
      outcomes.push_back(chance < 7 ? Outcome::retry() : Outcome::throttled(now + Duration{1 + random() % 1000}));
    }
    REQUIRE(queue.complete(call->id(), outcomes, now));
    const auto change = watch.answered("crm", outcomes, now);
    const ConnectionStatus status = queue.connections()[0];
    if (change) {
      REQUIRE(change->state == status.state);
      REQUIRE(change->until == status.until);
      told = change->state;
    } else if (status.state != ConnectionState::open) {
      REQUIRE(told == status.state);
    }
    suspended += status.state == ConnectionState::suspended ? 1 : 0;
    throttled += status.state == ConnectionState::throttled ? 1 : 0;
  }
  CHECK(suspended > 100);
  CHECK(throttled > 100);
}

TEST_CASE("from within the observer the dispatcher can be fed, asked and paused") {
  struct Meddles final : Observer {
    void started(const Call& call) override {
      fed =
          dispatcher->feed(AttendeeUnregistered{.at = kStart, .webinar = call.webinar(), .attendee = "a2"}).has_value();
      static_cast<void>(dispatcher->pause(call.connection()));
    }
    void connection_changed(const ConnectionChange& change) override {
      if (change.state == ConnectionState::paused) static_cast<void>(dispatcher->resume(change.connection));
      told.change([&] { changes.push_back(change.state); });
    }
    Dispatcher* dispatcher = nullptr;
    bool fed = false;
    Signal told;
    std::vector<ConnectionState> changes;
  };
  const auto meddles = std::make_shared<Meddles>();
  const auto clock = std::make_shared<VirtualClock>(kStart);
  Dispatcher dispatcher{DispatchQueue{}, {.observer = meddles, .clock = clock}};
  meddles->dispatcher = &dispatcher;
  REQUIRE(dispatcher.attach(connection("crm"), std::make_shared<Calls>()));
  REQUIRE(dispatcher.feed(WebinarScheduled{.at = kDayBefore, .webinar = talk({rule("hello")})}));
  registers(dispatcher, 1);
  REQUIRE(dispatcher.start());
  REQUIRE(meddles->told.wait([&] { return meddles->changes.size() == 2; }));
  CHECK(meddles->changes == std::vector{ConnectionState::paused, ConnectionState::open});
  CHECK(dispatcher.stop(20s).given_up.empty());
  CHECK(meddles->fed);
}

}  // namespace usher::dispatcher_test
