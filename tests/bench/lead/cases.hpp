// The rows of the table: what is simulated, by which policies, and what has to be reached.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "bench/lead/measures.hpp"
#include "bench/lead/policies.hpp"

namespace usher::lead {

/// A bound for the mean of usher's measure; where there is a policy to compare with, a bound for the ratio to its mean.
struct Requirement {
  std::string_view what;
  double Measures::*measure;
  bool at_least = false;
  double bound = 0;
  std::optional<Policy> times{};  ///< the bound is so many times that policy's measure
};

struct Case {
  std::string_view name;  ///< for --case
  std::string_view title;
  std::vector<std::size_t> registrants;  ///< of each webinar
  std::size_t batch = 1;
  bool colliding = false;  ///< whole moments count, due within minutes
  bool correct = false;
  std::vector<Policy> policies;
  std::vector<Requirement> requirements;
};

[[nodiscard]] std::span<const Case> cases();

[[nodiscard]] Evening evening_of(const Case& one, const Parameters& parameters, std::uint64_t seed);
[[nodiscard]] Run run_of(const Case& one, Policy policy, const Evening& evening, const Parameters& parameters,
                         std::uint64_t seed);

/// By policy, in the order of the case's, then by seed.
using Results = std::vector<std::vector<Measures>>;

}  // namespace usher::lead
