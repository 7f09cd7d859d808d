// Results as a table for people, as JSON for the picture, and one run as a line for each call.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <vector>

#include "bench/lead/cases.hpp"

namespace usher::lead {

/// One case: a line for each policy, mean and range over the seeds, and what has to be reached. At most 100 columns.
void print_table(std::ostream& out, const Case& one, const Results& results);

/// A line for each call: when, due, rule, attendees, duration, and how many of the moment are still to come.
void print_trace(std::ostream& out, const Evening& evening, const Run& run);

/// All numbers of all cases, and the time line of one evening: [{"name", "policies": [{"name", "on_time": [...]}]}]
void print_json(std::ostream& out, std::span<const Case> of, const std::vector<Results>& results,
                const Parameters& parameters, std::uint64_t first_seed);

}  // namespace usher::lead
