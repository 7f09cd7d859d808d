// Makes timelines from seeds: what happens at the webinars, when the queue hears of it (in order, late, ahead of time,
// twice), and what the host does meanwhile. The same seed gives the same timeline everywhere.
//
//   const Scenario scenario = generate_timeline(seed);
#pragma once

#include <cstdint>

#include "scenario.hpp"

namespace usher::property {

[[nodiscard]] Scenario generate_timeline(std::uint64_t seed);

/// For the referee: connections lead, and more happens shortly before something is due.
[[nodiscard]] Scenario generate_leading_timeline(std::uint64_t seed);

/// For the property of serial lanes: complementary pairs of rules that stay as they are, everybody registered from the
/// beginning, so that each pair takes each attendee exactly once.
[[nodiscard]] Scenario generate_complementary_timeline(std::uint64_t seed);

}  // namespace usher::property
