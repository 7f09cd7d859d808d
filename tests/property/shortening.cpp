// Makes a timeline on which model and contestant disagree as short as it gets, by leaving out what is not needed.
#include <algorithm>

#include "comparison.hpp"

namespace usher::property {
namespace {

bool disagrees(const Scenario& scenario, const MakeContestant& make, Depth depth) {
  HardCases cases;
  return compare(scenario, make, depth, cases).disagreement.has_value();
}

/// Leaves out runs of steps, shorter and shorter ones, as long as the disagreement remains.
bool leave_out_steps(Scenario& scenario, const MakeContestant& make, Depth depth) {
  bool shorter = false;
  for (std::size_t run = scenario.steps.size(); run > 0; run /= 2) {
    for (std::size_t from = 0; from < scenario.steps.size();) {
      Scenario trial = scenario;
      const auto begin = trial.steps.begin() + static_cast<std::ptrdiff_t>(from);
      const std::size_t length = std::min(run, trial.steps.size() - from);
      trial.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
      if (disagrees(trial, make, depth)) {
        scenario = std::move(trial);
        shorter = true;
      } else {
        from += run;
      }
    }
  }
  return shorter;
}

bool leave_out_rules(Scenario& scenario, const MakeContestant& make, Depth depth) {
  bool shorter = false;
  for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
    for (std::size_t rule = 0; rule < scenario.steps[step].happening.definition.rules.size();) {
      Scenario trial = scenario;
      auto& rules = trial.steps[step].happening.definition.rules;
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(rule));
      if (disagrees(trial, make, depth)) {
        scenario = std::move(trial);
        shorter = true;
      } else {
        ++rule;
      }
    }
  }
  return shorter;
}

/// Spells work out as single calls, so that they can be left out one by one.
Scenario spelled_out(Scenario scenario, const MakeContestant& make, Depth depth) {
  Scenario trial = scenario;
  trial.steps.clear();
  for (const Step& step : scenario.steps) {
    for (int each = 0; each < (step.kind == Step::Kind::work ? step.count : 1); ++each) {
      trial.steps.push_back(step);
      if (step.kind == Step::Kind::work) trial.steps.back().count = 1;
    }
  }
  return disagrees(trial, make, depth) ? trial : scenario;
}

}  // namespace

Scenario shortened(const Scenario& scenario, const MakeContestant& make, Depth depth) {
  Scenario shortest = scenario;
  leave_out_steps(shortest, make, depth);
  shortest = spelled_out(shortest, make, depth);
  while (leave_out_steps(shortest, make, depth) || leave_out_rules(shortest, make, depth)) {
  }
  return shortest;
}

}  // namespace usher::property
