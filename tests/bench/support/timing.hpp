// Measuring by hand: only what lies between two readings of the clock counts, in portions so large that reading it does
// not. What is measured is prepared before, so that making an event is not measured with it. The clock is the thread's
// own, which stands while other programs have the processor.
#pragma once

#include <benchmark/benchmark.h>
#include <time.h>
#include <unistd.h>

namespace usher::bench {

/// Of this thread, in seconds.
inline double time_used() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

/// Runs `what` as the one iteration that `state` is in.
template <class What>
void measure(benchmark::State& state, What what) {
  const double begin = time_used();
  what();
  state.SetIterationTime(time_used() - begin);
}

/// How many events, attendees or handovers an iteration has had: the page tells the time of one.
inline void count_items(benchmark::State& state, std::size_t of_an_iteration) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(of_an_iteration));
}

/// The largest number of attendees that fits here: ten million take some 3 GB.
inline std::int64_t most_attendees() {
  const double free = static_cast<double>(sysconf(_SC_AVPHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return free > 6e9 ? 10'000'000 : 1'000'000;
}

}  // namespace usher::bench
