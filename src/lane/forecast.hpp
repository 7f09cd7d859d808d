// When a lane will be done with what it has before it, told beforehand (S19, S20b): by the expected times, and as if a
// moment's calls could be interrupted anywhere.
#pragma once

#include <span>
#include <vector>

#include "usher/plan.hpp"
#include "usher/time.hpp"

namespace usher::lane {

/// The calls of a moment over a connection.
struct Prospect {
  Instant due{};
  Duration max_lead{};      ///< how much before due they may begin
  Duration expected{0};     ///< what they take; 0 where there are none
  Duration with_margin{0};  ///< what the lane sets aside for them
};

struct Forecast {
  Instant starts_at{}, finishes_at{};
  Duration lateness{0};
  PlannedMoment::Outlook outlook{};
};

/// One for each prospect of a lane that has nothing else to do; they come in the order of due. O(n x those that are
/// open at a time).
[[nodiscard]] std::vector<Forecast> forecast(std::span<const Prospect> prospects, Instant now, Duration max_defer);

}  // namespace usher::lane
