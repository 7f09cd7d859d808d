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
    const Reading last = std::exchange(last_, Reading{clock_});
    const auto least = std::chrono::floor<Duration>(last_.before - last.after);
    const auto most = std::chrono::ceil<Duration>(last_.after - last.before);
    const Duration moved = last_.wall - last.wall;
    const Duration put = moved - std::clamp(moved, least, most);
    // A clock that is merely adjusted runs faster or slower by half a thousandth.
    if (std::chrono::abs(put) >= std::chrono::seconds{1} + most / 1000) put_ = put_.value_or(Duration{0}) + put;
    latest_ = std::max(latest_, last_.wall);
    return latest_;
  }
  /// By how much the wall clock was put since this was last asked, where that was a second or more.
  [[nodiscard]] std::optional<Duration> take_put() { return std::exchange(put_, std::nullopt); }

  /// How far the queue is ahead of the wall clock: by so much the latter was put back and has not come there yet.
  [[nodiscard]] Duration ahead() const { return latest_ - last_.wall; }

 private:
  /// The two clocks cannot be read at once, and a thread may rest for long between them: the wall clock was read at
  /// some time between two of the steady one.
  struct Reading {
    explicit Reading(Clock& clock) : before(clock.steady()), wall(clock.now()), after(clock.steady()) {}
    Clock::Steady before;
    Instant wall;
    Clock::Steady after;
  };

  Clock& clock_;
  Instant latest_;
  Reading last_{clock_};
  std::optional<Duration> put_;
};

}  // namespace usher::dispatcher
