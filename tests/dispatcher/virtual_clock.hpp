// A clock that stands still until a test moves it, knows what it is waited for, and writes every wait down.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

#include "usher/clock.hpp"

namespace usher::dispatcher_test {

/// Longer than anything takes; only a test that fails waits for so long.
inline constexpr std::chrono::seconds kPatience{20};

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Instant now) : now_(now) {}

  Instant now() override {
    const std::lock_guard lock{mutex_};
    return now_;
  }
  Steady steady() override {
    const std::lock_guard lock{mutex_};
    return steady_;
  }
  void wait(std::optional<Instant> instant, std::optional<Steady> steady) override {
    std::unique_lock lock{mutex_};
    instant_ = instant;
    waits_steady_ = steady;
    waiting_ = true;
    if (instant && (waits_.empty() || waits_.back() != *instant)) waits_.push_back(*instant);
    changed_.notify_all();
    changed_.wait(
        lock, [&] { return notified_ || was_put_ || (instant && now_ >= *instant) || (steady && steady_ >= *steady); });
    notified_ = was_put_ = waiting_ = false;
  }
  void notify() override {
    const std::lock_guard lock{mutex_};
    notified_ = true;
    changed_.notify_all();
  }

  /// Both clocks go on.
  void pass(Steady time) {
    const std::lock_guard lock{mutex_};
    now_ += std::chrono::floor<Duration>(time);
    steady_ += time;
    changed_.notify_all();
  }
  void pass_to(Instant instant) { pass(instant - now()); }
  /// The wall clock alone is put, or the machine has slept.
  void put(Duration by) {
    const std::lock_guard lock{mutex_};
    now_ += by;
    was_put_ = true;
    changed_.notify_all();
  }

  /// Until somebody waits for that instant, and nothing has come meanwhile to end the wait.
  [[nodiscard]] bool is_waited_for(std::optional<Instant> instant) {
    return sleeps([&] { return instant_ == instant; });
  }
  [[nodiscard]] bool is_waited_for_steady(Steady steady) {
    return sleeps([&] { return waits_steady_ == steady; });
  }
  /// Every instant that was waited for; the same one twice in a row once.
  [[nodiscard]] std::vector<Instant> waits() {
    const std::lock_guard lock{mutex_};
    return waits_;
  }

 private:
  template <class Condition>
  bool sleeps(Condition condition) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, kPatience, [&] { return waiting_ && !notified_ && !was_put_ && condition(); });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  Instant now_;
  Steady steady_{0};
  bool notified_ = false, was_put_ = false, waiting_ = false;
  std::optional<Instant> instant_;
  std::optional<Steady> waits_steady_;
  std::vector<Instant> waits_;
};

}  // namespace usher::dispatcher_test
