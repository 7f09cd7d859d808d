// How many timelines a property runs, from which seed, and what it tells of one that fails. USHER_SEED (the first seed)
// and USHER_TIMELINES (how many) come from the environment.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

#include "comparison.hpp"

namespace usher::property {

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// The shortest timeline that shows the same disagreement.
inline std::string shown(std::uint64_t seed, const Scenario& scenario, const Run& run) {
  const Scenario shortest = shortened(scenario, run);
  HardCases cases;
  const Verdict verdict = run(shortest, cases);
  return "seed " + std::to_string(seed) + ", shortened from " + std::to_string(scenario.steps.size()) + " steps:\n" +
         describe(shortest) + "  " + verdict.disagreement.value_or("(agrees once shortened)");
}

}  // namespace usher::property
