#include "lane/call_time.hpp"

#include <algorithm>
#include <cmath>

#include "usher/connection.hpp"

namespace usher::lane {
namespace {

constexpr double kGuessedScatter = 4;    // standard deviations of the guess in the guess
constexpr double kMeanReserve = 0.15;    // for a mean that is estimated too low or rises meanwhile
constexpr double kDeviationReserve = 2;  // standard deviations of the sum, for bad luck
constexpr double kDriftAllowed = 1.0 / 64;

/// A part of a millisecond counts as a whole one if it is more than `ignored`.
Duration whole(double milliseconds, double ignored) {
  if (milliseconds >= static_cast<double>(kLongestDuration.count())) return kLongestDuration;
  const auto down = static_cast<std::int64_t>(milliseconds);
  return Duration{milliseconds - static_cast<double>(down) > ignored ? down + 1 : down};
}

Duration rounded_up(double milliseconds) {
  constexpr double kNoise = 1e-6;  // that is an error of arithmetic rather than time
  return whole(milliseconds, kNoise);
}

/// The mean distance of two starts is that of max(x, spacing), for calls of which mean and variance are known and
/// nothing else. It is more than max(mean, spacing), since a call that is shorter than the spacing gives nothing back
/// for one that is longer. This is the most it can be, Scarf's bound for a quantity that is never negative; without
/// spacing it is the mean, without scatter the longer of mean and spacing.
double longest_pace(double mean, double variance, double spacing) {
  const double square = mean * mean + variance;
  if (2 * mean * spacing < square) return mean + spacing * variance / square;
  const double off = mean - spacing;
  return (mean + spacing + std::sqrt(variance + off * off)) / 2;
}

}  // namespace

CallTime::CallTime(Duration first_guess)
    : mean_(milliseconds(first_guess)), variance_(kGuessedScatter * kGuessedScatter * mean_ * mean_) {
  settle();
}

Duration CallTime::mean() const {
  return whole(mean_, 0.5);
}

// After all calls but the last another one starts; after the last one nobody waits for the spacing. The reserve for the
// mean and that for spaced calls which scatter badly are not both needed: the larger one counts.
Duration CallTime::work(std::uint64_t calls, Duration spacing) const {
  if (calls == 0) return Duration{0};
  const auto number = static_cast<double>(calls);
  const double cautious = mean_ * (1 + kMeanReserve);
  const double pace = std::max(cautious, longest_pace(mean_, variance_, milliseconds(spacing)));
  return rounded_up((number - 1) * pace + cautious + kDeviationReserve * std::sqrt(variance_ * number));
}

// Halfway between the least and the most the pace can be is near what exponential and lognormal calls need.
Duration CallTime::expected(std::uint64_t calls, Duration spacing) const {
  if (calls == 0) return Duration{0};
  const double gap = milliseconds(spacing);
  const double pace = (std::max(mean_, gap) + longest_pace(mean_, variance_, gap)) / 2;
  return rounded_up((static_cast<double>(calls) - 1) * pace + mean_);
}

void CallTime::settle() {
  settled_mean_ = mean_;
  settled_deviation_ = std::sqrt(variance_);
  allow_drift();
}

void CallTime::allow_drift() noexcept {
  const auto square = [](double root) { return root * root; };
  least_mean_ = settled_mean_ * (1 - kDriftAllowed);
  most_mean_ = settled_mean_ * (1 + kDriftAllowed);
  least_variance_ = square(settled_deviation_ * (1 - kDriftAllowed));
  most_variance_ = square(settled_deviation_ * (1 + kDriftAllowed));
}

}  // namespace usher::lane

namespace usher {

Duration expected_time(const Connection& connection, std::uint64_t handovers) {
  const auto batch = static_cast<std::uint64_t>(connection.batch);
  return lane::CallTime{connection.call_time}.expected((handovers + batch - 1) / batch, connection.spacing);
}

}  // namespace usher
