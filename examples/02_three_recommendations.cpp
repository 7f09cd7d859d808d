// Three transfers that most webinars want: who took part hears from you one minute after the end, who did not hears
// something else at the same instant, and who has seen the pitch is tagged while it is still warm. The calls start some
// seconds early, so that the last one is done when due; first come those whose standing has been the same for longest.
#include <chrono>
#include <iomanip>
#include <iostream>

#include "usher/testing.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Anchor, usher::Audience;

const usher::Instant kStart = std::chrono::sys_days{2026y / 5 / 4} + 17h;

/// An hour; whoever is in the room at or after minute 36 takes part; the pitch is over in minute 40.
const usher::Webinar kLaunch{.id = "launch",
                             .title = "Launch",
                             .start = kStart,
                             .duration = 60min,
                             .threshold = {.hundredths = 60'00},
                             .rules = {
                                 {"saw-pitch", Anchor::start(), 40min, Audience::online(), "crm"},
                                 {"took-part", Anchor::end(), 1min, Audience::participants(), "crm"},
                                 {"missed-it", Anchor::end(), 1min, Audience::non_participants(), "crm"},
                             }};

const usher::Event kEvening[] = {
    usher::WebinarScheduled{kStart - 72h, kLaunch},
    usher::AttendeeRegistered{kStart - 48h, "launch", "ada"},
    usher::AttendeeRegistered{kStart - 47h, "launch", "bob"},
    usher::AttendeeRegistered{kStart - 46h, "launch", "cyd"},
    usher::AttendeeRegistered{kStart - 45h, "launch", "dan"},
    usher::AttendeeRegistered{kStart - 44h, "launch", "eve"},
    usher::AttendeeJoined{kStart - 5min, "launch", "ada"},            // ada is early and stays
    usher::AttendeeJoined{kStart + 1min, "launch", "bob"},            // bob leaves before minute 36
    usher::AttendeeJoined{kStart + 3min, "launch", "eve", "laptop"},  // eve changes from one device
    usher::AttendeeLeft{kStart + 30min, "launch", "bob"},
    usher::AttendeeJoined{kStart + 38min, "launch", "eve", "phone"},  // to another, and was never away
    usher::AttendeeLeft{kStart + 39min, "launch", "eve", "laptop"},
    usher::AttendeeJoined{kStart + 52min, "launch", "cyd"},  // cyd has missed the pitch, not the webinar
    usher::AttendeeLeft{kStart + 60min, "launch", "ada"},    // and dan never came
};

}  // namespace

int main() {
  usher::DispatchQueue queue;
  if (!queue.add({.id = "crm"})) return 1;
  usher::VirtualHost host{queue};
  host.set_call_time(300ms);
  for (const usher::Event& event : kEvening) {
    if (!host.feed(event)) return 1;
  }
  if (!host.run()) return 1;
  for (const usher::FinishedHandover& one : host.finished()) {
    std::cout << usher::to_string(one.finished_at).substr(11, 12) << "  " << one.rule << "  " << one.attendee
              << (one.standing.participant ? "  participant"
                  : one.standing.attended  ? "  attended"
                                           : "  absent")
              << (one.standing.online ? ", online" : ", offline") << '\n';
  }
}
