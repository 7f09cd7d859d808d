// A live webinar: its start, its end and the pitch are known when they are announced, and no plan is taken for them.
#include <chrono>
#include <iostream>

#include "usher/testing.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Anchor, usher::Audience;

const usher::Instant kPlanned = std::chrono::sys_days{2026y / 5 / 5} + 17h;

const usher::Webinar kTalk{.id = "talk",
                           .start = kPlanned,
                           .duration = 60min,
                           .timing = usher::Timing::live,
                           .threshold = {.hundredths = 50'00},
                           .rules = {
                               {"reminder", Anchor::start(), -10min, Audience::all(), "mail"},
                               {"offer", Anchor::at_marker("pitch"), 2min, Audience::online(), "mail"},
                               {"thanks", Anchor::end(), 1min, Audience::participants(), "mail"},
                           }};

void tell_when_to_ask(const usher::DispatchQueue& queue, const char* when) {
  const auto at = queue.wake_at();
  std::cout << when << ": "
            << (at ? "ask again at " + usher::to_string(*at) : std::string{"nothing to wait for but events"}) << '\n';
}

}  // namespace

int main() {
  usher::DispatchQueue queue;
  // What is shown here is when something falls due, so no call starts before (example 06 has calls that do).
  if (!queue.add({.id = "mail", .max_lead = 0s})) return 1;
  usher::VirtualHost host{queue};

  // Before the start, an offset back from it counts from the plan.
  if (!host.feed(usher::WebinarScheduled{kPlanned - 24h, kTalk})) return 1;
  if (!host.feed(usher::AttendeeRegistered{kPlanned - 20h, "talk", "ada"})) return 1;
  if (!host.feed(usher::AttendeeRegistered{kPlanned - 19h, "talk", "bob"})) return 1;
  tell_when_to_ask(queue, "the day before");

  // It starts four minutes late. Somebody announces the pitch; bob leaves before it.
  if (!host.feed(usher::WebinarStarted{kPlanned + 4min, "talk"})) return 1;
  if (!host.feed(usher::AttendeeJoined{kPlanned + 5min, "talk", "ada"})) return 1;
  if (!host.feed(usher::AttendeeJoined{kPlanned + 6min, "talk", "bob"})) return 1;
  if (!host.feed(usher::AttendeeLeft{kPlanned + 30min, "talk", "bob"})) return 1;
  tell_when_to_ask(queue, "half past");
  if (!host.feed(usher::WebinarMarker{kPlanned + 41min, "talk", "pitch"})) return 1;
  tell_when_to_ask(queue, "at the pitch");

  // The planned end passes and nothing happens: it overruns by 23 minutes. The mark stays 30 minutes after the start.
  if (!host.run_until(kPlanned + 75min)) return 1;
  tell_when_to_ask(queue, "a quarter past the planned end");
  if (!host.feed(usher::WebinarEnded{kPlanned + 83min, "talk"})) return 1;
  if (!host.run()) return 1;

  for (const usher::FinishedHandover& one : host.finished()) {
    std::cout << usher::to_string(one.due) << ' ' << one.rule << ": " << one.attendee << '\n';
  }
}
