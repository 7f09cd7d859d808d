// Runs a timeline on the model and on a contestant side by side, demands the same answers after every step, and makes
// a timeline on which they disagree as short as it gets.
//
//   const Run run = comparing(dispatch_queue, Depth::answers);
//   if (run(scenario, cases).disagreement) FAIL(describe(shortened(scenario, run)));
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

/// One timeline, from its beginning to its end or to the first disagreement. Adds what it met to the cases.
using Run = std::function<Verdict(const Scenario& scenario, HardCases& cases)>;

/// The model and the contestant do the same at every step. Calls start at due: `max_lead` is 0 everywhere.
[[nodiscard]] Run comparing(MakeContestant make, Depth depth);
/// The contestant starts calls before due as it thinks best, and the model is the referee. A host asks whenever it is
/// woken, or a while later, and takes its time for the calls.
[[nodiscard]] Run refereeing(MakeContestant make, Depth depth);

/// Leaves out what is not needed for a disagreement of the same kind: steps and rules. Takes some thousand runs.
[[nodiscard]] Scenario shortened(const Scenario& scenario, const Run& run);

}  // namespace usher::property
