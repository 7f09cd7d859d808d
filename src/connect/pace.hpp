// When the next request to an account may start.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "usher/http_connector.hpp"

namespace usher {

class RequestPace {
 public:
  using Clock = std::chrono::steady_clock;

  RequestPace(Duration spacing, int parallel) : spacing_(spacing), parallel_(parallel) {}

  /// Waits until a request may start, and counts it as open. False where that is not before `deadline`, or stop was
  /// requested. In the order in which the waiting threads happen to wake.
  [[nodiscard]] bool enter(Clock::time_point deadline, const std::stop_token& stop);
  void leave();

  /// The earliest start of the next one, if as many as may are not open; and books it.
  [[nodiscard]] Clock::time_point book(Clock::time_point now);

 private:
  const Duration spacing_;
  const int parallel_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int open_ = 0;
  Clock::time_point next_{};
};

}  // namespace usher
