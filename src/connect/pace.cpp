#include "connect/pace.hpp"

#include <algorithm>

namespace usher {

std::shared_ptr<RequestPace> make_request_pace(Duration spacing, int parallel) {
  constexpr int kMostParallel = 1000;
  return std::make_shared<RequestPace>(std::max(spacing, Duration{0}), std::clamp(parallel, 1, kMostParallel));
}

RequestPace::Clock::time_point RequestPace::book(Clock::time_point now) {
  const auto start = std::max(now, next_);
  next_ = start + spacing_;
  return start;
}

bool RequestPace::enter(Clock::time_point deadline, const std::stop_token& stop) {
  std::unique_lock lock{mutex_};
  if (!changed_.wait_until(lock, stop, deadline, [&] { return open_ < parallel_; })) return false;
  if (stop.stop_requested() || std::max(Clock::now(), next_) >= deadline) return false;
  ++open_;
  const auto start = book(Clock::now());
  changed_.wait_until(lock, stop, start, [] { return false; });
  if (!stop.stop_requested()) return true;
  --open_;
  changed_.notify_all();
  return false;
}

void RequestPace::leave() {
  {
    const std::lock_guard lock{mutex_};
    --open_;
  }
  // Some wait for their time and not for this: one of them alone would not do.
  changed_.notify_all();
}

}  // namespace usher
