#include <cstdint>

#include "text/digits.hpp"
#include "text/message.hpp"
#include "usher/json.hpp"

namespace usher {
namespace {

using text::Scanner;

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kWeek = 7 * kDay;
/// Sums stop growing here: above every duration allowed, and far from overflowing when multiplied by a week.
constexpr std::int64_t kPlenty = 10'000'000'000;

/// What stands between "P" and the end, read unit by unit; false at the first thing that does not belong.
class DurationReader {
 public:
  explicit DurationReader(std::string_view text) : scanner_(text) {}

  bool read() {
    if (!scanner_.take('P')) return false;
    if (!scanner_.at_end() && scanner_.peek() != 'T') {
      if (!take_number()) return false;
      if (scanner_.take('W')) return add(kWeek) && scanner_.at_end();
      if (!scanner_.take('D')) return false;
      add(kDay);
      if (scanner_.at_end()) return true;
    }
    return scanner_.take('T') && read_time();
  }

  /// At least the true one where that is beyond kLongestDuration.
  [[nodiscard]] Duration duration() const { return Duration{milliseconds_}; }

 private:
  bool read_time() {
    int unit = 0;
    do {
      if (!take_number()) return false;
      if (unit < 1 && scanner_.take('H')) {
        unit = 1;
        add(kHour);
      } else if (unit < 2 && scanner_.take('M')) {
        unit = 2;
        add(kMinute);
      } else {
        add(kSecond);
        return take_fraction() && scanner_.take('S') && scanner_.at_end();
      }
    } while (!scanner_.at_end());
    return true;
  }

  bool take_number() {
    if (!text::is_digit(scanner_.peek())) return false;
    number_ = 0;
    for (; text::is_digit(scanner_.peek()); scanner_.skip()) {
      number_ = std::min(number_ * 10 + (scanner_.peek() - '0'), kPlenty);
    }
    return true;
  }

  bool take_fraction() {
    if (!scanner_.take('.')) return true;
    if (!text::is_digit(scanner_.peek())) return false;
    for (std::int64_t place = 100; place > 0 && text::is_digit(scanner_.peek()); place /= 10) {
      milliseconds_ += place * (scanner_.peek() - '0');
      scanner_.skip();
    }
    return true;
  }

  bool add(std::int64_t unit) {
    milliseconds_ += number_ * unit;
    return true;
  }

  Scanner scanner_;
  std::int64_t number_ = 0;
  std::int64_t milliseconds_ = 0;
};

}  // namespace

Result<Duration> parse_duration(std::string_view text, bool signed_allowed) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (signed_allowed && (negative || rest.starts_with('+'))) rest.remove_prefix(1);
  DurationReader reader{rest};
  if (!reader.read()) {
    return text::expected(ErrorCode::invalid,
                          signed_allowed ? R"(an offset like "PT45M" or "-PT10M")" : "a duration like \"PT1H30M\"",
                          text::in_quotes(text));
  }
  if (reader.duration() > kLongestDuration) {
    return text::expected(ErrorCode::invalid, "at most 36,525 days", text::in_quotes(text));
  }
  return negative ? -reader.duration() : reader.duration();
}

}  // namespace usher
