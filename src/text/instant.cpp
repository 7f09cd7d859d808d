#include "text/digits.hpp"
#include "text/message.hpp"
#include "usher/json.hpp"

namespace usher {
namespace {

using text::CivilTime;
using text::Scanner;

Error refused_instant(std::string_view what, std::string_view found) {
  return text::expected(ErrorCode::invalid, what, text::in_quotes(found));
}

/// "." and at least one digit, if there is a "."; milliseconds, what is finer is cut.
bool take_fraction(Scanner& scanner, Duration& fraction) {
  if (!scanner.take('.')) return true;
  if (!text::is_digit(scanner.peek())) return false;
  for (int place = 100; text::is_digit(scanner.peek()); place /= 10) {
    fraction += Duration{place * (scanner.peek() - '0')};
    scanner.skip();
  }
  return true;
}

/// "Z" or "+hh:mm"; what to take off the local time to have UTC.
bool take_offset(Scanner& scanner, Duration& offset) {
  if (scanner.take_either('Z', 'z')) return true;
  const bool west = scanner.peek() == '-';
  int hours = 0;
  int minutes = 0;
  if (!scanner.take_either('+', '-') || !scanner.take_digits(2, hours) || !scanner.take(':') ||
      !scanner.take_digits(2, minutes) || hours > 23 || minutes > 59) {
    return false;
  }
  offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
  if (west) offset = -offset;
  return true;
}

}  // namespace

Result<Instant> parse_instant(std::string_view text) {
  Scanner scanner{text};
  CivilTime civil;
  Duration fraction{0};
  Duration offset{0};
  if (!civil.take_from(scanner) || !take_fraction(scanner, fraction) || !take_offset(scanner, offset) ||
      !scanner.at_end()) {
    return refused_instant(R"(an instant like "2026-03-29T17:45:00Z" or with an offset like "+02:00")", text);
  }
  const auto seconds = civil.since_epoch();
  if (!seconds) {
    return civil.is_leap_second() ? refused_instant("an instant that is not within a leap second", text)
                                  : refused_instant("a day and time that exist", text);
  }
  const Instant instant{*seconds + fraction - offset};
  if (!text::is_in_range(instant)) return refused_instant("an instant from 1970 to the end of 2262", text);
  return instant;
}

}  // namespace usher
