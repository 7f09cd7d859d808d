// A host that ends in the middle of a call: with a journal behind it the queue comes back as it was, and says which
// call may have worked already.
#include <chrono>
#include <iostream>
#include <string>

#include "usher/journaled_queue.hpp"

using namespace std::chrono_literals;
using usher::Anchor;
using usher::Audience;

namespace {

const usher::Instant kStart = std::chrono::sys_days{2026y / 3 / 29} + 17h;

usher::Webinar launch() {
  return {.id = "launch",
          .start = kStart,
          .duration = 90min,
          .rules = {{.id = "missed", .when = Anchor::end(), .audience = Audience::absent(), .connection = "crm"}}};
}

void show(const usher::Call& call) {
  const usher::Handover& who = call.handovers().front();
  std::cout << "  call for " << who.attendee << ", key " << who.key << ", attempt " << who.attempt
            << (who.redelivery ? ", may be there already" : "") << '\n';
}

/// Asks for calls until none is left, or so many were made and the process ends before it hears of the last one.
bool work(usher::JournaledQueue& queue, int ends_in_call) {
  for (int calls = 1;; ++calls) {
    const auto call = queue.next(kStart + 90min);
    if (!call) return false;
    if (*call == nullptr) return true;
    show(**call);
    if (calls == ends_in_call) return true;
    if (!queue.complete((*call)->id(), usher::Outcome::delivered(), kStart + 90min)) return false;
  }
}

}  // namespace

int main() {
  usher::MemoryJournal journal;  // a host that is to come back takes usher::SqliteJournal instead
  {
    auto queue = usher::JournaledQueue::open(journal);
    if (!queue || !queue->add({.id = "crm", .max_lead = 0s})) return 1;
    if (!queue->feed(usher::WebinarScheduled{kStart - 24h, launch()}, kStart - 24h)) return 1;
    int position = 0;
    for (const char* id : {"ada", "bob", "cyd"}) {
      const auto at = kStart - 2h;
      if (!queue->feed(usher::AttendeeRegistered{at, "launch", id}, at, "line " + std::to_string(++position))) return 1;
    }
    if (!queue->sync()) return 1;
    std::cout << "the first process:\n";
    if (!work(*queue, 2)) return 1;
  }
  auto queue = usher::JournaledQueue::open(journal);
  if (!queue || !queue->add({.id = "crm", .max_lead = 0s})) return 1;
  std::cout << "the second one, which feeds on after \"" << queue->source_position() << "\":\n";
  return work(*queue, 0) ? 0 : 1;
}
