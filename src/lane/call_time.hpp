// How long the calls of a connection take, learned from those it has made, and how much time a lane should set aside
// for so many more (S19, S19b).
//
// Mean and variance are weighted towards the recent calls, but slowly: an estimate that jumps makes a lane start late,
// and time that passed idle never comes back.
#pragma once

#include <algorithm>
#include <cstdint>

#include "usher/time.hpp"

namespace usher::lane {

class CallTime {
 public:
  /// The guess, `Connection::call_time`, counts as the first call. Its standard deviation is taken to be four times as
  /// large, which is what call times have of which one in a thousand hangs for a hundred times the mean (LEAD): no call
  /// has hung yet, and a plan that does not reckon with it is late by the whole hang.
  explicit CallTime(Duration first_guess);

  /// From the start of a call to its completion; a negative time counts as none.
  void add(Duration measured) {
    ++calls_;
    // The first calls count alike, as in a mean of all; later ones cost no division.
    const double weight = calls_ < kCallsWeighedAlike ? 1 / (static_cast<double>(calls_) + 1) : kMeanWeight;
    const double surprise = milliseconds(measured) - mean_;
    mean_ += weight * surprise;
    variance_ = std::max(kLeastVariance, (1 - kScatterWeight) * (variance_ + kScatterWeight * surprise * surprise));
  }

  [[nodiscard]] Duration mean() const;
  /// The measured ones.
  [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }

  /// The time to set aside for so many calls whose starts lie `spacing` apart at least, from the first start to the
  /// last completion: with a reserve for a mean that is estimated too low and for bad luck. At most kLongestDuration.
  [[nodiscard]] Duration work(std::uint64_t calls, Duration spacing) const;
  /// The time they should take: the same without the reserves.
  [[nodiscard]] Duration expected(std::uint64_t calls, Duration spacing) const;

  /// Whether mean or standard deviation have changed by more than a 64th since the last `settle` (at first: since the
  /// guess), so that what was planned with them should be planned anew.
  [[nodiscard]] bool drifted() const noexcept {
    return mean_ < least_mean_ || mean_ > most_mean_ || variance_ < least_variance_ || variance_ > most_variance_;
  }
  void settle();

  /// All that is known, to be kept and given back.
  struct State {
    double mean = 0, variance = 0, settled_mean = 0, settled_deviation = 0;
    std::uint64_t calls = 0;
  };
  [[nodiscard]] State kept() const noexcept { return {mean_, variance_, settled_mean_, settled_deviation_, calls_}; }
  void restore(const State& kept) noexcept {
    mean_ = kept.mean;
    variance_ = kept.variance;
    settled_mean_ = kept.settled_mean;
    settled_deviation_ = kept.settled_deviation;
    calls_ = kept.calls;
    allow_drift();
  }

 private:
  static constexpr double kMeanWeight = 0.003;     ///< of the newest call: a larger one jumps, see above
  static constexpr double kScatterWeight = 0.001;  ///< one call in a thousand hangs, and is remembered
  /// As good as none. Where calls take always the same, it would go on to numbers that processors are slow with.
  static constexpr double kLeastVariance = 1e-200;
  static constexpr std::uint64_t kCallsWeighedAlike = 333;  ///< until then one of so many counts for more than that
  static_assert(kMeanWeight * (kCallsWeighedAlike) < 1 && kMeanWeight * (kCallsWeighedAlike + 1) > 1);

  [[nodiscard]] static double milliseconds(Duration duration) noexcept {
    return static_cast<double>(std::clamp(duration, Duration{0}, kLongestDuration).count());
  }
  /// Bounds that follow from what was settled.
  void allow_drift() noexcept;

  double mean_;      ///< milliseconds
  double variance_;  ///< milliseconds squared
  std::uint64_t calls_ = 0;
  double settled_mean_ = 0;
  double settled_deviation_ = 0;
  double least_mean_ = 0, most_mean_ = 0, least_variance_ = 0, most_variance_ = 0;  ///< that are no drift
};

}  // namespace usher::lane
