// Makes a timeline on which model and contestant disagree as short as it gets, by leaving out what is not needed.
#include <algorithm>

#include "comparison.hpp"

namespace usher::property {
namespace {

struct Shortener {
  const Run& run;
  std::string kind;

  [[nodiscard]] bool disagrees(const Scenario& scenario) const {
    HardCases cases;
    const Verdict verdict = run(scenario, cases);
    return verdict.disagreement && verdict.kind == kind;
  }
};

/// Leaves out runs of steps, shorter and shorter ones, as long as the disagreement remains.
bool leave_out_steps(Scenario& scenario, const Shortener& shortener) {
  bool shorter = false;
  for (std::size_t run = scenario.steps.size(); run > 0; run /= 2) {
    for (std::size_t from = 0; from < scenario.steps.size();) {
      Scenario trial = scenario;
      const auto begin = trial.steps.begin() + static_cast<std::ptrdiff_t>(from);
      const std::size_t length = std::min(run, trial.steps.size() - from);
      trial.steps.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
      if (shortener.disagrees(trial)) {
        scenario = std::move(trial);
        shorter = true;
      } else {
        from += run;
      }
    }
  }
  return shorter;
}

bool leave_out_rules(Scenario& scenario, const Shortener& shortener) {
  bool shorter = false;
  for (std::size_t step = 0; step < scenario.steps.size(); ++step) {
    for (std::size_t rule = 0; rule < scenario.steps[step].happening.definition.rules.size();) {
      Scenario trial = scenario;
      auto& rules = trial.steps[step].happening.definition.rules;
      rules.erase(rules.begin() + static_cast<std::ptrdiff_t>(rule));
      if (shortener.disagrees(trial)) {
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
Scenario spelled_out(Scenario scenario, const Shortener& shortener) {
  Scenario trial = scenario;
  trial.steps.clear();
  for (const Step& step : scenario.steps) {
    for (int each = 0; each < (step.kind == Step::Kind::work ? step.count : 1); ++each) {
      trial.steps.push_back(step);
      if (step.kind == Step::Kind::work) trial.steps.back().count = 1;
    }
  }
  return shortener.disagrees(trial) ? trial : scenario;
}

}  // namespace

Scenario shortened(const Scenario& scenario, const Run& run) {
  HardCases cases;
  const Shortener shortener{run, run(scenario, cases).kind};
  Scenario shortest = scenario;
  leave_out_steps(shortest, shortener);
  shortest = spelled_out(shortest, shortener);
  while (leave_out_steps(shortest, shortener) || leave_out_rules(shortest, shortener)) {
  }
  return shortest;
}

}  // namespace usher::property
