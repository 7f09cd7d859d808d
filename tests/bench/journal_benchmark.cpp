// What a handover costs where a journal keeps it, as durable as the job table of store_benchmark.cpp: power-safe, a
// sync for a thousand calls. And what a join or leave costs to be kept, one by one and in spans, without what the disk
// takes: by a journal in memory.
#include <memory>

#include "bench/support/files.hpp"
#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::bench {
namespace {

constexpr std::int64_t kPortion = 1000;
constexpr std::int64_t kPortions = 200;

void journalled_at_due(benchmark::State& state) {
  auto journal = SqliteJournal::open(fresh_file("calls.usher"));
  demand(journal.has_value());
  auto opened = JournaledQueue::open(**journal, {.max_unsynced = kPortion});
  demand(opened.has_value());
  JournaledQueue& queue = *opened;
  demand(queue.add({.id = "crm", .call_time = 1ms, .max_lead = 0s}).has_value());
  Instant now = kStart - 1h;
  const Webinar webinar{
      .id = "launch", .start = kStart, .duration = kLength, .rules = {rule("all", Anchor::start(), 0s)}};
  demand(queue.feed(WebinarScheduled{now, webinar}, now).has_value());
  for (std::int64_t i = 0; i < kPortion * kPortions; ++i) {
    const IdText id = id_text(static_cast<std::uint64_t>(i));
    demand(queue.feed(AttendeeRegistered{now, "launch", view(id)}, now).has_value());
  }
  demand(queue.sync().has_value());
  now = kStart;
  for (auto _ : state) {
    for (std::int64_t i = 0; i < kPortion; ++i) {
      const auto call = queue.next(now);
      demand(call.has_value() && *call != nullptr);
      now += 1ms;
      demand(queue.complete((*call)->id(), Outcome::delivered(), now).has_value());
    }
  }
  count_items(state, kPortion);
}

void journalled_feed(benchmark::State& state) {
  constexpr std::size_t kAttendees = 10'000;
  const auto span = static_cast<std::size_t>(state.range(0));
  Room room{{.attendees = kAttendees, .rules = rules_at_the_end()}};
  MemoryJournal journal;
  auto opened = JournaledQueue::open(journal);
  demand(opened.has_value());
  JournaledQueue& queue = *opened;
  demand(queue.add({.id = "crm", .max_lead = 0s}).has_value());
  const Instant before = kStart - 1h;
  const Webinar webinar{
      .id = std::string{room.webinar_of(0)}, .start = kStart, .duration = kLength, .rules = rules_at_the_end()};
  demand(queue.feed(WebinarScheduled{before, webinar}, before).has_value());
  for (std::size_t i = 0; i < kAttendees; ++i) {
    const IdText id = id_text(i);
    demand(queue.feed(AttendeeRegistered{before, webinar.id, view(id)}, before).has_value());
  }
  for (auto _ : state) {
    const std::span<const Event> events = room.comings(kPortion);
    measure(state, [&] {
      for (std::size_t from = 0; from < events.size(); from += span) {
        if (span == 1) {
          demand(queue.feed(events[from], room.now).has_value());
        } else {
          demand(queue.feed(events.subspan(from, span), room.now).front().has_value());
        }
      }
    });
    demand(queue.sync().has_value());
  }
  count_items(state, kPortion);
}

BENCHMARK(journalled_feed)->ArgName("span")->Arg(1)->Arg(20)->Arg(1000)->Iterations(kPortions)->UseManualTime();
BENCHMARK(journalled_at_due)->Iterations(kPortions)->UseRealTime();

}  // namespace
}  // namespace usher::bench
