// Reads fixed forms of time character by character: a view that shrinks from the front.
#pragma once

#include <date/date.h>

#include <optional>
#include <string_view>

#include "usher/time.hpp"

namespace usher::text {

constexpr bool is_digit(char character) noexcept {
  return character >= '0' && character <= '9';
}

class Scanner {
 public:
  constexpr explicit Scanner(std::string_view text) noexcept : rest_(text) {}

  [[nodiscard]] constexpr bool at_end() const noexcept { return rest_.empty(); }
  /// The next character, or NUL at the end.
  [[nodiscard]] constexpr char peek() const noexcept { return rest_.empty() ? '\0' : rest_.front(); }
  constexpr void skip() noexcept { rest_.remove_prefix(1); }
  constexpr bool take(char wanted) noexcept {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  constexpr bool take_either(char one, char other) noexcept { return take(one) || take(other); }

  /// Exactly `width` digits into `number`; false where they are not there.
  constexpr bool take_digits(std::size_t width, int& number) noexcept {
    if (rest_.size() < width) return false;
    number = 0;
    for (std::size_t i = 0; i < width; ++i) {
      if (!is_digit(rest_[i])) return false;
      number = number * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(width);
    return true;
  }

 private:
  std::string_view rest_;
};

/// "YYYY-MM-DDThh:mm:ss" as written, ranges not yet looked at.
struct CivilTime {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;

  [[nodiscard]] constexpr bool take_from(Scanner& scanner) noexcept {
    return scanner.take_digits(4, year) && scanner.take('-') && scanner.take_digits(2, month) && scanner.take('-') &&
           scanner.take_digits(2, day) && scanner.take_either('T', 't') && scanner.take_digits(2, hour) &&
           scanner.take(':') && scanner.take_digits(2, minute) && scanner.take(':') && scanner.take_digits(2, second);
  }

  [[nodiscard]] constexpr bool is_leap_second() const noexcept { return second == 60 && minute <= 59 && hour <= 23; }

  /// Seconds since 1970 as if it were UTC; empty where there is no such day or time.
  [[nodiscard]] constexpr std::optional<std::chrono::seconds> since_epoch() const noexcept {
    const date::year_month_day date{date::year{year}, date::month{static_cast<unsigned>(month)},
                                    date::day{static_cast<unsigned>(day)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return date::sys_days{date}.time_since_epoch() + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
  }
};

constexpr bool is_in_range(Instant instant) noexcept {
  return instant >= kEarliestInstant && instant <= kLatestInstant;
}

}  // namespace usher::text
