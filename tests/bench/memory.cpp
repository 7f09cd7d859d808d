// What is held, in bytes, by a counting allocator: a whole number for each thing there may be many of. Prints JSON.
#include <cstdio>
#include <string>

#include "allocation/counting_allocator.hpp"
#include "bench/support/room.hpp"

namespace usher::bench {
namespace {

using allocation::heap;

constexpr std::size_t kAttendees = 1'000'000;

const char* separator = "{";

void report(const char* what, std::int64_t bytes, std::size_t things) {
  std::printf("%s\n  \"%s\": %.2f", separator, what, static_cast<double>(bytes) / static_cast<double>(things));
  separator = ",";
}

/// How much more is held after `what`.
template <class What>
std::int64_t growth(What what) {
  const std::int64_t before = heap().bytes;
  what();
  return heap().bytes - before;
}

void feed_comings(Room& room, std::size_t count) {
  for (const Event& event : room.comings(count)) {
    demand(static_cast<bool>(room.queue.feed(event, at(event))));
  }
}

void measure_people() {
  std::unique_ptr<Room> room;
  report("attendee", growth([&] { room = std::make_unique<Room>(RoomPlan{.attendees = kAttendees}); }), kAttendees);
  feed_comings(*room, 1000);
  const std::int64_t grown = growth([&] {
    for (int i = 0; i < 4000; ++i) feed_comings(*room, 1000);
  });
  report("transition", grown, 4'000'000);
}

/// So many moments of as many rules, decided with nobody called.
void measure_moments() {
  constexpr std::size_t kMoments = 4;
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < kMoments; ++i) {
    rules.push_back(rule(std::to_string(i), Anchor::start(), 2h + i * 1min));
  }
  Room room{{.attendees = kAttendees, .rules = rules, .percent_inside = 30}};
  report("decided moment, per attendee", growth([&] { room.pass(kStart + 2h + kMoments * 1min); }),
         kMoments * kAttendees);
}

/// Everybody is called once, a thousand at a time, and answered so.
void measure_answers(const char* what, const Outcome& outcome) {
  constexpr std::size_t kCalled = 100'000;
  Room room{{.attendees = kCalled,
             .rules = {rule("all", Anchor::start(), 2h)},
             .connection = {.id = "crm", .batch = 1000, .max_lead = 0s}}};
  room.pass(kStart + 2h);
  const std::int64_t grown = growth([&] {
    for (std::size_t called = 0; called < kCalled;) {
      const Call* call = room.queue.next(room.now);
      if (call == nullptr) {
        // After three failures in a row a connection is only probed: the host says it is well.
        demand(static_cast<bool>(room.queue.resume("crm", room.now)));
        continue;
      }
      called += call->handovers().size();
      demand(static_cast<bool>(room.queue.complete(call->id(), outcome, room.now)));
    }
  });
  report(what, grown, kCalled);
}

void measure_webinars() {
  constexpr std::size_t kWebinars = 10'000;
  DispatchQueue queue;
  demand(static_cast<bool>(queue.add({.id = "crm"})));
  const Instant now = kStart - 24h;
  const std::int64_t grown = growth([&] {
    for (std::size_t i = 0; i < kWebinars; ++i) {
      const IdText id = id_text(i);
      const Webinar webinar{
          .id = std::string{view(id)}, .start = kStart, .duration = 90min, .rules = rules_at_the_end()};
      demand(static_cast<bool>(queue.feed(WebinarScheduled{now, webinar}, now)));
    }
  });
  report("idle webinar", grown, kWebinars);
}

}  // namespace
}  // namespace usher::bench

int main() {
  using namespace usher::bench;
  measure_people();
  measure_moments();
  measure_answers("called and unsettled", usher::Outcome::retry_after(1h));
  measure_answers("dead letter", usher::Outcome::rejected("gone"));
  measure_webinars();
  std::printf("\n}\n");
}
