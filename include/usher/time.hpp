// Instants and durations, the only two kinds of time there are here.
//
// An instant is UTC with millisecond precision (SPEC S1); a duration is a whole number of milliseconds. usher never
// reads a clock: every instant comes in from the host.
#pragma once

#include <chrono>
#include <string>

namespace usher {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;

/// The instants usher takes: 1970-01-01T00:00:00.000Z to 2262-12-31T23:59:59.999Z, both included.
inline constexpr Instant kEarliestInstant{Duration{0}};
inline constexpr Instant kLatestInstant{Duration{9'246'182'399'999}};

/// The longest duration and the largest offset, in either direction: 36,525 days, which is a hundred years.
inline constexpr Duration kLongestDuration = std::chrono::hours{24 * 36'525};

/// RFC 3339 in UTC with three decimals: "2026-03-29T17:45:00.000Z". Any instant that arithmetic on the above can give.
[[nodiscard]] std::string to_string(Instant instant);

/// ISO 8601: "PT1H30M", "-PT10M", "P1D", "PT0.2S"; zero is "PT0S".
[[nodiscard]] std::string to_string(Duration duration);

}  // namespace usher
