// What model and contestant show of their state after a step: counters, dead letters, connections, what is pending.
#pragma once

#include <optional>
#include <string>

#include "contestant.hpp"
#include "naive_model.hpp"
#include "scenario.hpp"

namespace usher::property {

enum class Depth {
  answers,     ///< what every step answers, dead letters, connections, counters
  everything,  ///< also what is pending, when to wake, and the invariants, after every step
};

struct Difference {
  std::string what;  ///< the same for those that look alike
  std::string expected, found;
};

/// The first there is.
[[nodiscard]] std::optional<Difference> difference_of_states(const NaiveQueue& model, const Contestant& contestant,
                                                             Depth depth, const Scenario& scenario);

}  // namespace usher::property
