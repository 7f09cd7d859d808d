// The wall clock as a queue needs it: it never goes back (S1).
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "usher/clock.hpp"

namespace usher::dispatcher {

class QueueTime {
 public:
  /// The queue is at `now` already.
  QueueTime(Clock& clock, Instant now) : clock_(clock), latest_(now) {}

  /// Where the wall clock is behind where it was, that instant again.
  [[nodiscard]] Instant read() {
    const Instant wall = clock_.now();
    const Clock::Steady steady = clock_.steady();
    const auto ran = std::chrono::floor<Duration>(steady - last_steady_);
    // A clock that is merely adjusted runs faster or slower by half a thousandth.
    const Duration put = wall - last_wall_ - ran;
    if (std::chrono::abs(put) >= std::chrono::seconds{1} + ran / 1000) put_ = put_.value_or(Duration{0}) + put;
    last_wall_ = wall;
    last_steady_ = steady;
    latest_ = std::max(latest_, wall);
    return latest_;
  }
  /// By how much the wall clock was put since this was last asked, where that was a second or more.
  [[nodiscard]] std::optional<Duration> take_put() { return std::exchange(put_, std::nullopt); }

  /// How far the queue is ahead of the wall clock: by so much the latter was put back and has not come there yet.
  [[nodiscard]] Duration ahead() const { return latest_ - last_wall_; }

 private:
  Clock& clock_;
  Instant latest_;
  Instant last_wall_ = clock_.now();
  Clock::Steady last_steady_ = clock_.steady();
  std::optional<Duration> put_;
};

}  // namespace usher::dispatcher
