// Too much to do: which jobs to serve first so that most of them are finished by their due (S20b).
//
// Earliest due first makes nearly everybody late once one job cannot be on time; leaving out the right few does not.
#pragma once

#include <span>
#include <vector>

#include "usher/time.hpp"

namespace usher::lane {

struct TimedJob {
  Instant due{};
  Duration work{};
};

/// True for each job that is finished by its due when those that are true are served first, in the order of due; no
/// other choice has more of them (Moore and Hodgson). The jobs come in the order of due, and the lane is free at `now`.
/// Of equally long jobs the one that comes later is put off. O(G log G).
[[nodiscard]] std::vector<bool> on_time(std::span<const TimedJob> jobs, Instant now);

}  // namespace usher::lane
