#include "cli/layout.hpp"

#include <cstdint>

namespace usher::cli {
namespace {

bool begins_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::string_view code_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "0";
    case Ink::bold:
      return "1";
    case Ink::faint:
      return "90";
    case Ink::cyan:
      return "36";
    case Ink::green:
      return "32";
  }
  return "0";
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      result += c;
    } else {
      result += "\\x";
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15U];
    }
  }
  return result;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (const char c : text) columns += begins_code_point(c) ? 1 : 0;
  return columns;
}

std::string cut(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string{text};
  std::string result;
  std::size_t taken = 0;
  for (const char c : text) {
    if (begins_code_point(c) && ++taken == columns) break;
    result += c;
  }
  return result + "…";
}

std::string fit_left(std::string_view text, std::size_t columns) {
  std::string result = cut(text, columns);
  return result.append(columns - columns_of(result), ' ');
}

std::string fit_right(std::string_view text, std::size_t columns) {
  const std::string result = cut(text, columns);
  return std::string(columns - columns_of(result), ' ') + result;
}

std::string day_of(Instant instant) {
  return to_string(instant).substr(0, 10);
}

std::string clock_of(Instant instant) {
  return to_string(instant).substr(11, 8);
}

std::string rounded(Duration duration) {
  struct Unit {
    std::int64_t milliseconds;
    std::string_view name;
  };
  constexpr Unit kSecond{1'000, " s"};
  constexpr Unit kMinute{60'000, " min"};
  constexpr Unit kHour{3'600'000, " h"};
  constexpr std::int64_t kManySeconds = 100'000;
  constexpr std::int64_t kManyMinutes = 6'000'000;
  const std::int64_t count = duration.count();
  const Unit& unit = count < kManySeconds ? kSecond : count < kManyMinutes ? kMinute : kHour;
  const std::int64_t tenths = (count * 10 + unit.milliseconds / 2) / unit.milliseconds;
  return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + std::string{unit.name};
}

std::string in_words(Duration duration) {
  const std::int64_t tenths = (duration.count() + 50) / 100;
  if (tenths == 0 && duration > Duration{0}) return "less than 0.1 s";
  if (tenths < 600) {
    const std::string fraction = tenths % 10 == 0 ? "" : '.' + std::to_string(tenths % 10);
    return std::to_string(tenths / 10) + fraction + " s";
  }
  const auto both = [](std::int64_t count, std::int64_t per_unit, std::string_view unit, std::string_view part) {
    std::string text = std::to_string(count / per_unit) + std::string{unit};
    if (count % per_unit != 0) text += ' ' + std::to_string(count % per_unit) + std::string{part};
    return text;
  };
  const auto seconds = (duration.count() + 500) / 1'000;
  if (seconds < 3'600) return both(seconds, 60, " min", " s");
  const auto minutes = (duration.count() + 30'000) / 60'000;
  if (minutes < 1'440) return both(minutes, 60, " h", " min");
  return both((duration.count() + 1'800'000) / 3'600'000, 24, " d", " h");
}

std::string Paint::operator()(Ink ink, std::string_view text) const {
  if (!colour_ || ink == Ink::plain || text.empty()) return std::string{text};
  return "\x1b[" + std::string{code_of(ink)} + "m" + std::string{text} + "\x1b[0m";
}

}  // namespace usher::cli
