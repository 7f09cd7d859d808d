// Random draws that are the same with every compiler and library, which those of <random> are not: the engine of the
// property tests, and the textbook transforms of its output.
//
//   Draws draws{seed};
//   const double seconds = draws.exponential(20);
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

#include "property/random.hpp"

namespace usher::lead {

class Draws {
 public:
  explicit Draws(std::uint64_t seed) noexcept : random_(seed) {}

  /// Above 0 and below 1, so that its logarithm exists.
  double uniform() noexcept { return (static_cast<double>(random_.next() >> 12U) + 0.5) * 0x1p-52; }
  double uniform(double low, double high) noexcept { return low + (high - low) * uniform(); }
  bool chance(double share) noexcept { return uniform() < share; }
  std::size_t below(std::size_t bound) noexcept { return random_.below(bound); }
  double exponential(double mean) noexcept { return -mean * std::log(uniform()); }
  /// Mean 0, standard deviation 1; of the two that Box and Muller give one is not used, so that each draw stands alone.
  double normal() noexcept {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

 private:
  property::Random random_;
};

/// One seed for each use of an evening's seed, so that a further draw in one place changes nothing in another.
[[nodiscard]] inline std::uint64_t stream(std::uint64_t seed, std::uint64_t use) noexcept {
  return seed * 0x9E3779B97F4A7C15U + use * 0xD1B54A32D192ED03U;
}

}  // namespace usher::lead
