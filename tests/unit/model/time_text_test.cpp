// Instants and durations as text, S2 and S3.
#include <array>
#include <cstdio>
#include <string>

#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"
#include "usher/time.hpp"

using usher::Duration;
using usher::Instant;
using usher::to_string;
using namespace std::chrono_literals;

namespace {

/// Counts the days one by one.
class NaiveCalendar {
 public:
  void next_day() {
    if (++day_ <= days_in_month()) return;
    day_ = 1;
    if (++month_ <= 12) return;
    month_ = 1;
    ++year_;
  }
  [[nodiscard]] std::string date() const {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", year_, month_, day_);
    return text.data();
  }

 private:
  [[nodiscard]] int days_in_month() const {
    const bool leap = (year_ % 4 == 0 && year_ % 100 != 0) || year_ % 400 == 0;
    constexpr std::array<int, 13> kDays{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month_ == 2 && leap ? 29 : kDays.at(static_cast<std::size_t>(month_));
  }
  int year_ = 1970, month_ = 1, day_ = 1;
};

}  // namespace

TEST_CASE("S1: the instants usher takes reach from 1970 to the end of 2262") {
  CHECK(to_string(usher::kEarliestInstant) == "1970-01-01T00:00:00.000Z");
  CHECK(to_string(usher::kLatestInstant) == "2262-12-31T23:59:59.999Z");
  CHECK(to_string(usher::kLatestInstant + usher::kLongestDuration) == "2363-01-01T23:59:59.999Z");
  CHECK(to_string(usher::kEarliestInstant - 1ms) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("S2: every day from 1970 to 2262 prints as a calendar counted day by day has it") {
  NaiveCalendar calendar;
  for (Instant day{}; day <= usher::kLatestInstant; day += 24h) {
    if (to_string(day) != calendar.date() + "T00:00:00.000Z") FAIL(calendar.date() << " is " << to_string(day));
    if (to_string(day + 24h - 1ms) != calendar.date() + "T23:59:59.999Z") FAIL(calendar.date() << " at its end");
    calendar.next_day();
  }
  CHECK(calendar.date() == "2263-01-01");
  CHECK(to_string(Instant{951'827'696'789ms}) == "2000-02-29T12:34:56.789Z");
  CHECK(to_string(Instant{1'774'806'300'000ms}) == "2026-03-29T17:45:00.000Z");
}

TEST_CASE("S3: a duration prints in the fewest units") {
  CHECK(to_string(Duration{0}) == "PT0S");
  CHECK(to_string(Duration{1}) == "PT0.001S");
  CHECK(to_string(Duration{200}) == "PT0.2S");
  CHECK(to_string(Duration{1'010}) == "PT1.01S");
  CHECK(to_string(Duration{59'999}) == "PT59.999S");
  CHECK(to_string(Duration{90min}) == "PT1H30M");
  CHECK(to_string(Duration{24h}) == "P1D");
  CHECK(to_string(Duration{36h}) == "P1DT12H");
  CHECK(to_string(Duration{24h + 1ms}) == "P1DT0.001S");
  CHECK(to_string(Duration{24h + 1min}) == "P1DT1M");
  CHECK(to_string(Duration{-10min}) == "-PT10M");
  CHECK(to_string(Duration{-200}) == "-PT0.2S");
  CHECK(to_string(usher::kLongestDuration) == "P36525D");
  CHECK(to_string(-usher::kLongestDuration) == "-P36525D");
}

TEST_CASE("S3: the units of a printed duration add up to it") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  usher::property::Random random{seed};
  for (int i = 0; i < 20'000; ++i) {
    const auto count = static_cast<std::int64_t>(random.next() % 400'000'000) - 200'000'000;
    const std::string text = to_string(Duration{count});
    double sum = 0;
    double number = 0;
    double place = 0;
    for (const char character : text) {
      if (character >= '0' && character <= '9') {
        number = place == 0 ? number * 10 + (character - '0') : number + place * (character - '0');
        place /= 10;
      } else if (character == '.') {
        place = 0.1;
      } else {
        sum += number * (character == 'D'   ? 86'400'000
                         : character == 'H' ? 3'600'000
                         : character == 'M' ? 60'000
                                            : 1000);
        number = place = 0;
      }
    }
    if (text.front() == '-') sum = -sum;
    if (sum > static_cast<double>(count) - 0.1 && sum < static_cast<double>(count) + 0.1) continue;
    FAIL(count << " ms as " << text);
  }
}
