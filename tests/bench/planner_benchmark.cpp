// What the planner of a lane costs: a change of the backward plan grows with the logarithm of the jobs, the latest
// start does not grow at all (S19), nor does asking how long so many calls take.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <map>
#include <vector>

#include "lane/backward_plan.hpp"
#include "lane/call_time.hpp"
#include "lane/overload.hpp"
#include "property/random.hpp"

namespace usher::lane {
namespace {

using property::Random;

constexpr Duration kLead = std::chrono::minutes{10};

/// A plan with so many jobs, one a second on the average.
struct Filled {
  explicit Filled(std::size_t size) {
    Random random{size};
    for (std::size_t i = 0; i < size; ++i) {
      const Job job{Instant{Duration{random.below(1000 * size)}}, WebinarNumber{i}, ConnectionIndex{0}};
      jobs.push_back(job);
      plan.set(job, some_work(random), job.due - kLead);
    }
    std::ranges::sort(jobs);
  }
  static Duration some_work(Random& random) { return Duration{random.between(100, 2000)}; }

  BackwardPlan plan;
  std::vector<Job> jobs;  ///< in order
};

/// Made once for each size: the benchmarks leave it as large as it was.
Filled& filled(const benchmark::State& state) {
  static std::map<std::int64_t, Filled> made;
  return made.try_emplace(state.range(0), static_cast<std::size_t>(state.range(0))).first->second;
}

/// Any job at all: from some thousand jobs on, the caches are what this measures.
void plan_change_any(benchmark::State& state) {
  auto& [plan, jobs] = filled(state);
  Random random{1};
  for (auto _ : state) {
    const Job& job = random.pick(jobs);
    plan.set(job, Filled::some_work(random), job.due - kLead);
  }
  state.SetComplexityN(state.range(0));
}

/// As on a lane: what changes is due soon, and what is due later need not be in the caches.
void plan_change_soon(benchmark::State& state) {
  auto& [plan, jobs] = filled(state);
  Random random{1};
  for (auto _ : state) {
    const Job& job = jobs[random.below(100)];
    plan.set(job, Filled::some_work(random), job.due - kLead);
  }
  state.SetComplexityN(state.range(0));
}

void plan_erase_and_insert(benchmark::State& state) {
  auto& [plan, jobs] = filled(state);
  Random random{2};
  for (auto _ : state) {
    const Job& job = random.pick(jobs);
    plan.erase(job);
    plan.set(job, Filled::some_work(random), job.due - kLead);
  }
  state.SetComplexityN(state.range(0));
}

void plan_latest_start(benchmark::State& state) {
  auto& [plan, jobs] = filled(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(&plan);
    benchmark::DoNotOptimize(plan.latest_start());
  }
  state.SetComplexityN(state.range(0));
}

/// Only the job that is due last may start: all that come before have to be passed over.
void plan_first_open(benchmark::State& state) {
  auto& [plan, jobs] = filled(state);
  constexpr Instant kBeforeAll{-2 * kLead};
  const Job& last = jobs.back();
  plan.set(last, kLead, kBeforeAll);
  for (auto _ : state) benchmark::DoNotOptimize(plan.first_open(kBeforeAll));
  plan.set(last, kLead, last.due - kLead);
  state.SetComplexityN(state.range(0));
}

/// The next job after any of them, of those that open within the first half.
void plan_next_open(benchmark::State& state) {
  auto& [plan, jobs] = filled(state);
  const Instant now{Duration{state.range(0) * 500}};
  Random random{4};
  for (auto _ : state) benchmark::DoNotOptimize(plan.next_open(random.pick(jobs), now));
  state.SetComplexityN(state.range(0));
}

/// Three times as much to do as there is time for.
void overload_on_time(benchmark::State& state) {
  Random random{5};
  std::vector<TimedJob> jobs(static_cast<std::size_t>(state.range(0)));
  for (TimedJob& job : jobs) {
    job = {Instant{Duration{random.below(350 * jobs.size())}}, Filled::some_work(random)};
  }
  std::ranges::sort(jobs, {}, &TimedJob::due);
  for (auto _ : state) benchmark::DoNotOptimize(on_time(jobs, Instant{}));
  state.SetComplexityN(state.range(0));
}

void call_time_work(benchmark::State& state) {
  CallTime time{Duration{300}};
  for (int i = 0; i < 1000; ++i) time.add(Duration{100 + i});
  std::uint64_t calls = 0;
  for (auto _ : state) benchmark::DoNotOptimize(time.work(++calls, Duration{state.range(0)}));
}

void call_time_add(benchmark::State& state) {
  CallTime time{Duration{300}};
  std::int64_t measured = 0;
  for (auto _ : state) {
    time.add(Duration{++measured & 1023});
    benchmark::DoNotOptimize(time.drifted());
  }
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(100, 1'000'000);
}

BENCHMARK(plan_change_any)->Apply(sizes)->Complexity(benchmark::oLogN);
BENCHMARK(plan_change_soon)->Apply(sizes)->Complexity(benchmark::oLogN);
BENCHMARK(plan_erase_and_insert)->Apply(sizes)->Complexity(benchmark::oLogN);
BENCHMARK(plan_latest_start)->Apply(sizes)->Complexity(benchmark::o1);
BENCHMARK(plan_first_open)->Apply(sizes)->Complexity(benchmark::oLogN);
BENCHMARK(plan_next_open)->Apply(sizes)->Complexity(benchmark::oLogN);
BENCHMARK(overload_on_time)->RangeMultiplier(10)->Range(10, 100'000)->Complexity(benchmark::oNLogN);
BENCHMARK(call_time_work)->Arg(0)->Arg(1000)->ArgName("spacing");
BENCHMARK(call_time_add);

}  // namespace
}  // namespace usher::lane
