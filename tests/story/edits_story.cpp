// What people and edits do to a moment in which somebody is decided, or waits: what is kept, and what is not.
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

namespace {

/// Two connections whose calls begin ten minutes before due, since nobody knows yet how long they take.
struct Early : VirtualHost {
  Early() {
    for (const char* id : {"early", "also early"}) connect({.id = id, .call_time = 2min, .max_lead = 10min});
    checks = true;
  }
  /// At `minute` after the start.
  void edits(Duration minute, std::vector<Rule> rules, Threshold threshold = {}) {
    tell(WebinarEdited{.at = kStart + minute, .webinar = launch(std::move(rules), threshold)});
  }
};

const Rule kFirst = over("early", rule("first", Anchor::start(), 45min, Audience::offline()));

Rule correcting(Rule rule) {
  rule.correct = true;
  return rule;
}

}  // namespace

TEST_CASE("who was decided and unregisters is gone for good, also where the truth counts (S11c, S17a)") {
  const bool corrects = GENERATE(false, true);
  Early host;
  Rule second = rule("second", Anchor::start(), 45min, Audience::online());
  second.correct = corrects;
  host.schedule(launch({kFirst, second}));
  host.registers("ada", kStart - 1h);
  host.run_until(kStart + 35min);
  REQUIRE(host.served() == Names{"first/ada"});
  host.unregisters("ada", kStart + 37min);
  host.registers("ada", kStart + 38min);
  host.joins("ada", kStart + 39min);
  host.run_until(kStart + 3h);
  static_cast<void>(host.queue.next(host.now));
  CHECK(host.served() == Names{"first/ada"});
  CHECK(host.queue.counters().differences == 1);  // that of "first"
}

TEST_CASE("what was decided where somebody was no more goes nowhere (S5d)") {
  Early host;
  const auto second_at = [](Duration minute) { return rule("second", Anchor::start(), minute, Audience::offline()); };
  host.schedule(launch({kFirst, second_at(50min)}));
  host.registers("ada", kStart - 1h);
  host.unregisters("ada", kStart + 37min);
  host.edits(38min, {kFirst, second_at(45min)});
  host.edits(39min, {kFirst, second_at(50min)});
  host.registers("ada", kStart + 40min);
  host.run();
  CHECK(host.served() == Names{"first/ada", "second/ada"});
  CHECK(host.only("second/ada").decided_at == kStart + 50min);
}

TEST_CASE("a rule that is removed and comes back brings no decision along (S5f)") {
  Early host;
  const Rule second = rule("second", Anchor::start(), 45min, Audience::online(), WhenLate::at_once);
  host.schedule(launch({kFirst, second}));
  host.registers("ada", kStart - 1h);
  host.edits(37min, {kFirst});
  host.edits(38min, {kFirst, rule("second", Anchor::start(), 50min, Audience::online(), WhenLate::at_once)});
  host.joins("ada", kStart + 40min);
  host.run();
  CHECK(host.served() == Names{"first/ada", "second/ada"});
}

TEST_CASE("a rule for everybody that comes to somebody's own instant finds who has gone (S11c)") {
  Early host;
  const Rule hello = over("early", rule("hello", Anchor::joined(), 5min));
  host.schedule(launch({hello}));
  host.joins("ada", kStart);
  host.run_until(kStart);
  REQUIRE(host.served() == Names{"hello/ada"});
  host.unregisters("ada", kStart + 1min);
  host.edits(2min, {hello, rule("all", Anchor::start(), 5min)});
  host.registers("ada", kStart + 3min);
  host.run();
  CHECK(host.served() == Names{"hello/ada"});
}

TEST_CASE("an edit of when and whom reads the decision as the edited rule does (S5e)") {
  Early host;
  const Threshold never_before_the_end{.hundredths = 10'000};
  const auto moving = [](Duration minute, Audience audience) {
    return rule("moving", Anchor::start(), minute, audience);
  };
  const Rule at_50 = over("also early", rule("at 50", Anchor::start(), 50min, Audience::online()));
  host.schedule(launch({kFirst, at_50, moving(50min, Audience::participants())}, never_before_the_end));
  host.registers("ada", kStart - 1h);
  host.joins("ada", kStart + 38min);
  host.run_until(kStart + 40min);
  REQUIRE(host.served() == Names{"first/ada", "at 50/ada"});
  host.edits(42min, {kFirst, at_50, moving(45min, Audience::participants())}, never_before_the_end);
  host.edits(43min, {kFirst, at_50, moving(55min, Audience::offline())}, never_before_the_end);
  host.run();
  CHECK(host.only("moving/ada").decided_at == kStart + 35min);
  CHECK(host.only("moving/ada").due == kStart + 55min);
}

TEST_CASE("who waits in a moment stays while another rule of it takes them, whatever brings that there (S5d)") {
  VirtualHost host;
  host.checks = true;
  const Rule hello = rule("hello", Anchor::joined(), 40min);
  host.schedule(launch({hello, rule("gone", Anchor::start(), 45min, Audience::offline())}));
  host.registers("ada", kStart - 1h);
  REQUIRE(host.queue.pause("crm", host.now));
  host.tell(WebinarEdited{.at = kStart + 46min,
                          .webinar = launch({hello, rule("gone", Anchor::start(), 50min, Audience::offline())})});
  // As of minute 45 "gone" takes her no more. The same event makes that the instant of "hello".
  host.tell(AttendeeJoined{.at = kStart + 5min, .webinar = "launch", .attendee = "ada"});
  host.leaves("ada", kStart + 47min);
  REQUIRE(host.queue.resume("crm", host.now));
  host.run();
  CHECK(host.served() == Names{"hello/ada"});
}

TEST_CASE("a registration that is taken back at its own instant is none (S13)") {
  VirtualHost host;
  host.schedule(launch({correcting(rule("greet", Anchor::start(), 10min, Audience::all(), WhenLate::at_once))}));
  host.registers("ada", kStart + 20min);
  host.run_until(kStart + 20min);
  REQUIRE(host.served() == Names{"greet/ada"});
  host.unregisters("ada", kStart + 20min);
  host.run();
  REQUIRE(host.history.size() == 2);
  CHECK(host.history[1].kind == CallKind::retraction);
  CHECK(host.history[1].due == kStart + 10min);
}

TEST_CASE("what is known to be wrong is not handed over either when its time to be put right is over (S17a)") {
  VirtualHost host;
  host.connect({.id = "fast", .max_lead = 0s});
  host.connect({.id = "slow", .lane = "slow", .max_lead = 0s});
  const Rule held = correcting(over("slow", rule("held", Anchor::start(), 5min, Audience::online())));
  host.schedule(launch({over("fast", rule("first", Anchor::start(), 5min, Audience::online())), held}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  for (const char* who : {"ada", "bob"}) host.tell(AttendeeJoined{.at = kStart, .webinar = "launch", .attendee = who});
  REQUIRE(host.queue.pause("slow", host.now));
  host.run();
  CHECK(host.served() == Names{"first/ada", "first/bob"});
  host.now = kStart + 10min;
  host.tell(AttendeeLeft{.at = kStart + 4min, .webinar = "launch", .attendee = "ada"});
  host.now = kStart + 3h;
  static_cast<void>(host.queue.next(host.now));
  CHECK(host.queue.explain("launch", "held", "ada")->verdict == Explanation::Verdict::left_out);
  CHECK_FALSE(host.queue.explain("launch", "held", "ada")->standing->online);
  REQUIRE(host.queue.resume("slow", host.now));
  host.run();
  CHECK(host.served() == Names{"first/ada", "first/bob", "held/bob"});
}

TEST_CASE("who was called and not registered is put right where that was, though the rule is anchored anew (S17d)") {
  VirtualHost host;
  host.schedule(launch({correcting(rule("remind", Anchor::start(), -1h))}));
  host.registers("ada", kStart - 5h);
  host.run_until(kStart - 59min);
  REQUIRE(host.served() == Names{"remind/ada"});
  host.unregisters("ada", kStart - 1h);
  host.tell(
      WebinarEdited{.at = host.now, .webinar = launch({correcting(rule("remind", Anchor::registered(), 10min))})});
  host.run();
  REQUIRE(host.history.size() == 2);
  CHECK(host.history[1].kind == CallKind::retraction);
  CHECK(host.history[1].due == kStart - 1h);
}

TEST_CASE(
    "who was called at an instant that has gone with the registration is put right there after two edits (S17d)") {
  VirtualHost host;
  host.checks = true;
  const Rule greet = correcting(rule("greet", Anchor::registered(), 0min));
  host.schedule(launch({greet}));
  host.registers("ada", kStart - 5h);
  host.run_until(kStart - 4h);
  REQUIRE(host.served() == Names{"greet/ada"});
  REQUIRE(host.queue.pause("crm", host.now));
  host.unregisters("ada", kStart - 5h);
  host.tell(
      WebinarEdited{.at = host.now, .webinar = launch({correcting(rule("greet", Anchor::at_marker("pitch"), 0min))})});
  host.tell(WebinarEdited{.at = host.now, .webinar = launch({greet})});
  REQUIRE(host.queue.resume("crm", host.now));
  host.run();
  REQUIRE(host.history.size() == 2);
  CHECK(host.history[1].kind == CallKind::retraction);
  CHECK(host.history[1].due == kStart - 5h);
}

TEST_CASE("who was called and left the instant to come is put right there, though the rule leaves it before (S17d)") {
  VirtualHost host;
  host.checks = true;
  host.schedule(launch({correcting(rule("greet", Anchor::registered(), 0min))}));
  host.registers("ada", kStart - 5h);
  host.run_until(kStart - 4h);
  REQUIRE(host.served() == Names{"greet/ada"});
  const auto edits = [&](Instant at, const Rule& greet) {
    host.tell(WebinarEdited{.at = at, .webinar = launch({correcting(greet)})});
  };
  // It goes to an instant for everybody, and she with it; before that has come she unregisters.
  edits(kStart - 5h, rule("greet", Anchor::start(), 10min));
  host.run_until(kStart - 3h);
  host.unregisters("ada", kStart - 3h);
  edits(host.now, rule("greet", Anchor::registered(), 0min));
  host.run();
  REQUIRE(host.history.size() == 2);
  CHECK(host.history[1].kind == CallKind::retraction);
  CHECK(host.history[1].due == kStart + 10min);
}

TEST_CASE("somebody's own instant that is due at once is led up to from when its anchor is known (S19a)") {
  Early host;
  const auto greeting = [](const char* id, Duration offset) {
    return over("early", rule(id, Anchor::registered(), offset, Audience::all(), WhenLate::at_once));
  };
  // Both instants lie before the scheduling, which is ahead: they are due then.
  const Instant scheduled = host.now + 4min;
  const WebinarScheduled ahead{.at = scheduled, .webinar = launch({greeting("first", 0min), greeting("second", 1min)})};
  REQUIRE(host.queue.feed(ahead, host.now));
  host.registers("ada", host.now);
  host.run();
  CHECK(host.served() == Names{"first/ada", "second/ada"});
  for (const Served& one : host.history) CHECK(one.due == scheduled);
  CHECK(host.only("first/ada").started_at < scheduled);
}
