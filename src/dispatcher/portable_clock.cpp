#include "dispatcher/portable_clock.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#ifdef __linux__
#include "dispatcher/kernel_clock.hpp"
#endif

namespace usher {
namespace dispatcher {
namespace {

/// Where nobody says that the wall clock was put: looks at it so often while it waits for an instant.
constexpr Clock::Steady kLooks = std::chrono::seconds{1};

class PortableClock final : public Clock {
 public:
  [[nodiscard]] Instant now() override { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }
  [[nodiscard]] Steady steady() override { return std::chrono::steady_clock::now().time_since_epoch(); }
  void wait(std::optional<Instant> instant, std::optional<Steady> steady) override {
    std::optional<Steady> until = steady;
    if (instant) {
      const Instant now = this->now();
      const Steady left = std::min<Steady>(*instant > now ? *instant - now : Duration{0}, kLooks);
      until = std::min(until.value_or(Steady::max()), this->steady() + left);
    }
    std::unique_lock lock{mutex_};
    const auto notified = [this] { return notified_; };
    if (until) {
      notified_change_.wait_until(lock, std::chrono::steady_clock::time_point{*until}, notified);
    } else {
      notified_change_.wait(lock, notified);
    }
    notified_ = false;
  }
  void notify() override {
    {
      const std::lock_guard lock{mutex_};
      notified_ = true;
    }
    notified_change_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable notified_change_;
  bool notified_ = false;
};

}  // namespace

std::shared_ptr<Clock> portable_clock() {
  return std::make_shared<PortableClock>();
}

}  // namespace dispatcher

std::shared_ptr<Clock> system_clock() {
#ifdef __linux__
  if (auto clock = dispatcher::kernel_clock()) return clock;
#endif
  return dispatcher::portable_clock();
}

}  // namespace usher
