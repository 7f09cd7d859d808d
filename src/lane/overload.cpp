#include "lane/overload.hpp"

#include <algorithm>
#include <cstddef>
#include <queue>
#include <utility>

namespace usher::lane {

std::vector<bool> on_time(std::span<const TimedJob> jobs, Instant now) {
  std::vector<bool> served(jobs.size(), true);
  std::priority_queue<std::pair<Duration, std::size_t>> by_work;  // the longest first, of equals the last one
  Instant finished = now;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Duration work = std::clamp(jobs[i].work, Duration{0}, kLongestDuration);
    by_work.emplace(work, i);
    finished += work;
    // Before this job all were on time, so it takes the loss of no more than one; the longest gives most time back.
    if (finished <= jobs[i].due) continue;
    const auto [longest, put_off] = by_work.top();
    by_work.pop();
    served[put_off] = false;
    finished -= longest;
  }
  return served;
}

}  // namespace usher::lane
