// Calls one after the other: many webinars on one lane, several lanes, targets that fail, hosts that sleep.
#include <algorithm>
#include <map>
#include <set>

#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

TEST_CASE("200 webinars on one lane stay strictly serial (S18, S20)") {
  VirtualHost host;
  host.call_time = 700ms;
  std::vector<Webinar> webinars;
  for (int i = 0; i < 200; ++i) {
    webinars.push_back(launch({rule("pitch", Anchor::start(), 45min), rule("missed", Anchor::end(), 1min)}));
    webinars.back().id = "webinar " + std::to_string(i);
    host.schedule(webinars.back());
    for (const char* who : {"ada", "bob"}) {
      host.tell(AttendeeRegistered{.at = host.now, .webinar = webinars.back().id, .attendee = who});
    }
  }
  host.run();
  REQUIRE(host.history.size() == 800);
  for (std::size_t i = 1; i < host.history.size(); ++i) {
    const Served& before = host.history[i - 1];
    const Served& one = host.history[i];
    if (one.started_at < before.finished_at) FAIL("two calls at a time at " << to_string(one.started_at));
    if (one.due < before.due) FAIL("out of order at " << to_string(one.started_at));
    CHECK(one.decided_at == one.due);
  }
  // 400 calls of 0.7 s each from minute 45 on, without a gap.
  CHECK(host.history[399].finished_at == kStart + 45min + 280s);
}

TEST_CASE("two lanes work side by side and complete in any order (S18)") {
  VirtualHost host;
  host.connect({.id = "slow", .lane = "slow", .max_lead = 0s});
  host.connect({.id = "fast", .lane = "fast", .max_lead = 0s});
  host.schedule(
      launch({over("slow", rule("slow", Anchor::start(), 0min)), over("fast", rule("fast", Anchor::start(), 0min))}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  const Call* const slow = host.queue.next("slow", kStart);
  const Call* fast = host.queue.next(kStart);
  REQUIRE(slow != nullptr);
  REQUIRE(fast != nullptr);
  CHECK(fast->lane() == "fast");
  CHECK(host.queue.next(kStart) == nullptr);
  CHECK(host.queue.counters().in_flight == 2);
  REQUIRE(host.queue.complete(fast->id(), Outcome::delivered(), kStart + 1s));
  fast = host.queue.next(kStart + 1s);
  REQUIRE(fast != nullptr);
  CHECK(fast->handovers()[0].attendee == "bob");
  CHECK(slow->handovers()[0].attendee == "ada");
  REQUIRE(host.queue.complete(fast->id(), Outcome::delivered(), kStart + 2s));
  CHECK(host.queue.next(kStart + 2s) == nullptr);
  REQUIRE(host.queue.complete(slow->id(), Outcome::delivered(), kStart + 1min));
  CHECK(host.queue.next(kStart + 1min)->lane() == "slow");
}

TEST_CASE("a host that was down for an hour decides as of due and misses nobody (S15)") {
  VirtualHost host;
  host.schedule(launch({rule("online", Anchor::start(), 45min, Audience::online()),
                        rule("offline", Anchor::start(), 45min, Audience::offline()),
                        rule("personal", Anchor::joined(), 40min)}));
  for (const char* who : {"ada", "bob", "cleo"}) host.registers(who, kStart - 1h);
  host.joins("ada", kStart);
  host.joins("bob", kStart + 1min);
  // The host sleeps from minute 10 to 70. Its webhooks have been kept for it: Bob left at 30, Cleo came at 60.
  host.now = kStart + 70min;
  host.leaves("bob", kStart + 30min);
  host.joins("cleo", kStart + 60min);
  host.run_until(kStart + 71min);
  Names served = host.served();
  CHECK(served == Names{"personal/ada", "personal/bob", "online/ada", "offline/bob", "offline/cleo"});
  CHECK(host.only("online/ada").decided_at == kStart + 45min);
  CHECK(host.only("online/ada").started_at == kStart + 70min);
  CHECK(host.only("offline/cleo").standing == Standing{});
  CHECK(host.only("personal/bob").due == kStart + 41min);
  host.run();
  CHECK(host.only("personal/cleo").due == kStart + 100min);
}

TEST_CASE("a retry waits off the lane while others go on (S23)") {
  VirtualHost host;
  host.call_time = 1s;
  host.schedule(launch({rule("all", Anchor::start(), 0min)}));
  for (const char* who : {"ada", "bob", "cleo", "dan"}) host.registers(who, kStart - 1h);
  host.target = [](const Call&, const Handover& handover) {
    return handover.attendee == "ada" && handover.attempt == 1 ? Outcome::retry_after(1500ms) : Outcome::delivered();
  };
  host.run();
  // Ada's time comes while Cleo's call is out; then she goes before Dan.
  CHECK(host.served() == Names{"all/bob", "all/cleo", "all/ada", "all/dan"});
  CHECK(host.history[3].started_at == kStart + 3s);
  CHECK(host.history[3].attempt == 2);
  CHECK(host.history[3].key == host.history[0].key);
}

TEST_CASE("a target that rejects leaves a dead letter that outlives its webinar and can be resubmitted (S25, S28)") {
  VirtualHost host{{.retain = 1h}};
  host.connect({.id = "mail", .lane = "post", .batch = 10, .max_lead = 0s});
  Rule all = over("mail", rule("all", Anchor::start(), 0min));
  all.action = "{\"tag\":1}";
  host.schedule(launch({all}));
  for (const char* who : {"ada", "bob", "cleo"}) host.registers(who, kStart - 1h, "profile of " + std::string{who});
  host.target = [](const Call&, const Handover& handover) {
    return handover.attendee == "bob" ? Outcome::delivered() : Outcome::rejected("no such list");
  };
  host.run();
  static_cast<void>(host.queue.next(kStart + 1min));
  static_cast<void>(host.queue.next(kStart + 48h));
  host.now = kStart + 48h;
  REQUIRE(host.queue.counters().webinars == 0);
  const auto letters = host.queue.dead_letters();
  REQUIRE(letters.size() == 2);
  CHECK(letters[0].reason == "no such list");
  CHECK(letters[0].action == "{\"tag\":1}");

  for (const DeadLetter& letter : letters) REQUIRE(host.queue.resubmit(letter.key, host.now));
  CHECK(host.queue.pending().size() == 2);
  CHECK(host.queue.pending()[0].webinar == "launch");
  const Call* const call = host.queue.next(host.now);
  REQUIRE(call != nullptr);
  REQUIRE(call->handovers().size() == 2);
  CHECK(call->lane() == "post");
  CHECK(call->webinar() == "launch");
  CHECK(call->action() == "{\"tag\":1}");
  CHECK(call->handovers()[1].attendee == "cleo");
  CHECK(call->handovers()[1].profile == "profile of cleo");
  CHECK(call->handovers()[1].key == "launch/all/cleo/1");
  CHECK(call->handovers()[1].due == kStart);
  REQUIRE(host.queue.complete(call->id(), std::vector{Outcome::delivered(), Outcome::rejected("still not")}, host.now));
  CHECK(host.queue.dead_letters().size() == 1);
  CHECK(host.queue.dead_letters()[0].reason == "still not");
  CHECK(host.queue.dead_letters()[0].profile == "profile of cleo");
  CHECK(host.queue.counters().delivered == 2);
  CHECK(host.queue.check_invariants().empty());
}

TEST_CASE("a target that is down for an hour gets everybody once it is back, each under one key (S23)") {
  VirtualHost host;
  host.call_time = 200ms;
  host.connect({.id = "mail", .batch = 7, .max_lead = 0s});
  host.schedule(launch({over("mail", rule("all", Anchor::start(), 0min))}));
  for (int i = 0; i < 50; ++i) host.registers("attendee " + std::to_string(i), kStart - 1h);
  host.target = [](const Call& call, const Handover&) {
    return call.started_at() < kStart + 1h ? Outcome::retry("down") : Outcome::delivered();
  };
  host.run();
  CHECK(host.served().size() == 50);
  std::set<std::string> keys;
  for (const Served& one : host.history) keys.insert(one.key);
  CHECK(keys.size() == 50);
  CHECK(host.queue.dead_letters().empty());
  CHECK(host.history.back().finished_at < kStart + 1h + 11min);
}

TEST_CASE("a webinar of nobody calls nobody, closes and is freed (S28)") {
  VirtualHost host{{.retain = 1h}};
  host.schedule(launch({rule("reminder", Anchor::start(), -1h), rule("missed", Anchor::end(), 1min),
                        rule("came", Anchor::joined(), 0min)}));
  host.run();
  CHECK(host.history.empty());
  static_cast<void>(host.queue.next(host.now + 1ms));
  static_cast<void>(host.queue.next(host.now + 24h));
  CHECK(host.queue.counters().webinars == 0);
  CHECK(host.queue.counters().calls == 0);
  CHECK_FALSE(host.queue.wake_at());
}

TEST_CASE("an instant that the only one due then has left holds a webinar no longer (S28)") {
  VirtualHost host{{.retain = 1h}};
  host.connect({.id = "mail", .max_lead = 10h});
  const Webinar webinar = launch({over("mail", rule("welcome", Anchor::registered(), 1h))});
  host.schedule(webinar);
  const Instant end = kStart + webinar.duration;
  host.now = end;
  host.registers("ada", end);
  host.now = end + 30min;
  host.tell(AttendeeUnregistered{.at = host.now, .webinar = "launch", .attendee = "ada"});
  static_cast<void>(host.queue.next(end + 61min));
  CHECK(host.queue.counters().webinars == 1);
  static_cast<void>(host.queue.next(end + 90min));
  CHECK(host.queue.counters().webinars == 0);
  CHECK(host.queue.counters().calls == 0);
}

TEST_CASE("a hundred thousand events for an unknown webinar leave nothing behind") {
  DispatchQueue queue;
  REQUIRE(queue.add({.id = "crm"}));
  for (int i = 0; i < 100'000; ++i) {
    const std::string who = "attendee " + std::to_string(i);
    const auto fed = queue.feed(AttendeeJoined{.at = kStart, .webinar = "lunch", .attendee = who}, kStart - 1min);
    if (fed || fed.error().code != ErrorCode::unknown) FAIL(i);
  }
  const Counters counters = queue.counters();
  CHECK(counters.refused == 100'000);
  CHECK(counters.ahead == 0);
  CHECK(counters.applied == 0);
  CHECK(counters.webinars == 0);
  CHECK(queue.pending().empty());
  CHECK_FALSE(queue.wake_at());
}

TEST_CASE("100,000 attendees are decided in one moment, each exactly once (S14)") {
  constexpr int kPeople = 100'000;
  DispatchQueue queue;
  REQUIRE(queue.add({.id = "crm", .batch = 100, .max_lead = 0s}));
  REQUIRE(
      queue.feed(WebinarScheduled{.at = kStart - 2h,
                                  .webinar = launch({rule("online", Anchor::start(), 45min, Audience::online()),
                                                     rule("offline", Anchor::start(), 45min, Audience::offline())})},
                 kStart - 2h));
  for (int i = 0; i < kPeople; ++i) {
    const std::string who = std::to_string(i);
    if (!queue.feed(AttendeeRegistered{.at = kStart - 1h, .webinar = "launch", .attendee = who}, kStart - 1h)) FAIL(i);
    if (i % 3 == 0 &&
        !queue.feed(AttendeeJoined{.at = kStart - 1h, .webinar = "launch", .attendee = who}, kStart - 1h)) {
      FAIL(i);
    }
  }
  std::vector<int> times(kPeople);
  int calls = 0;
  const Instant now = kStart + 2h;
  while (const Call* const call = queue.next(now)) {
    for (const Handover& handover : call->handovers()) {
      const int who = std::stoi(std::string{handover.attendee});
      ++times[static_cast<std::size_t>(who)];
      if (handover.standing.online != (who % 3 == 0) || handover.decided_at != kStart + 45min) FAIL(who);
      if (call->rule() != (who % 3 == 0 ? "online" : "offline")) FAIL(who);
    }
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), now));
    ++calls;
  }
  CHECK(std::count(times.begin(), times.end(), 1) == kPeople);
  CHECK(calls == 334 + 667);
  CHECK(queue.counters().delivered == kPeople);
}

TEST_CASE("what has gone from a lane does not keep the others of it from their turn (S20c)") {
  VirtualHost host;
  host.connect({.id = "spaced", .lane = "east", .spacing = 90min, .max_lead = 0s});
  host.connect({.id = "east", .lane = "east", .max_lead = 0s});
  Rule first = over("spaced", rule("first", Anchor::start(), -1h));
  first.correct = true;
  first.correct_for = 30min;
  Webinar other = launch({first});
  other.id = "other";
  host.schedule(other);
  host.schedule(
      launch({rule("later", Anchor::start(), -40min), over("east", rule("sooner", Anchor::start(), -50min))}));
  const auto registers = [&](const char* webinar, const char* who) {
    const Fed fed = host.tell(AttendeeRegistered{.at = kStart - 5h, .webinar = webinar, .attendee = who});
    CHECK(fed != Fed::ignored);
  };
  for (const char* webinar : {"other", "launch"}) registers(webinar, "ada");
  SECTION("it was cancelled") {
    registers("other", "bob");
    host.run_until(kStart - 1h);
    host.tell(WebinarCancelled{.at = kStart - 59min, .webinar = "other"});
  }
  SECTION("its time for corrections is over") {
    host.run_until(kStart - 59min);
    REQUIRE(host.queue.next(host.now) == nullptr);  // which closes the moment
    registers("other", "bob");
  }
  REQUIRE(host.served() == Names{"first/ada"});
  // "spaced" is open again now, with nobody to call for.
  const Call* const call = host.queue.next(kStart + 31min);
  REQUIRE(call != nullptr);
  CHECK(call->rule() == "sooner");
}
