#include "usher/time.hpp"

#include <date/date.h>

#include <array>
#include <cstdint>

namespace usher {
namespace {

void append_number(std::string& text, std::int64_t number, int width) {
  const std::string digits = std::to_string(number);
  for (int i = static_cast<int>(digits.size()); i < width; ++i) text += '0';
  text += digits;
}

}  // namespace

std::string to_string(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const date::year_month_day date{date::sys_days{date::days{day.time_since_epoch().count()}}};
  const std::int64_t milliseconds = (instant - day).count();
  std::string text;
  append_number(text, int{date.year()}, 4);
  text += '-';
  append_number(text, unsigned{date.month()}, 2);
  text += '-';
  append_number(text, unsigned{date.day()}, 2);
  text += 'T';
  append_number(text, milliseconds / 3'600'000, 2);
  text += ':';
  append_number(text, milliseconds / 60'000 % 60, 2);
  text += ':';
  append_number(text, milliseconds / 1000 % 60, 2);
  text += '.';
  append_number(text, milliseconds % 1000, 3);
  text += 'Z';
  return text;
}

std::string to_string(Duration duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "PT0S";
  std::string text = rest < 0 ? "-P" : "P";
  if (rest < 0) rest = -rest;
  struct Unit {
    std::int64_t milliseconds;
    char letter;
  };
  const auto append_unit = [&](Unit unit) {
    if (rest < unit.milliseconds) return;
    text += std::to_string(rest / unit.milliseconds);
    text += unit.letter;
    rest %= unit.milliseconds;
  };
  append_unit({86'400'000, 'D'});
  if (rest == 0) return text;
  text += 'T';
  append_unit({3'600'000, 'H'});
  append_unit({60'000, 'M'});
  if (rest == 0) return text;
  text += std::to_string(rest / 1000);
  if (std::int64_t fraction = rest % 1000; fraction != 0) {
    text += '.';
    for (std::int64_t place = 100; fraction != 0; place /= 10) {
      text += static_cast<char>('0' + fraction / place);
      fraction %= place;
    }
  }
  text += 'S';
  return text;
}

}  // namespace usher
