// What a host pays for asking: `next` with nothing to do is O(1), however many lanes there are and however much is
// planned; a join that changes the plan, and a call on one of many lanes, cost a logarithm (S18, S19).
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "property/random.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher {
namespace {

using namespace std::chrono_literals;
using property::Random;

constexpr Instant kStart{Duration{1'777'921'200'000}};

/// Nothing is measured if the queue does not do as it is told.
void demand(bool done) {
  if (!done) std::abort();
}
void tell(DispatchQueue& queue, const Event& event) {
  demand(static_cast<bool>(queue.feed(event, at(event))));
}

Webinar webinar(const std::string& id, const std::string& connection, Instant start, Audience audience) {
  return {.id = id,
          .start = start,
          .duration = 90min,
          .rules = {{.id = "all", .when = Anchor::start(), .audience = audience, .connection = connection}}};
}

/// So many lanes that do not lead, each with a webinar of its own that has so many attendees to hand over at kStart.
struct Lanes {
  Lanes(std::int64_t lanes, std::int64_t attendees) {
    const Instant now = kStart - 1h;
    for (std::int64_t i = 0; i < lanes; ++i) {
      const std::string id = std::to_string(i);
      demand(static_cast<bool>(queue.add({.id = id, .lane = id, .max_lead = 0s})));
      tell(queue, WebinarScheduled{now, webinar(id, id, kStart, Audience::all())});
      for (std::int64_t number = 0; number < attendees; ++number) {
        const std::string who = std::to_string(number);
        tell(queue, AttendeeRegistered{.at = now, .webinar = id, .attendee = who});
      }
    }
    demand(queue.next(now) == nullptr);
  }
  /// All lanes have a call out, and there is more to do.
  void make_busy() {
    while (const Call* const call = queue.next(kStart)) out.push_back(call->id());
  }
  DispatchQueue queue;
  std::vector<CallId> out;  ///< in the order in which they are completed, from `next` on
  std::size_t next = 0;
};

/// One lane and so many moments in view of it, one due every 20 ms, each with ada to hand over if she is in the room.
/// Nothing has to begin yet.
struct Planned {
  explicit Planned(std::int64_t moments) : away(static_cast<std::size_t>(moments)) {
    demand(static_cast<bool>(queue.add({.id = "mail", .call_time = 1ms, .max_lead = 10h})));
    for (std::int64_t i = 0; i < moments; ++i) {
      const std::string& id = ids.emplace_back("webinar " + std::to_string(i));
      tell(queue, WebinarScheduled{now, webinar(id, "mail", kStart + i * 20ms, Audience::online())});
      tell(queue, AttendeeJoined{.at = now, .webinar = id, .attendee = "ada"});
    }
    demand(queue.next(now) == nullptr);
  }
  /// Ada leaves the room of a webinar or comes back: the lane has a call less before it, or one more.
  void turn(std::size_t number) {
    now += 1ms;
    if (away[number]) {
      tell(queue, AttendeeJoined{.at = now, .webinar = ids[number], .attendee = "ada"});
    } else {
      tell(queue, AttendeeLeft{.at = now, .webinar = ids[number], .attendee = "ada"});
    }
    away[number] = !away[number];
  }
  DispatchQueue queue;
  std::vector<std::string> ids;
  std::vector<bool> away;
  Instant now = kStart - 9h;
};

/// Made once for each size; the benchmarks leave it as large as it was.
Planned& planned(const benchmark::State& state) {
  static std::map<std::int64_t, Planned> made;
  return made.try_emplace(state.range(0), state.range(0)).first->second;
}

void next_idle_lanes(benchmark::State& state) {
  Lanes lanes{state.range(0), 1};
  Instant now = kStart - 30min;
  for (auto _ : state) benchmark::DoNotOptimize(lanes.queue.next(now));
  state.SetComplexityN(state.range(0));
}

void next_busy_lanes(benchmark::State& state) {
  Lanes lanes{state.range(0), 2};
  lanes.make_busy();
  for (auto _ : state) benchmark::DoNotOptimize(lanes.queue.next(kStart));
  state.SetComplexityN(state.range(0));
}

void next_planned_moments(benchmark::State& state) {
  Planned& lane = planned(state);
  for (auto _ : state) benchmark::DoNotOptimize(lane.queue.next(lane.now));
  state.SetComplexityN(state.range(0));
}

void wake_at_planned_moments(benchmark::State& state) {
  Planned& lane = planned(state);
  for (auto _ : state) benchmark::DoNotOptimize(lane.queue.wake_at());
  state.SetComplexityN(state.range(0));
}

/// A join or leave that changes what is planned, in any of the webinars: from some thousand on, the caches count too.
void join_and_next_any(benchmark::State& state) {
  Planned& lane = planned(state);
  Random random{1};
  for (auto _ : state) {
    lane.turn(random.below(lane.ids.size()));
    benchmark::DoNotOptimize(lane.queue.next(lane.now));
  }
  state.SetComplexityN(state.range(0));
}

/// The same in the hundred that are due first.
void join_and_next_soon(benchmark::State& state) {
  Planned& lane = planned(state);
  Random random{2};
  for (auto _ : state) {
    lane.turn(random.below(100));
    benchmark::DoNotOptimize(lane.queue.next(lane.now));
  }
  state.SetComplexityN(state.range(0));
}

constexpr std::int64_t kCalls = 200'000;

/// All lanes have a call out; the one that has been out for longest is completed, and its lane makes the next.
void complete_and_next(benchmark::State& state) {
  Lanes lanes{state.range(0), kCalls / state.range(0) + 2};
  lanes.make_busy();
  for (auto _ : state) {
    CallId& call = lanes.out[lanes.next];
    lanes.next = (lanes.next + 1) % lanes.out.size();
    benchmark::DoNotOptimize(lanes.queue.complete(call, Outcome::delivered(), kStart));
    const Call* const next = lanes.queue.next(kStart);
    demand(next != nullptr);
    call = next->id();
  }
  state.SetComplexityN(state.range(0));
}

void lane_numbers(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(1, 100'000);
}
void moment_numbers(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(100, 100'000);
}

BENCHMARK(next_idle_lanes)->Apply(lane_numbers)->Complexity(benchmark::o1);
BENCHMARK(next_busy_lanes)->Apply(lane_numbers)->Complexity(benchmark::o1);
BENCHMARK(next_planned_moments)->Apply(moment_numbers)->Complexity(benchmark::o1);
BENCHMARK(wake_at_planned_moments)->Apply(moment_numbers)->Complexity(benchmark::o1);
BENCHMARK(join_and_next_any)->Apply(moment_numbers)->Complexity(benchmark::oLogN);
BENCHMARK(join_and_next_soon)->Apply(moment_numbers)->Complexity(benchmark::oLogN);
BENCHMARK(complete_and_next)->Apply(lane_numbers)->Iterations(kCalls)->Complexity(benchmark::oLogN);

}  // namespace
}  // namespace usher
