// Runs a timeline on the model and on a contestant side by side, demands the same answers after every step, and makes
// a timeline on which they disagree as short as it gets.
//
//   if (auto disagreement = compare(scenario, dispatch_queue, depth, cases)) FAIL(shortened(scenario, ...));
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "contestant.hpp"
#include "hard_cases.hpp"
#include "scenario.hpp"
#include "state_comparison.hpp"

namespace usher::property {

using MakeContestant =
    std::function<std::unique_ptr<Contestant>(const Options& options, const std::vector<Connection>& connections)>;

struct Verdict {
  std::optional<std::string> disagreement{};  ///< the step and both answers
  std::string kind{};                         ///< of the disagreement, the same for those that look alike
  bool cut_short = false;  ///< the contract leaves open what the timeline led to: not compared to its end
  std::uint64_t calls = 0;
  std::uint64_t handovers = 0;
};

/// Adds what the timeline met to `cases`.
[[nodiscard]] Verdict compare(const Scenario& scenario, const MakeContestant& make, Depth depth, HardCases& cases);

/// Leaves out what is not needed for a disagreement of the same kind: steps and rules. Takes some thousand runs.
[[nodiscard]] Scenario shortened(const Scenario& scenario, const MakeContestant& make, Depth depth);

}  // namespace usher::property
