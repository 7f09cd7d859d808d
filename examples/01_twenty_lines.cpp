// The smallest host: two rules at one instant, two people, a loop. It is the first program of README.md.
#include <chrono>
#include <iostream>

#include "usher/usher.hpp"

int main() {
  using namespace std::chrono_literals;
  using usher::Anchor, usher::Audience;
  const usher::Instant start = std::chrono::sys_days{2026y / 3 / 29} + 17h;
  const usher::Webinar launch{
      .id = "launch",
      .start = start,
      .duration = 90min,
      .threshold = {.hundredths = 60'00},  // whoever is in the room at or after minute 54 takes part
      .rules = {
          {"thanks", Anchor::end(), 1min, Audience::participants(), "crm"},
          {"missed", Anchor::end(), 1min, Audience::non_participants(), "crm"},
      }};
  const usher::Event evening[] = {
      usher::WebinarScheduled{start - 24h, launch},            // whatever happens, as it is heard of
      usher::AttendeeRegistered{start - 3h, "launch", "bob"},  // bob will not come
      usher::AttendeeJoined{start + 2min, "launch", "ada"},    // ada has not registered: a walk-in
      usher::AttendeeLeft{start + 20min, "launch", "ada"},     // gone, before minute 54
      usher::AttendeeJoined{start + 50min, "launch", "ada"},   // and back: the same person, not a second one
  };

  usher::DispatchQueue queue;
  if (!queue.add({.id = "crm"})) return 1;
  for (const usher::Event& event : evening) {
    if (!queue.feed(event, at(event))) return 1;
  }
  while (const auto now = queue.wake_at()) {  // a real host waits until then, or until an event
    while (const usher::Call* call = queue.next(*now)) {
      const usher::Handover& who = call->handovers().front();  // here you call the other platform
      std::cout << usher::to_string(who.due) << ' ' << call->rule() << ": " << who.attendee << '\n';
      if (!queue.complete(call->id(), usher::Outcome::delivered(), *now)) return 1;
    }
  }
}
