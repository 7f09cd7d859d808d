// What is to come and when, told beforehand (SPEC S19): whom a lane will serve late can be known before the webinar
// starts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "usher/time.hpp"

namespace usher {

/// What a lane has before it: the handovers of one moment over one connection, as they are planned now (SPEC S19).
struct PlannedMoment {
  enum class Outlook {
    on_time,     ///< done when due, by the measured durations
    late,        ///< not done when due: `lateness` tells by how much
    put_off,     ///< late so that more others are on time; not beyond `max_defer`
    infeasible,  ///< late even if the lane had nothing else to do from due - max_lead on
  };
  std::string webinar, connection, lane;
  std::vector<std::string> rules;  ///< in the order of their definition
  Instant due{};
  std::uint64_t handovers = 0;  ///< expected to be still to be called, by today's standings
  std::uint64_t calls = 0;      ///< that they take
  Instant starts_at{};          ///< planned; at least now
  Instant finishes_at{};        ///< expected, without a margin
  Duration lateness{0};         ///< by how much that is after due; 0 where it is not
  Outlook outlook{};
};
[[nodiscard]] std::string_view to_string(PlannedMoment::Outlook outlook);

}  // namespace usher
