// Reads the participants report that Zoom exports as CSV: one row per stay in the meeting.
#pragma once

#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "usher/result.hpp"
#include "usher/time.hpp"

namespace zoom {

/// The zone in which the report tells its times; Zoom does not write it down.
struct Clock {
  std::string zone{};         ///< IANA, "Europe/Berlin"; empty: `offset` counts
  usher::Duration offset{0};  ///< ahead of UTC
};

struct Row {
  std::string name, email;
  usher::Instant joined{}, left{};
  std::int64_t minutes = 0;  ///< as Zoom counts them
};

/// "11/19/2021 09:54:15 AM". Errors: invalid.
[[nodiscard]] usher::Result<usher::Instant> parse_time(std::string_view text, const Clock& clock);

/// The rows of the participants' table; what stands before its head (the meeting's own) is passed over. Errors:
/// malformed (no such table, a row of other columns), invalid; `where` is "row N", from 0.
[[nodiscard]] usher::Result<std::vector<Row>> read_report(std::istream& in, const Clock& clock);

/// Who the row is about, for usher: the address where there is one, else the name.
[[nodiscard]] std::string attendee_of(const Row& row);

/// The rows' joins and leaves as lines of usher's text format, by instant; the session is the number of the row.
[[nodiscard]] std::vector<std::string> to_lines(const std::vector<Row>& rows, std::string_view webinar);

}  // namespace zoom
