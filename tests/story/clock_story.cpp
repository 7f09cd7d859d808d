// The host's clock: it jumps, stands still and goes back. The queue knows no other.
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

TEST_CASE("a clock that jumps a day finds everything that fell due, decided as of due and in order (S1, S15)") {
  VirtualHost host;
  host.connect({.id = "mail", .batch = 10});
  host.schedule(
      launch({over("mail", rule("reminder", Anchor::start(), -10min)),
              rule("online", Anchor::start(), 45min, Audience::online()),
              rule("offline", Anchor::start(), 45min, Audience::offline()), rule("personal", Anchor::registered(), 3h),
              over("mail", rule("missed", Anchor::end(), 1min, Audience::non_participants()))},
             {.hundredths = 5000}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  host.joins("ada", kStart - 30min);
  host.run_until(kStart - 29min);
  REQUIRE(host.history.empty());
  host.now += 24h;
  host.run();
  CHECK(host.queue.check_invariants() == "");
  CHECK(host.served() == Names{"reminder/ada", "reminder/bob", "online/ada", "offline/bob", "missed/bob",
                               "personal/ada", "personal/bob"});
  for (const Served& one : host.history) {
    CHECK(one.decided_at == one.due);
    CHECK(one.started_at == kStart - 29min + 24h);
  }
  CHECK(host.only("missed/bob").due == kStart + 91min);
}

TEST_CASE("a clock that jumps a day while a call is out and a retry waits gives up nothing but what is too old (S23)") {
  VirtualHost host;
  host.connect({.id = "mail", .max_lead = 0s, .give_up_after = 48h});
  host.schedule(launch({rule("all", Anchor::start(), 0min), over("mail", rule("kept", Anchor::start(), 0min))}));
  host.registers("ada", kStart - 1h);
  DispatchQueue& queue = host.queue;
  for (int i = 0; i < 2; ++i) {
    const Call* const call = queue.next(kStart);
    REQUIRE(call != nullptr);
    REQUIRE(queue.complete(call->id(), Outcome::retry("later"), kStart));
  }
  host.target = [](const Call&, const Handover& handover) {
    return handover.attempt == 2 ? Outcome::retry("still later") : Outcome::delivered();
  };
  host.now = kStart + 24h;
  host.run();
  // Both are called again; the next call of "all" would start later than a day after due.
  CHECK(host.served() == Names{"kept/ada"});
  const auto letters = queue.dead_letters();
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].rule == "all");
  CHECK(letters[0].attempts == 2);
  CHECK(letters[0].reason == "gave up: P1D past due: still later");
}

TEST_CASE("a clock that stands still serves all that is due at that instant, and then there is nothing to do (S1)") {
  VirtualHost host;
  host.schedule(launch({rule("first", Anchor::start(), 0min), rule("second", Anchor::start(), 0min),
                        rule("next", Anchor::start(), 1ms)}));
  for (int i = 0; i < 100; ++i) host.registers("attendee " + std::to_string(i), kStart - 1h);
  DispatchQueue& queue = host.queue;
  int calls = 0;
  while (const Call* const call = queue.next(kStart)) {
    ++calls;
    CHECK(call->rule() == (calls <= 100 ? "first" : "second"));
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), kStart));
    if (calls % 10 == 0) REQUIRE(queue.check_invariants() == "");
  }
  CHECK(calls == 200);
  CHECK(queue.pending().empty());
  CHECK(queue.wake_at() == kStart + 1ms);
  for (int i = 0; i < 100; ++i) CHECK(queue.next(kStart) == nullptr);
}

TEST_CASE("a clock that stands still does not turn retries into an endless loop (S23)") {
  VirtualHost host;
  host.connect({.id = "mail", .max_lead = 0s, .max_attempts = 5});
  host.schedule(launch({over("mail", rule("all", Anchor::start(), 0min))}));
  host.registers("ada", kStart - 1h);
  DispatchQueue& queue = host.queue;
  int calls = 0;
  const auto call_while_still = [&](const Outcome& outcome) {
    while (const Call* const call = queue.next(kStart)) {
      REQUIRE(++calls < 100);
      REQUIRE(queue.complete(call->id(), outcome, kStart));
    }
  };
  SECTION("backoff: the next attempt is later, and wake_at says when") {
    call_while_still(Outcome::retry());
    CHECK(calls == 1);
    CHECK(queue.wake_at() == kStart + backoff("launch/all/ada/1", 1));
  }
  SECTION("at once: from the third failure on the connection is suspended, and has to be waited for") {
    call_while_still(Outcome::retry_after(0ms));
    CHECK(calls == 3);
    CHECK(queue.wake_at() == kStart + backoff("mail", 1));
  }
  SECTION("throttled until an instant that has come: the host asks for it") {
    for (int i = 0; i < 50; ++i) {
      const Call* const call = queue.next(kStart);
      REQUIRE(call != nullptr);
      CHECK(call->handovers()[0].attempt == 1);
      REQUIRE(queue.complete(call->id(), Outcome::throttled(kStart), kStart));
    }
  }
  CHECK(queue.check_invariants() == "");
}

TEST_CASE("a clock that goes back counts as one that stands still (S1)") {
  VirtualHost host;
  host.schedule(launch({rule("all", Anchor::start(), 0min), rule("later", Anchor::start(), 1h)}));
  host.registers("ada", kStart - 1h);
  DispatchQueue& queue = host.queue;
  CHECK(queue.next(kStart - 1ms) == nullptr);
  const Call* const call = queue.next(kStart + 10min);
  REQUIRE(call != nullptr);
  CHECK(call->started_at() == kStart + 10min);
  REQUIRE(queue.complete(call->id(), Outcome::delivered(), kStart - 5h));
  CHECK(queue.now() == kStart + 10min);
  CHECK(queue.next(kStart - 24h) == nullptr);
  CHECK(queue.wake_at() == kStart + 1h);
  // A call takes no less than no time.
  CHECK(queue.connections()[0].mean_call_time < 300ms);
}
