// What may happen while a moment is led: its connection is throttled or paused, its webinar is moved or edited, people
// register and unregister.
#include <algorithm>
#include <set>

#include "minute_45.hpp"

using namespace usher;
using namespace usher::test;

namespace {

/// "mail" and "crm lead" share a lane and lead; 40 people are to be handed over by both at minute 45.
void schedule_two(VirtualHost& host) {
  host.checks = true;
  host.call_time = 1s;
  host.connect({.id = "mail", .call_time = 1s});
  host.connect({.id = "crm lead", .call_time = 1s});
  host.schedule(launch({over("mail", rule("mail", Anchor::start(), 45min, Audience::online())),
                        over("crm lead", rule("crm", Anchor::start(), 45min))}));
  for (int i = 0; i < 40; ++i) host.registers(name_of(i), kStart - 1h);
  for (int i = 0; i < 40; ++i) host.joins(name_of(i), kStart + 1min);
}

/// Everybody was called once by each rule, and on one decision.
void check_everybody_once(const VirtualHost& host) {
  REQUIRE(host.served().size() == 80);
  for (int i = 0; i < 40; ++i) {
    const auto decided_by = [&](const std::string& rule) {
      const auto of_pair = [&](const Served& one) { return one.name() == rule + "/" + name_of(i); };
      return std::find_if(host.history.begin(), host.history.end(), of_pair)->decided_at;
    };
    CHECK(decided_by("mail") == decided_by("crm"));
  }
  const Names served = host.served();
  CHECK(std::set<std::string>{served.begin(), served.end()}.size() == 80);
}

}  // namespace

TEST_CASE("a connection that is throttled during the lead goes on before due, and others do meanwhile (S23b)") {
  VirtualHost host;
  schedule_two(host);
  const Instant until = kDue - 30s;
  Instant throttled{};
  host.target = [&](const Call& call, const Handover&) {
    if (call.connection() != "mail" || throttled != Instant{}) return Outcome::delivered();
    throttled = host.now;
    return Outcome::throttled(until);
  };
  host.run();
  check_everybody_once(host);
  REQUIRE(throttled < until - 1min);
  int others = 0, before_due = 0;
  for (const Served& one : host.history) {
    if (one.started_at < throttled || one.outcome != Outcome::Kind::delivered) continue;
    CHECK(one.attempt == 1);
    if (one.started_at < until) {
      CHECK(one.rule == "crm");
      ++others;
    } else if (one.rule == "mail" && one.started_at < one.due) {
      ++before_due;
    }
  }
  // The lane has nothing else to do while mail has to wait, and then goes on at once.
  CHECK(others == 40);
  CHECK(before_due >= 29);
  CHECK(host.history.back().finished_at <= kDue + 15s);
}

TEST_CASE("a connection that is paused during the lead waits, the others are on time, and it keeps decisions (S23d)") {
  VirtualHost host;
  schedule_two(host);
  host.run_until(kDue - 6min);
  REQUIRE(host.history.empty());
  REQUIRE(host.queue.pause("mail", host.now));
  // Everybody leaves before due: the decisions that crm's calls have taken by then stand.
  host.run_until(kDue - 1s);
  for (int i = 0; i < 40; ++i) host.leaves(name_of(i), kDue - 1s);
  host.run_until(kDue + 5min);
  REQUIRE(host.history.size() == 40);
  CHECK(host.history.back().finished_at <= kDue);
  CHECK(host.queue.pending().size() == 40);
  REQUIRE(host.queue.resume("mail", host.now));
  host.run();
  check_everybody_once(host);
  for (std::size_t i = 40; i < 80; ++i) {
    CHECK(host.history[i].started_at >= kDue + 5min);
    CHECK(host.history[i].decided_at < kDue);
    CHECK(host.history[i].standing.online);
  }
}

TEST_CASE("a connection that is resumed during the lead leads again (S19, S23d)") {
  VirtualHost host;
  schedule_two(host);
  REQUIRE(host.queue.pause("mail", host.now));
  host.run_until(kDue - 1min);
  const std::size_t meanwhile = host.history.size();
  CHECK(std::all_of(host.history.begin(), host.history.end(), [](const Served& one) { return one.rule == "crm"; }));
  REQUIRE(host.queue.resume("mail", host.now));
  host.run();
  check_everybody_once(host);
  CHECK(host.history[meanwhile + 1].started_at <= kDue - 1min + 1s);
  CHECK(std::count_if(host.history.begin(), host.history.end(),
                      [](const Served& one) { return one.rule == "mail" && one.started_at < kDue; }) >= 20);
}

namespace {

constexpr Instant kReminder = kStart - 10min;

/// "hello" and, over a connection that is paused, "here" are led for ten minutes before the start; ten people are in
/// the room. Lives on until hello has called three of them and the fourth call is out.
void lead_reminders(VirtualHost& host) {
  host.checks = true;
  host.call_time = 10s;
  host.connect({.id = "mail", .call_time = 10s});
  host.connect({.id = "room", .lane = "room", .call_time = 10s});
  host.schedule(launch({over("mail", rule("hello", Anchor::start(), -10min)),
                        over("room", rule("here", Anchor::start(), -10min, Audience::online()))}));
  for (int i = 0; i < 10; ++i) host.registers(name_of(i), kStart - 5h);
  for (int i = 0; i < 10; ++i) host.joins(name_of(i), kStart - 4h);
  REQUIRE(host.queue.pause("room", host.now));
  while (host.history.size() < 3 || host.queue.counters().in_flight == 0) host.run_until(host.now + 1s);
  REQUIRE(host.now < kReminder - 10s);
}

}  // namespace

TEST_CASE("a webinar is moved while its moment is led: who was called keeps the decision, others are new (S5d, S5e)") {
  VirtualHost host;
  lead_reminders(host);
  host.tell(WebinarMoved{.at = host.now, .webinar = "launch", .start = kStart + 5h});
  const Instant moved = host.now;
  for (int i = 0; i < 10; ++i) host.leaves(name_of(i), moved + 1h);
  REQUIRE(host.queue.resume("room", host.now));
  host.run();
  // By one rule nobody is called for twice.
  std::set<std::string> decided;
  for (const Served& one : host.history) {
    if (one.rule == "hello" && one.started_at <= moved) decided.insert(one.attendee);
  }
  CHECK(decided.size() == 4);
  for (int i = 0; i < 10; ++i) {
    const std::string who = name_of(i);
    INFO(who);
    const Served hello = host.only("hello/" + who);
    if (decided.contains(who)) {
      CHECK(hello.due == kReminder);
      const Served here = host.only("here/" + who);
      CHECK(here.due == kReminder + 5h);
      CHECK(here.decided_at == hello.decided_at);
      CHECK(here.standing.online);
    } else {
      CHECK(hello.due == kReminder + 5h);
      CHECK(hello.decided_at > moved + 1h);
      CHECK(hello.finished_at <= hello.due);
      CHECK_FALSE(hello.standing.online);
    }
  }
  CHECK(host.served().size() == 10 + 4);
}

TEST_CASE("a webinar is moved closer while its moment is led: the rest begins at once, and nobody twice (S5, S19)") {
  VirtualHost host;
  lead_reminders(host);
  const Instant moved = host.now;
  host.tell(WebinarMoved{.at = moved, .webinar = "launch", .start = moved + 10min + 20s});
  host.run_until(moved + 1h);
  CHECK(host.served().size() == 10);
  for (int i = 0; i < 10; ++i) {
    const Served hello = host.only("hello/" + name_of(i));
    CHECK(hello.due == (hello.started_at <= moved ? kReminder : moved + 20s));
    CHECK(hello.decided_at == std::min(hello.started_at, hello.due));
  }
  // Six calls of ten seconds after the one that was out.
  CHECK(host.history.back().finished_at <= moved + 70s);
}

TEST_CASE("a webinar is cancelled while its moment is led: nothing more is called (S5g)") {
  VirtualHost host;
  lead_reminders(host);
  host.tell(WebinarCancelled{.at = host.now, .webinar = "launch"});
  host.run();
  CHECK(host.served().size() == 4);
  CHECK(host.queue.plan(host.now).empty());
  CHECK(host.queue.pending().empty());
}

TEST_CASE("people register and unregister while their moment is led: the plan follows (S11, S19)") {
  VirtualHost host;
  lead_reminders(host);
  host.unregisters(name_of(9), host.now);
  host.unregisters(name_of(8), host.now);
  for (int i = 10; i < 15; ++i) host.registers(name_of(i), host.now);
  const auto plan = host.queue.plan(host.now);
  REQUIRE_FALSE(plan.empty());
  CHECK(plan[0].connection == "mail");
  // Of ten four are called, two are gone and five have come.
  CHECK(plan[0].handovers == 9);
  host.run();
  CHECK(host.served().size() == 13);
  CHECK(std::none_of(host.history.begin(), host.history.end(),
                     [](const Served& one) { return one.attendee == name_of(8) || one.attendee == name_of(9); }));
  CHECK(host.history.back().finished_at <= kReminder);
}
