#include "bench/lead/call_times.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace usher::lead {
namespace {

/// Of the normal distribution: what lies below it is 99 % of the draws.
constexpr double kQuantile99 = 2.3263478740408408;

}  // namespace

CallTimes::CallTimes(const Parameters& parameters, std::uint64_t seed)
    : parameters_(parameters),
      sigma_(std::log(parameters.call_p99 / parameters.call_median) / kQuantile99),
      phase_(Draws{stream(seed, 2)}.uniform(0, 2 * std::numbers::pi)),
      draws_(stream(seed, 3)) {}

CallTimes::Time CallTimes::of(std::size_t number, Instant start, std::size_t attendees) {
  while (drawn_.size() <= number) {
    const double milliseconds = parameters_.call_median * std::exp(sigma_ * draws_.normal());
    drawn_.push_back({milliseconds, draws_.chance(parameters_.hang_share)});
  }
  if (drawn_[number].hung) return {seconds(parameters_.hang_time), true};
  const double turns = static_cast<double>((start - kEvening).count()) / (parameters_.drift_period * 60'000);
  const double drift = std::pow(parameters_.call_drift, std::sin(2 * std::numbers::pi * turns + phase_) / 2);
  const double further = parameters_.further_attendee * static_cast<double>(attendees - 1);
  return {std::max(Duration{1}, Duration{std::llround(drawn_[number].milliseconds * drift + further)}), false};
}

Duration CallTimes::mean(double attendees) const {
  const double finished =
      parameters_.call_median * std::exp(sigma_ * sigma_ / 2) + parameters_.further_attendee * (attendees - 1);
  const double hung = parameters_.hang_time * 1'000;
  return Duration{std::llround(finished * (1 - parameters_.hang_share) + hung * parameters_.hang_share)};
}

}  // namespace usher::lead
