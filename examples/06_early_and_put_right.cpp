// Calls start before due, so that the last one is done when due. Who leaves between call and due was called for
// wrongly; by a rule that corrects, that is taken back, and the other rule's call is made up for.
#include <chrono>
#include <iostream>

#include "usher/testing.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Anchor, usher::Audience;

const usher::Instant kStart = std::chrono::sys_days{2026y / 5 / 8} + 17h;

const usher::Webinar kTalk{
    .id = "talk",
    .start = kStart,
    .duration = 60min,
    .rules = {
        {.id = "here", .offset = 40min, .audience = Audience::online(), .connection = "crm", .correct = true},
        {.id = "gone", .offset = 40min, .audience = Audience::offline(), .connection = "crm", .correct = true},
    }};

const usher::Event kEvening[] = {
    usher::WebinarScheduled{kStart - 24h, kTalk},
    usher::AttendeeRegistered{kStart - 3h, "talk", "ada"},  // ada never comes: nothing about her will change
    usher::AttendeeJoined{kStart + 1min, "talk", "bob"},    // bob is called for before cyd, who came later
    usher::AttendeeJoined{kStart + 2min, "talk", "cyd"},
    usher::AttendeeLeft{kStart + 39min + 50s, "talk", "bob"},  // bob leaves, 18 seconds after his call has begun
};

std::string clock_of(usher::Instant instant) {
  return usher::to_string(instant).substr(11, 8);
}

}  // namespace

int main() {
  usher::DispatchQueue queue;
  if (!queue.add({.id = "crm", .call_time = 2s})) return 1;
  usher::VirtualHost host{queue};
  host.set_call_time(2s);
  host.set_answer([&](const usher::Call& call, const usher::Handover& who) {
    std::cout << clock_of(call.started_at()) << "  " << to_string(call.kind()) << "  " << who.key << '\n';
    return usher::Outcome::delivered();
  });
  for (const usher::Event& event : kEvening) {
    if (!host.feed(event)) return 1;
    if (at(event) != kStart + 2min) continue;
    for (const usher::PlannedMoment& moment : queue.plan(host.now())) {
      std::cout << "due " << clock_of(moment.due) << ": " << moment.calls << " calls from "
                << clock_of(moment.starts_at) << " on, " << to_string(moment.outlook) << '\n';
    }
  }
  if (!host.run()) return 1;
  const usher::Counters counters = queue.counters();
  std::cout << counters.decided_early << " decided early, " << counters.retractions << " taken back\n";
}
