// A small fixed workload for callgrind: what is between `begin` and `end` is counted, and written to a file of its own
// under a name that tells the operation, the number of attendees and how often it was done. tools/instructions.py runs
// it and reads that; without callgrind it does the same and counts nothing.
#include <valgrind/callgrind.h>

#include <string>

#include "bench/support/room.hpp"

namespace usher::bench {
namespace {

template <class What>
void count(const std::string& operation, std::size_t attendees, std::size_t times, What what) {
  CALLGRIND_START_INSTRUMENTATION;
  what();
  CALLGRIND_STOP_INSTRUMENTATION;
  const std::string name = operation + "|" + std::to_string(attendees) + "|" + std::to_string(times);
  CALLGRIND_DUMP_STATS_AT(name.c_str());
  CALLGRIND_ZERO_STATS;
}

void feed_all(Room& room, std::span<const Event> events) {
  for (const Event& event : events) demand(static_cast<bool>(room.queue.feed(event, room.now)));
}

void count_events(std::size_t attendees, std::size_t times) {
  Room room{{.attendees = attendees, .rules = rules_at_the_end()}};
  feed_all(room, room.comings(1000));
  const auto in_order = room.comings(times);
  count("feed", attendees, times, [&] { feed_all(room, in_order); });
  const auto in_spans = room.comings(times);
  count("feed in spans of 16", attendees, times, [&] {
    for (std::size_t from = 0; from < times; from += 16) {
      demand(room.queue.feed(in_spans.subspan(from, std::min<std::size_t>(16, times - from)), room.now).size() > 0);
    }
  });
  count("next with nothing to do", attendees, times, [&] {
    for (std::size_t i = 0; i < times; ++i) demand(room.queue.next(room.now) == nullptr);
  });
  room.join_some(100);
  const std::size_t few = std::min(attendees, times) / 10;
  const auto late = room.late_comings(few);
  count("feed late", attendees, few, [&] { feed_all(room, late); });
}

void call(Room& room, std::size_t calls) {
  for (std::size_t made = 0; made < calls;) {
    const Call* const call = room.queue.next(room.now);
    if (call == nullptr) {
      room.now = *room.queue.wake_at();
      continue;
    }
    room.now += 1ms;
    demand(static_cast<bool>(room.queue.complete(call->id(), Outcome::delivered(), room.now)));
    ++made;
  }
}

void count_calls(const std::string& operation, std::size_t attendees, std::size_t batch, Duration max_lead,
                 Instant from) {
  Room room{
      {.attendees = attendees,
       .rules = {rule("all", Anchor::start(), 10h)},
       .connection = {.id = "crm", .batch = static_cast<std::int32_t>(batch), .call_time = 1ms, .max_lead = max_lead}}};
  room.pass(from - 1ms);
  if (max_lead == 0ms && batch == 1) {
    count("decide, per attendee", attendees, attendees, [&] { room.pass(from); });
  }
  room.pass(from);
  call(room, 10);
  const std::size_t calls = std::min<std::size_t>(attendees, 10'000) / batch - 10 / batch - 10;
  count(operation, attendees, calls * batch, [&] { call(room, calls); });
}

}  // namespace
}  // namespace usher::bench

int main() {
  using namespace usher::bench;
  for (const std::size_t attendees : {1'000U, 10'000U, 100'000U}) {
    count_events(attendees, attendees == 10'000 ? 100'000 : 20'000);
    count_calls("next and complete", attendees, 1, 0ms, kStart + 10h);
    count_calls("next and complete, batch 20, per handover", attendees, 20, 0ms, kStart + 10h);
    count_calls("next and complete before due", attendees, 1, 9h, kStart + 9h);
  }
}
