// Large numbers: moments at one instant, attendees of a webinar, lanes.
#include <algorithm>
#include <string>
#include <vector>

#include "minute_45.hpp"

using namespace usher;
using namespace usher::test;

namespace {

void schedule(DispatchQueue& queue, const std::string& id, const std::vector<Rule>& rules, int people, Instant now) {
  Webinar webinar = launch(rules);
  webinar.id = id;
  REQUIRE(queue.feed(WebinarScheduled{.at = now, .webinar = webinar}, now));
  for (int i = 0; i < people; ++i) {
    const std::string who = std::to_string(i);
    if (!queue.feed(AttendeeRegistered{.at = now, .webinar = id, .attendee = who}, now)) FAIL(who);
  }
}

}  // namespace

TEST_CASE(
    "10,000 moments at one instant are served one after the other, by webinar, from the start of the lead (S20)") {
  constexpr int kWebinars = 10'000;
  VirtualHost host;
  host.call_time = 5ms;
  host.connect({.id = "mail", .call_time = 5ms});
  for (int i = 0; i < kWebinars; ++i) {
    schedule(host.queue, "webinar " + std::to_string(i), {over("mail", rule("pitch", Anchor::start(), 45min))}, 2,
             host.now);
  }
  host.run();
  REQUIRE(host.history.size() == 2 * kWebinars);
  for (std::size_t i = 0; i < host.history.size(); ++i) {
    const Served& one = host.history[i];
    const std::size_t number = i / 2;
    if (one.webinar != "webinar " + std::to_string(number)) FAIL(one.webinar << " is number " << i);
    if (one.attendee != std::to_string(i % 2)) FAIL(one.webinar << ", " << one.attendee);
    if (i > 0 && one.started_at < host.history[i - 1].finished_at) FAIL("two at a time");
  }
  // 100 s of calls, by a plan in which each moment has a reserve of its own: never more than max_lead.
  CHECK(host.history.front().started_at >= kDue - 10min);
  CHECK(host.history.front().started_at <= kDue - 100s);
  CHECK(host.history.back().finished_at <= kDue);
  CHECK(host.queue.check_invariants() == "");
}

TEST_CASE("10,000 moments at one instant on a lane that does not lead come after due, by webinar (S20)") {
  constexpr int kWebinars = 10'000;
  DispatchQueue queue;
  REQUIRE(queue.add({.id = "crm", .max_lead = 0s}));
  for (int i = 0; i < kWebinars; ++i) {
    schedule(queue, std::to_string(i), {rule("pitch", Anchor::start(), 45min)}, 1, kStart);
  }
  CHECK(queue.wake_at() == kDue);
  int number = 0;
  while (const Call* const call = queue.next(kDue)) {
    if (call->webinar() != std::to_string(number++)) FAIL(call->webinar());
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), kDue));
  }
  CHECK(number == kWebinars);
}

TEST_CASE("a webinar of nobody is led by no call, and planned with none (S19)") {
  VirtualHost host;
  host.checks = true;
  host.connect({.id = "mail"});
  host.schedule(launch({over("mail", rule("pitch", Anchor::start(), 45min)),
                        over("mail", rule("missed", Anchor::end(), 1min, Audience::non_participants())),
                        over("mail", rule("came", Anchor::joined(), 5min))}));
  for (const PlannedMoment& one : host.queue.plan(host.now)) {
    CHECK(one.handovers == 0);
    CHECK(one.calls == 0);
    CHECK(one.outlook == PlannedMoment::Outlook::on_time);
  }
  host.run();
  CHECK(host.queue.next(kStart + 2h) == nullptr);
  CHECK(host.queue.next(kStart + 48h) == nullptr);
  CHECK(host.queue.counters().calls == 0);
  CHECK(host.queue.counters().webinars == 0);
}

TEST_CASE("a webinar of a million attendees is led, and everybody gets exactly one of online and offline (S14, S19)") {
  constexpr int kPeople = 1'000'000;
  DispatchQueue queue;
  REQUIRE(queue.add({.id = "mail", .batch = 1000, .call_time = 100ms}));
  schedule(queue, "launch",
           {over("mail", rule("online", Anchor::start(), 45min, Audience::online())),
            over("mail", rule("offline", Anchor::start(), 45min, Audience::offline()))},
           kPeople, kStart - 1h);
  for (int i = 0; i < kPeople; i += 3) {
    const std::string who = std::to_string(i);
    if (!queue.feed(AttendeeJoined{.at = kStart, .webinar = "launch", .attendee = who}, kStart)) FAIL(i);
  }
  std::vector<int> times(kPeople);
  int calls = 0, left = 0;
  Instant now = kStart;
  for (auto wake = queue.wake_at(); wake && *wake <= kDue + 1min; wake = queue.wake_at()) {
    now = std::max(now, *wake);
    while (const Call* const call = queue.next(now)) {
      for (const Handover& handover : call->handovers()) {
        const int who = std::stoi(std::string{handover.attendee});
        ++times[static_cast<std::size_t>(who)];
        if (handover.standing.online != (call->rule() == "online") || handover.decided_at != now) FAIL(who);
      }
      now += 100ms;
      REQUIRE(queue.complete(call->id(), Outcome::delivered(), now));
      // One of those who are in the room leaves with every call.
      const std::string who = std::to_string(3 * (++calls * 37 % (kPeople / 3)));
      const auto fed = queue.feed(AttendeeLeft{.at = now, .webinar = "launch", .attendee = who}, now);
      if (fed && *fed == Fed::applied) ++left;
    }
  }
  CHECK(std::count(times.begin(), times.end(), 1) == kPeople);
  CHECK(calls >= 1000);
  CHECK(calls <= 1002);
  CHECK(left == calls);
  CHECK(now <= kDue);
  CHECK(queue.counters().decided_early == kPeople);
  CHECK(queue.check_invariants() == "");
}

TEST_CASE("2,000 lanes work side by side, each strictly one call after the other (S18, S20c)") {
  constexpr int kLanes = 2'000;
  DispatchQueue queue;
  const auto lane_name = [](int number) { return "lane " + std::to_string(10'000 + number); };
  for (int i = 0; i < kLanes; ++i) {
    REQUIRE(queue.add({.id = lane_name(i), .lane = lane_name(i), .max_lead = 0s}));
    schedule(queue, "webinar " + std::to_string(i), {over(lane_name(i), rule("pitch", Anchor::start(), 45min))}, 3,
             kStart);
  }
  // Three rounds, in each of which every lane has one call out. The lanes complete in reverse.
  for (int round = 0; round < 3; ++round) {
    const Instant now = kDue + round * 1s;
    std::vector<CallId> out;
    while (const Call* const call = queue.next(now)) {
      if (call->lane() != lane_name(static_cast<int>(out.size()))) FAIL(call->lane() << " is out of turn");
      if (call->handovers()[0].attendee != std::to_string(round)) FAIL(call->lane() << " in round " << round);
      out.push_back(call->id());
    }
    REQUIRE(out.size() == kLanes);
    CHECK(queue.counters().in_flight == kLanes);
    for (auto call = out.rbegin(); call != out.rend(); ++call) {
      REQUIRE(queue.complete(*call, Outcome::delivered(), now + 1s));
    }
  }
  CHECK(queue.next(kDue + 3s) == nullptr);
  CHECK(queue.counters().delivered == 3 * kLanes);
  CHECK(queue.check_invariants() == "");
}
