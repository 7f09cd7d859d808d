#include "bench/lead/call_times.hpp"

#include <algorithm>
#include <cmath>

namespace usher::lead {
namespace {

/// Of the normal distribution: what lies below it is 99 % of the draws.
constexpr std::uint64_t kCalls = 2;  ///< what the seed of the stream is for
constexpr double kQuantile99 = 2.3263478740408408;

}  // namespace

CallTimes::CallTimes(const Parameters& parameters, std::uint64_t seed)
    : parameters_(parameters),
      sigma_(std::log(parameters.call_p99 / parameters.call_median) / kQuantile99),
      draws_(stream(seed, kCalls)) {}

CallTimes::Time CallTimes::of(std::size_t number, Instant start, std::size_t attendees) {
  while (drawn_.size() <= number) {
    const double milliseconds = parameters_.call_median * std::exp(sigma_ * draws_.normal());
    drawn_.push_back({milliseconds, draws_.chance(parameters_.hang_share)});
  }
  if (drawn_[number].hung) return {seconds(parameters_.hang_time), true};
  const double passed = static_cast<double>((start - kEvening).count()) / (parameters_.drift_time * 60'000);
  const double drift = std::pow(parameters_.call_drift, std::clamp(passed, 0.0, 1.0));
  const double further = parameters_.further_attendee * static_cast<double>(attendees - 1);
  return {std::max(Duration{1}, Duration{std::llround(drawn_[number].milliseconds * drift + further)}), false};
}

}  // namespace usher::lead
