// The order of S20a, "who changed longest ago first", as numbers that need no sort: those who never joined nor left
// come first, by registration, then the places in the presence log, where an attendee counts at the newest entry only.
#pragma once

#include <cstdint>
#include <optional>

#include "attendance/attendance.hpp"

namespace usher::decision {

using Staleness = std::uint64_t;
/// From here on places in the log; before, attendees by number.
inline constexpr Staleness kLogBegin = Staleness{1} << 32U;

[[nodiscard]] inline Staleness staleness_of(AttendeeIndex attendee, const attendance::Attendance& attendance) {
  const std::uint32_t newest = attendance.presence().newest(attendee);
  return newest == attendance::kNoEntry ? static_cast<Staleness>(attendee) : kLogBegin + newest;
}

/// Who is or was there.
[[nodiscard]] inline AttendeeIndex attendee_of(Staleness place, const attendance::Attendance& attendance) {
  return place < kLogBegin ? AttendeeIndex{static_cast<std::uint32_t>(place)}
                           : attendance.presence().owner(static_cast<std::uint32_t>(place - kLogBegin));
}

}  // namespace usher::decision
