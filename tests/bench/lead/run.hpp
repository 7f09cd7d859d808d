// What a policy has done in an evening: the calls it made and what they brought to the target. All that is measured,
// traced and drawn is read from here, whatever the policy.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/lead/evening.hpp"

namespace usher::lead {

struct CallMade {
  Instant start{}, end{};
  std::size_t moment = 0;  ///< of its first handover
  Group group{};
  std::size_t attendees = 0;
  bool retraction = false;
  bool hung = false;
};

/// One attendee by one rule, arrived at the target at the end of its call.
struct Delivery {
  std::size_t call = 0;
  std::size_t moment = 0;
  std::size_t attendee = 0;
};

struct Run {
  std::vector<CallMade> calls{};      ///< in the order of their start
  std::vector<Delivery> delivered{};  ///< in the order of arrival
};

/// What a policy has to go by, and the lane's call times.
struct Task {
  const Evening& evening;
  const Parameters& parameters;
  std::size_t batch = 1;
  bool correct = false;     ///< of usher's rules
  bool by_moments = false;  ///< whole moments on time are what counts
};

/// What a policy takes a full call to last before it has seen one.
[[nodiscard]] Duration first_guess(const Task& task);

/// The first thing that no run may do: two calls at a time, or somebody left out of a rule that is for all. Empty:
/// none.
[[nodiscard]] std::string fault(const Evening& evening, const Run& run);

}  // namespace usher::lead
