// Who was there: drop-outs, second sessions, webhooks that come late, twice and in any order.
#include <algorithm>
#include <map>

#include "property/random.hpp"
#include "support/seed.hpp"
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

TEST_CASE("of online and offline at one instant everybody gets exactly one, whatever arrives late (S14, S15)") {
  const std::uint64_t first = seed();
  int late_and_called = 0;
  for (std::uint64_t number = first; number < first + 40; ++number) {
    INFO("USHER_SEED=" << number);
    property::Random random{number};
    VirtualHost host;
    host.call_time = 20s;
    host.connect({.id = "mail", .lane = "mail", .max_lead = 0s});
    host.schedule(launch({rule("online", Anchor::start(), 45min, Audience::online()),
                          over("mail", rule("offline", Anchor::start(), 45min, Audience::offline()))}));
    Names people;
    for (int i = 0; i < 20; ++i) people.push_back("attendee " + std::to_string(i));
    for (const std::string& who : people) host.registers(who, kStart - 1h);
    for (int i = 0; i < 80; ++i) {
      const std::string& who = random.pick(people);
      const Instant when = kStart + random.between(0, 45) * 1min;
      host.run_until(std::max(host.now, kStart + i * 40s));
      const Instant at = std::min(when, host.now);
      const std::string session = random.chance(70) ? "" : "phone";
      if (host.queue.explain("launch", "online", who)->verdict == Explanation::Verdict::done) ++late_and_called;
      random.chance(50) ? host.joins(who, at, session) : host.leaves(who, at, session);
    }
    host.run();
    REQUIRE(host.queue.check_invariants().empty());
    std::map<std::string, int> times;
    for (const Served& one : host.history) {
      ++times[one.attendee];
      CHECK(one.standing.online == (one.rule == "online"));
      CHECK(one.decided_at == kStart + 45min);
    }
    for (const std::string& who : people) CHECK(times[who] == 1);
  }
  CHECK(late_and_called > 0);
}

TEST_CASE("a re-join counts once (S6, S8)") {
  VirtualHost host;
  host.schedule(launch({rule("half", Anchor::end(), 1min, Audience::participants())},
                       {.hundredths = 5000, .measure = Threshold::Measure::watched}));
  // Ada's browser loses the connection and joins again without ever leaving; Bob really leaves.
  host.registers("ada", kStart - 1h);
  host.registers("bob", kStart - 1h);
  host.joins("ada", kStart);
  host.joins("bob", kStart);
  host.joins("ada", kStart + 10min);
  host.leaves("bob", kStart + 10min);
  host.joins("bob", kStart + 20min);
  host.leaves("ada", kStart + 45min);
  host.leaves("bob", kStart + 50min);
  host.run();
  CHECK(host.served() == Names{"half/ada"});
  CHECK(host.queue.explain("launch", "half", "ada")->watched == 45min);
  CHECK(host.queue.explain("launch", "half", "bob")->watched == 40min);
}

TEST_CASE("a stale leave that comes after the re-join does not put anybody out (S9)") {
  VirtualHost host;
  host.schedule(launch({rule("pitch", Anchor::start(), 45min, Audience::online())}));
  host.registers("ada", kStart - 1h);
  host.joins("ada", kStart);
  host.joins("ada", kStart + 21min);
  CHECK(host.leaves("ada", kStart + 20min) == Fed::late);
  CHECK(host.leaves("ada", kStart + 20min) == Fed::duplicate);
  host.run();
  CHECK(host.served() == Names{"pitch/ada"});
}

TEST_CASE("leaving with the phone does not end the presence at the desk (S6)") {
  VirtualHost host;
  host.schedule(launch({rule("pitch", Anchor::start(), 45min, Audience::online())}));
  host.joins("ada", kStart, "desk");
  host.joins("ada", kStart + 10min, "phone");
  host.leaves("ada", kStart + 40min, "phone");
  host.joins("bob", kStart, "desk");
  host.joins("bob", kStart + 10min, "phone");
  host.leaves("bob", kStart + 40min, "phone");
  host.leaves("bob", kStart + 45min, "desk");
  host.run();
  CHECK(host.served() == Names{"pitch/ada"});
}

TEST_CASE("ended early: whoever was there at the earlier mark is a participant (S8)") {
  VirtualHost host;
  host.schedule(launch({rule("seen", Anchor::end(), 1min, Audience::participants()),
                        rule("missed", Anchor::end(), 1min, Audience::non_participants())},
                       {.hundredths = 6000}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  host.joins("ada", kStart);
  host.joins("bob", kStart);
  host.leaves("bob", kStart + 29min);
  host.leaves("ada", kStart + 31min);
  // 60 % of the 90 minutes planned would be minute 54; of the 50 that it took, it is minute 30.
  host.tell(WebinarEnded{.at = kStart + 50min, .webinar = "launch"});
  host.run();
  CHECK(host.served() == Names{"seen/ada", "missed/bob"});
  CHECK(host.only("seen/ada").due == kStart + 51min);
}

TEST_CASE("a live webinar that overruns: its end is when it ends, and its mark stays (S4, S8)") {
  VirtualHost host;
  host.schedule(live(launch(
      {rule("reminder", Anchor::start(), -15min), rule("pitch", Anchor::at_marker("pitch"), 5min, Audience::online()),
       rule("seen", Anchor::end(), 1min, Audience::participants()),
       rule("missed", Anchor::end(), 1min, Audience::non_participants())},
      {.hundredths = 6000})));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  for (const char* who : {"ada", "bob"}) host.joins(who, kStart);
  host.tell(WebinarStarted{.at = kStart + 7min, .webinar = "launch"});
  host.leaves("bob", kStart + 60min);
  host.tell(WebinarMarker{.at = kStart + 70min, .webinar = "launch", .marker = "pitch"});
  host.run_until(kStart + 140min);
  host.tell(WebinarEnded{.at = kStart + 140min, .webinar = "launch"});
  host.run();
  CHECK(host.served() == Names{"reminder/ada", "reminder/bob", "pitch/ada", "seen/ada", "missed/bob"});
  CHECK(host.only("reminder/ada").due == kStart - 15min);
  CHECK(host.only("pitch/ada").due == kStart + 75min);
  CHECK(host.only("seen/ada").due == kStart + 141min);
  CHECK(host.queue.explain("launch", "seen", "ada")->mark == kStart + 61min);
}

TEST_CASE("somebody unregisters while pending and comes back: the moment is lost, later ones are not (S11c)") {
  VirtualHost host;
  host.schedule(launch({rule("pitch", Anchor::start(), 45min), rule("after", Anchor::end(), 0min)}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  host.run_until(kStart + 44min);
  // The lane is held up by a call for Ada; Bob waits.
  const Call* const call = host.queue.next(kStart + 45min);
  REQUIRE(call != nullptr);
  host.now = kStart + 46min;
  REQUIRE(
      host.queue.feed(AttendeeUnregistered{.at = kStart + 46min, .webinar = "launch", .attendee = "bob"}, host.now));
  REQUIRE(host.queue.feed(AttendeeRegistered{.at = kStart + 46min, .webinar = "launch", .attendee = "bob"}, host.now));
  REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), host.now));
  host.run();
  CHECK(host.served() == Names{"after/ada", "after/bob"});
  CHECK(host.queue.explain("launch", "pitch", "bob")->verdict == Explanation::Verdict::not_registered);
}

TEST_CASE("whoever just walks in is an attendee from then on, unless walk-ins are ignored (S11a)") {
  for (const WalkIns walk_ins : {WalkIns::register_them, WalkIns::ignore}) {
    VirtualHost host{{.walk_ins = walk_ins}};
    host.schedule(launch({rule("early", Anchor::start(), 5min), rule("late", Anchor::end(), 1min),
                          rule("welcome", Anchor::registered(), 1min)}));
    host.joins("ada", kStart + 10min);
    host.unregisters("bob", kStart);
    host.joins("bob", kStart + 20min);
    host.run_until(kStart + 50min);
    host.registers("cleo", kStart + 50min);
    host.run();
    CHECK(host.served() == (walk_ins == WalkIns::ignore
                                ? Names{"welcome/cleo", "late/cleo"}
                                : Names{"welcome/ada", "welcome/cleo", "late/ada", "late/cleo"}));
  }
}

TEST_CASE("an earlier join of a walk-in that arrives late moves the registration forward (S11a)") {
  VirtualHost host;
  host.schedule(launch({rule("welcome", Anchor::registered(), 10min)}));
  host.joins("ada", kStart + 5min);
  host.joins("bob", kStart + 5min);
  host.run_until(kStart + 7min);
  host.joins("ada", kStart + 1min);
  host.run();
  CHECK(host.only("welcome/ada").due == kStart + 11min);
  CHECK(host.only("welcome/bob").due == kStart + 15min);
}

TEST_CASE("a join that is told late counts from its at for the time watched, S8 and S9") {
  VirtualHost host;
  host.schedule(launch({rule("seen", Anchor::start(), 15min, Audience::participants())},
                       {.hundredths = 100, .measure = Threshold::Measure::watched}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  host.joins("ada", kStart + 10min);
  // When this is told, Bob has been in the room for two minutes, longer than the 54 seconds that it takes.
  host.run_until(kStart + 12min);
  host.joins("bob", kStart + 10min);
  CHECK(host.queue.check_invariants().empty());
  host.run();
  CHECK(host.served() == Names{"seen/ada", "seen/bob"});
}
