// The policies that are compared: how each gets the same evening's handovers over one serial lane.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "bench/lead/call_times.hpp"
#include "bench/lead/run.hpp"

namespace usher::lead {

enum class Policy {
  cron,         ///< starts at due; each call goes by the standing at its start, rule after rule
  p1,           ///< the same, but starts as many mean call times before due as the moment has calls
  edf,          ///< the same, but starts as early as it may; the earliest due first
  usher,        ///< the library, through its public face
  clairvoyant,  ///< knows the truth as of due and how long each call will take: what is feasible at all
};
inline constexpr std::array kPolicies{Policy::cron, Policy::p1, Policy::edf, Policy::usher, Policy::clairvoyant};
[[nodiscard]] std::string_view to_string(Policy policy);

[[nodiscard]] Run run(Policy policy, const Task& task, CallTimes times);

/// cron, P1 and EDF: they differ in when a moment starts.
[[nodiscard]] Run run_simple(Policy policy, const Task& task, CallTimes times);
[[nodiscard]] Run run_usher(const Task& task, CallTimes times);

/// As many handovers on time as can be.
[[nodiscard]] Run run_clairvoyant(const Task& task, CallTimes times);
/// As many whole moments on time as can be; for an overloaded lane.
[[nodiscard]] Run run_clairvoyant_by_moments(const Task& task, CallTimes times);

}  // namespace usher::lead
