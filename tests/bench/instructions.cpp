// A small fixed workload for callgrind: what `count` is given is counted, and written to a file of its own under a
// name that tells the operation, the number of attendees (or webinars) and how often it was done. tools/instructions.py
// runs this and reads that; without callgrind it does the same and counts nothing.
#include <malloc.h>
#include <valgrind/callgrind.h>

#include <string>

#include "bench/support/room.hpp"
#include "usher/json.hpp"

namespace usher::bench {
namespace {

template <class What>
void count(const std::string& operation, std::size_t size, std::size_t times, What what) {
  const std::string name = operation + "|" + std::to_string(size) + "|" + std::to_string(times);
  CALLGRIND_TOGGLE_COLLECT;
  what();
  CALLGRIND_TOGGLE_COLLECT;
  CALLGRIND_DUMP_STATS_AT(name.c_str());  // it also begins to count anew
}

void feed_all(Room& room, std::span<const Event> events) {
  for (const Event& event : events) demand(static_cast<bool>(room.queue.feed(event, room.now)));
}

void count_moves(Room& room, std::size_t attendees, std::size_t times) {
  const std::span<const AttendeeMove> all = room.moves(times);
  count("feed by handle", attendees, times / 2, [&] {
    for (const AttendeeMove& move : all.first(times / 2)) demand(static_cast<bool>(room.queue.feed(move, room.now)));
  });
  count("feed by handle, spans of 16", attendees, times / 2, [&] {
    for (std::size_t from = times / 2; from < times; from += 16) {
      demand(room.queue.feed(all.subspan(from, std::min<std::size_t>(16, times - from)), room.now).size() > 0);
    }
  });
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
  count_moves(room, attendees, times);
  count("next with nothing to do", attendees, times, [&] {
    for (std::size_t i = 0; i < times; ++i) demand(room.queue.next(room.now) == nullptr);
  });
}

/// An attendee has no more than a few entries, whatever their number: a late event costs the history of its attendee.
void count_late_events(std::size_t attendees) {
  Room room{{.attendees = attendees, .rules = rules_at_the_end(), .percent_inside = 100}};
  const std::size_t times = attendees / 10;
  const auto late = room.late_comings(times);
  count("feed late", attendees, times, [&] { feed_all(room, late); });
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

void count_lines(std::size_t attendees) {
  Room room{{.attendees = attendees}};
  std::vector<std::string> lines;
  for (const Event& event : room.comings(1000)) lines.push_back(to_json(event));
  LineParser parser;
  count("read a JSON line", attendees, lines.size(), [&] {
    for (const std::string& line : lines) demand(static_cast<bool>(parser.parse(line)));
  });
}

/// Ten attendees each, all warm: what a webinar asks of the heap at first is not what an event costs.
void count_webinars(std::size_t webinars) {
  const std::size_t attendees = 10 * webinars;
  const std::size_t times = 1000;
  Room room{{.attendees = attendees, .webinars = webinars, .rules = {rule("all", Anchor::start(), 10h)}}};
  feed_all(room, room.comings(4 * attendees));
  const auto events = room.comings(times);
  count("feed, in so many webinars", webinars, times, [&] { feed_all(room, events); });
  room.pass(kStart + 10h);
  call(room, 10);  // the first has the plans of all to settle
  const std::size_t calls = std::min(attendees, times) - 10;
  count("next and complete, in so many webinars", webinars, calls, [&] { call(room, calls); });
}

}  // namespace
}  // namespace usher::bench

int main() {
  mallopt(M_MXFAST, 0);  // else the allocator tidies up now and then for all that came before what is counted
  using namespace usher::bench;
  for (const std::size_t attendees : {1'000U, 10'000U, 100'000U}) {
    count_events(attendees, attendees == 10'000 ? 100'000 : 20'000);
    count_late_events(attendees);
    count_lines(attendees);
    count_calls("next and complete", attendees, 1, 0ms, kStart + 10h);
    count_calls("next and complete, batch 20, per handover", attendees, 20, 0ms, kStart + 10h);
    count_calls("next and complete before due", attendees, 1, 9h, kStart + 9h);
  }
  for (const std::size_t webinars : {100U, 1'000U, 10'000U}) count_webinars(webinars);
}
