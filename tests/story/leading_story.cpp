// Calls begin before due, so that the last one is done when due; what is decided meanwhile is decided at each start.
#include <algorithm>
#include <map>
#include <vector>

#include "minute_45.hpp"
#include "property/random.hpp"
#include "support/seed.hpp"

using namespace usher;
using namespace usher::test;
using property::Random;

namespace {

/// 60 people who come and go, mostly while the calls for minute 45 are led; everything is told when it happens.
class Evening {
 public:
  Evening(VirtualHost& host, std::uint64_t seed) : host_(host), random_{seed} {
    for (int i = 0; i < kPeople; ++i) host_.registers(name_of(i), kStart - 1h);
    host_.run_until(kStart);
    while (host_.now < kDue) {
      change(host_.now + random_.between(1, host_.now < kDue - 5min ? 40 : 3) * 1s);
    }
  }
  void change(Instant when) {
    const std::string who = name_of(random_.between(0, kPeople - 1));
    auto& of_one = online_[who];
    const bool joins = of_one.empty() || !of_one.rbegin()->second;
    joins ? host_.joins(who, when) : host_.leaves(who, when);
    of_one[when] = joins;
  }
  /// Tells a join or leave that happened within the lead only now.
  void tell_late() {
    const std::string who = name_of(random_.between(0, kPeople - 1));
    const Instant when = kDue - random_.between(0, 300) * 1s - 500ms;
    auto& of_one = online_[who];
    const bool joins = random_.chance(50);
    joins ? host_.joins(who, when) : host_.leaves(who, when);
    of_one[when] = joins;
  }
  [[nodiscard]] bool online(const std::string& who, Instant when) const {
    const auto found = online_.find(who);
    if (found == online_.end()) return false;
    const auto after = found->second.upper_bound(when);
    return after != found->second.begin() && std::prev(after)->second;
  }

  static constexpr int kPeople = 60;

 private:
  VirtualHost& host_;
  Random random_;
  std::map<std::string, std::map<Instant, bool>> online_;
};

/// "online" and "offline" at minute 45 over a connection that leads.
Webinar online_and_offline(bool correct) {
  std::vector<Rule> rules{over("mail", rule("online", Anchor::start(), 45min, Audience::online())),
                          over("mail", rule("offline", Anchor::start(), 45min, Audience::offline()))};
  for (Rule& rule : rules) rule.correct = correct;
  return launch(rules);
}

void get_ready(VirtualHost& host, bool correct) {
  host.checks = true;
  host.call_time = 2s;
  host.connect({.id = "mail", .call_time = 2s});
  host.schedule(online_and_offline(correct));
}

}  // namespace

TEST_CASE("for a moment that takes nobody a host is woken three times at most: in view, to start, and at due (S19)") {
  VirtualHost host;
  host.connect({.id = "mail", .max_lead = 10min});
  const Audience nobody = Audience::from_bits(0);
  host.schedule(launch({over("mail", rule("none", Anchor::start(), 45min, nobody)),
                        over("mail", rule("own", Anchor::joined(), 30min, nobody))}));
  host.joins("ada", kStart + 1min);
  std::vector<Duration> wakes;
  for (auto wake = host.queue.wake_at(); wake; wake = host.queue.wake_at()) {
    CHECK(host.queue.next(*wake) == nullptr);
    wakes.push_back(*wake - kStart);
  }
  // The rule for everybody is counted and found to take nobody; whose own instant it is is only looked at when it
  // starts.
  CHECK(wakes == std::vector<Duration>{21min, 25min, 31min - 2745ms, 31min, 45min});
}

TEST_CASE("calls begin before due, the last one is done when due, and each is decided at its start (S15, S19)") {
  VirtualHost host;
  host.checks = true;
  host.call_time = 1s;
  host.connect({.id = "mail", .call_time = 1s});
  host.schedule(launch({over("mail", rule("pitch", Anchor::start(), 45min))}));
  for (int i = 0; i < 60; ++i) host.registers(name_of(i), kStart - 1h);
  host.run();
  REQUIRE(host.history.size() == 60);
  CHECK(host.history.front().started_at <= kDue - 60s);
  // The reserve is that of calls of which one in a thousand may hang, and no more than that.
  CHECK(host.history.front().started_at >= kDue - 150s);
  CHECK(host.history.back().finished_at <= kDue);
  CHECK(host.history.back().finished_at >= kDue - 15s);
  for (const Served& one : host.history) CHECK(one.decided_at == one.started_at);
  CHECK(host.queue.counters().decided_early == 60);
}

TEST_CASE("a lane that knows its calls to be steady begins as late as it can (S19)") {
  VirtualHost host;
  host.call_time = 1s;
  host.connect({.id = "mail", .call_time = 1s});
  // 3,000 calls within the hour, from which the lane learns that they all take a second.
  std::vector<Rule> rules{over("mail", rule("learn", Anchor::start(), -24h + 1h))};
  rules.push_back(over("mail", rule("pitch", Anchor::start(), 45min)));
  host.now -= 1h;
  host.schedule(launch(rules));
  for (int i = 0; i < 3000; ++i) host.registers(name_of(i), host.now);
  host.run_until(kStart);
  for (int i = 60; i < 3000; ++i) host.unregisters(name_of(i), kStart);
  const std::size_t learnt = host.history.size();
  REQUIRE(learnt == 3000);
  host.run();
  REQUIRE(host.history.size() == learnt + 60);
  CHECK(host.history[learnt].started_at <= kDue - 60s);
  CHECK(host.history[learnt].started_at >= kDue - 90s);
  CHECK(host.history.back().finished_at <= kDue);
  CHECK(host.history.back().finished_at >= kDue - 5s);
}

TEST_CASE("of online and offline everybody gets exactly one although they come and go during the lead (S14, S15)") {
  const std::uint64_t first = seed();
  int early = 0, otherwise_at_due = 0;
  for (std::uint64_t number = first; number < first + 20; ++number) {
    INFO("USHER_SEED=" << number);
    VirtualHost host;
    get_ready(host, false);
    const Evening evening{host, number};
    host.run();
    std::map<std::string, int> times;
    for (const Served& one : host.history) {
      ++times[one.attendee];
      CHECK(one.decided_at == std::min(one.started_at, one.due));
      CHECK(one.standing.online == evening.online(one.attendee, one.decided_at));
      CHECK(one.standing.online == (one.rule == "online"));
      if (one.decided_at < one.due) ++early;
      if (one.standing.online != evening.online(one.attendee, one.due)) ++otherwise_at_due;
    }
    CHECK(times.size() == Evening::kPeople);
    for (const auto& [who, called] : times) CHECK(called == 1);
    CHECK(host.history.back().finished_at <= kDue + 10s);
  }
  // Nearly all is decided early, and for some the truth was another one when it was due.
  CHECK(early > 20 * Evening::kPeople * 9 / 10);
  CHECK(otherwise_at_due > 20);
}

TEST_CASE("rules that correct end in the truth as of due, whatever was decided early or told late (S17)") {
  const std::uint64_t first = seed();
  std::uint64_t retractions = 0, corrections = 0;
  for (std::uint64_t number = first; number < first + 20; ++number) {
    INFO("USHER_SEED=" << number);
    VirtualHost host;
    get_ready(host, true);
    Evening evening{host, number};
    for (int i = 0; i < 20; ++i) {
      host.run_until(kDue + i * 20s);
      evening.tell_late();
    }
    host.run();
    std::map<std::string, bool> at_target;
    for (const Served& one : host.history) at_target[one.name()] = one.kind == CallKind::transfer;
    for (int i = 0; i < Evening::kPeople; ++i) {
      const std::string who = name_of(i);
      INFO(who);
      CHECK(at_target["online/" + who] == evening.online(who, kDue));
      CHECK(at_target["offline/" + who] == !evening.online(who, kDue));
    }
    retractions += host.queue.counters().retractions;
    corrections += host.queue.counters().corrections;
    CHECK(host.queue.counters().differences == 0);
  }
  CHECK(retractions > 20);
  // Somebody's truth has changed twice.
  CHECK(corrections > retractions);
}

TEST_CASE("max_lead PT0S never leads, and everything else does (S19)") {
  VirtualHost host;
  host.call_time = 1s;
  host.connect({.id = "mail", .lane = "mail", .call_time = 1s});
  host.schedule(launch({rule("still", Anchor::start(), 45min), over("mail", rule("led", Anchor::start(), 46min)),
                        rule("hello", Anchor::joined(), 47min), over("mail", rule("greet", Anchor::joined(), 48min))}));
  for (int i = 0; i < 30; ++i) host.registers(name_of(i), kStart - 1h);
  for (int i = 0; i < 10; ++i) host.joins(name_of(i), kStart + 1min);
  host.run();
  REQUIRE(host.history.size() == 80);
  for (const Served& one : host.history) {
    INFO(one.name());
    CHECK((one.started_at < one.due) == (one.lane == "mail"));
    CHECK(one.decided_at == std::min(one.started_at, one.due));
  }
  CHECK(host.queue.counters().decided_early == 40);
}

TEST_CASE("a connection that never leads keeps to what another has decided during its lead (S14, S19c)") {
  VirtualHost host;
  host.call_time = 1s;
  host.connect({.id = "mail", .lane = "mail", .call_time = 1s});
  host.schedule(launch({over("mail", rule("led", Anchor::start(), 45min)),
                        rule("online", Anchor::start(), 45min, Audience::online()),
                        rule("offline", Anchor::start(), 45min, Audience::offline())}));
  for (int i = 0; i < 10; ++i) host.registers(name_of(i), kStart - 1h);
  for (int i = 0; i < 10; ++i) host.joins(name_of(i), kStart);
  // Everybody leaves at the last moment, when nearly all have been decided.
  for (int i = 0; i < 10; ++i) host.leaves(name_of(i), kDue - 500ms);
  host.run();
  int as_decided = 0;
  for (int i = 0; i < 10; ++i) {
    const Served led = host.only("led/" + name_of(i));
    const Served still = host.only((led.standing.online ? "online/" : "offline/") + name_of(i));
    CHECK(still.started_at >= kDue);
    CHECK(still.decided_at == led.decided_at);
    if (led.standing.online) ++as_decided;
  }
  CHECK(as_decided >= 8);
}
