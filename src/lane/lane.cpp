#include "lane/lane.hpp"

#include <algorithm>

#include "lane/overload.hpp"

namespace usher::lane {
namespace {

/// How many jobs whose connection is not ready are passed over in search of one that is. They are late for no more than
/// a spacing; when they are due they are found without a search.
constexpr int kMostPassedOver = 64;
/// Choosing looks at every job that may start; it is done again after a share of as many calls.
constexpr std::size_t kChoicesPerJob = 8;

}  // namespace

void Lane::plan(const Job& job, Duration with_margin, Duration expected, Instant opens) {
  with_margin_.set(job, with_margin, opens);
  expected_.set(job, expected, opens);
}

void Lane::unplan(const Job& job) {
  with_margin_.erase(job);
  expected_.erase(job);
}

std::optional<Job> Lane::first_early(Instant now, Duration call, const Ready& ready) {
  if (expected_.latest_start() >= now) {
    kept_.clear();
  } else {
    if (kept_.empty() || kept_for_ == 0) choose(now);
    --kept_for_;
    // What will be late is put off no sooner than the others need it.
    if (now + call > kept_start_) {
      for (const Job& job : kept_) {
        if (with_margin_.contains(job) && ready(job.connection)) return job;
      }
    }
  }
  int passed_over = 0;
  for (const Job* job = with_margin_.first_open(now); job != nullptr && passed_over < kMostPassedOver; ++passed_over) {
    if (ready(job->connection)) return *job;
    job = with_margin_.next_open(Job{*job}, now);
  }
  return std::nullopt;
}

void Lane::choose(Instant now) {
  std::vector<Job> jobs;
  std::vector<TimedJob> timed;
  expected_.for_each([&](const Job& job, Duration work, Instant opens) {
    if (opens > now) return;
    jobs.push_back(job);
    timed.push_back({job.due, work});
  });
  const std::vector<bool> kept = on_time(timed, now);
  std::vector<Duration> margins;
  with_margin_.for_each([&](const Job&, Duration work, Instant opens) {
    if (opens <= now) margins.push_back(work);
  });
  kept_.clear();
  kept_start_ = BackwardPlan::kNever;
  for (std::size_t i = jobs.size(); i-- > 0;) {
    if (!kept[i]) continue;
    kept_.push_front(jobs[i]);
    kept_start_ = std::min(kept_start_, jobs[i].due) - margins[i];
  }
  kept_for_ = std::max<std::size_t>(1, jobs.size() / kChoicesPerJob);
}

}  // namespace usher::lane
