// What a handover costs where a journal keeps it, as durable as the job table of store_benchmark.cpp: power-safe, a
// sync for a thousand calls. And what a join or leave costs to be kept, one by one and in spans, without what the disk
// takes: by a journal in memory.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/support/files.hpp"
#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::bench {
namespace {

constexpr std::int64_t kPortion = 1000;
constexpr std::int64_t kPortions = 200;

/// With a day's webinar of so many, who are registered an hour before the start.
JournaledQueue queue_with(Journal& journal, const JournaledOptions& options, std::string_view id,
                          std::vector<Rule> rules, std::size_t attendees) {
  auto opened = JournaledQueue::open(journal, options);
  demand(opened.has_value());
  JournaledQueue queue = std::move(opened).value();
  demand(queue.add({.id = "crm", .call_time = 1ms, .max_lead = 0s}).has_value());
  const Instant before = kStart - 1h;
  const Webinar webinar{.id = std::string{id}, .start = kStart, .duration = kLength, .rules = std::move(rules)};
  demand(queue.feed(WebinarScheduled{before, webinar}, before).has_value());
  for (std::size_t i = 0; i < attendees; ++i) {
    const IdText text = id_text(i);
    demand(queue.feed(AttendeeRegistered{before, id, view(text)}, before).has_value());
  }
  demand(queue.sync().has_value());
  return queue;
}

void journalled_at_due(benchmark::State& state) {
  auto journal = SqliteJournal::open(fresh_file("calls.usher"));
  demand(journal.has_value());
  JournaledQueue queue = queue_with(**journal, {.max_unsynced = kPortion}, "launch", {rule("all", Anchor::start(), 0s)},
                                    kPortion * kPortions);
  Instant now = kStart;
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
  JournaledQueue queue = queue_with(journal, {}, room.webinar_of(0), rules_at_the_end(), kAttendees);
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
