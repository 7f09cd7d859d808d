// What a run is judged by. On time: at the target by due + the tolerance. Wrong: sent by another truth than that as of
// due. Both or neither: who of a complementary pair of rules has had both, or none.
#pragma once

#include "bench/lead/run.hpp"

namespace usher::lead {

/// Shares are in percent; the fields are what a table or a JSON file has a column for.
struct Measures {
  double on_time = 0;           ///< of the transfers
  double wrong = 0;             ///< of the transfers, when they were sent
  double both_or_neither = 0;   ///< of attendees x moments, as the others; less what has been retracted
  double late_p99 = 0;          ///< seconds after due within which 99 % of the transfers were there
  double moments_on_time = 0;   ///< of the moments: all of their transfers on time
  double wrong_in_the_end = 0;  ///< the same: has not what the truth says, or more
  double extra_handovers = 0;   ///< beyond the first of an attendee in a moment, of those; retractions are such
  double extra_calls = 0;       ///< calls of nothing else, of the others
};

[[nodiscard]] Measures measure(const Evening& evening, const Run& run, const Parameters& parameters);

/// The value below or at which `share` of the values are (nearest rank); 0 where there are none.
[[nodiscard]] double quantile(std::vector<double> values, double share);

}  // namespace usher::lead
