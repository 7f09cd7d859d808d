// Text for people: columns that line up, instants and delays at a glance, colour where a terminal is looking.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "usher/time.hpp"

namespace usher::cli {

/// Columns of a terminal that everything fits in.
inline constexpr std::size_t kColumns = 80;

/// Bytes that would steer a terminal are shown as their number.
[[nodiscard]] std::string printable(std::string_view text);
/// Code points, which is columns for the alphabets of ids and titles that can be expected.
[[nodiscard]] std::size_t columns_of(std::string_view text);
/// Exactly `columns` wide: cut with an ellipsis, or filled up with spaces after (or before) the text.
[[nodiscard]] std::string fit_left(std::string_view text, std::size_t columns);
[[nodiscard]] std::string fit_right(std::string_view text, std::size_t columns);
/// At most `columns` wide.
[[nodiscard]] std::string cut(std::string_view text, std::size_t columns);

/// "2026-03-29" and "17:45:00", in UTC.
[[nodiscard]] std::string day_of(Instant instant);
[[nodiscard]] std::string clock_of(Instant instant);
/// "0.3 s", "12.5 min", "3.0 h".
[[nodiscard]] std::string rounded(Duration duration);
/// "0.3 s", "3 min 20 s", "2 h", "1 d 4 h": the two largest units, of a duration that is not negative.
[[nodiscard]] std::string in_words(Duration duration);

enum class Ink { plain, bold, faint, cyan, green };

/// Wraps text in escape codes, or leaves it as it is.
class Paint {
 public:
  explicit Paint(bool colour) : colour_(colour) {}
  [[nodiscard]] std::string operator()(Ink ink, std::string_view text) const;

 private:
  bool colour_;
};

}  // namespace usher::cli
