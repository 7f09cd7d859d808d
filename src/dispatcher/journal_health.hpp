// Whether the journal can be written; and where it cannot, when to try again.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "usher/clock.hpp"

namespace usher::dispatcher {

class JournalHealth {
 public:
  /// After a failure calls rest for so long: at first, doubled by each further failure, and at most.
  static constexpr Clock::Steady kFirstRest = std::chrono::milliseconds{100};
  static constexpr Clock::Steady kLongestRest = std::chrono::seconds{10};

  /// True where that is news. What fails while calls rest anyway does not make the rest longer.
  bool failed(Clock::Steady now) {
    const bool news = !std::exchange(failing_, true);
    if (rests_until_) return news;
    rest_ = news ? kFirstRest : std::min(2 * rest_, kLongestRest);
    rests_until_ = now + rest_;
    return news;
  }
  bool worked() {
    rests_until_.reset();
    return std::exchange(failing_, false);
  }
  /// The rest is over: it may be tried again.
  void wake() { rests_until_.reset(); }

  [[nodiscard]] bool failing() const { return failing_; }
  [[nodiscard]] const std::optional<Clock::Steady>& rests_until() const { return rests_until_; }

 private:
  bool failing_ = false;
  Clock::Steady rest_{0};
  std::optional<Clock::Steady> rests_until_;
};

}  // namespace usher::dispatcher
