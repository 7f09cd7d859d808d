// Instants, durations and local times as text (SPEC S1-S3).
#include <string>

#include "support/catch.hpp"
#include "usher/json.hpp"

using usher::ErrorCode;
using usher::Instant;
using usher::LocalInstant;
using usher::parse_duration;
using usher::parse_instant;
using usher::parse_local;
using usher::to_string;
using namespace std::chrono_literals;

namespace {

std::int64_t milliseconds(std::string_view text) {
  const auto instant = parse_instant(text);
  INFO(text << ": " << (instant ? std::string{} : instant.error().message));
  REQUIRE(instant);
  return instant->time_since_epoch().count();
}

void check_refused(std::string_view text) {
  const auto instant = parse_instant(text);
  INFO(text);
  REQUIRE_FALSE(instant);
  CHECK(instant.error().code == ErrorCode::invalid);
  CHECK(instant.error().where.empty());
}

}  // namespace

TEST_CASE("S2: an instant is read to the millisecond and what is finer is cut") {
  CHECK(milliseconds("1970-01-01T00:00:00Z") == 0);
  CHECK(milliseconds("1970-01-01T00:00:00.001Z") == 1);
  CHECK(milliseconds("1970-01-01T00:00:00.0019999999Z") == 1);
  CHECK(milliseconds("1970-01-01T00:00:00.5Z") == 500);
  CHECK(milliseconds("1970-01-01T00:00:00.05Z") == 50);
  CHECK(milliseconds("2000-02-29T12:34:56.789Z") == 951'827'696'789);
  CHECK(milliseconds("2026-03-29T17:45:00Z") == 1'774'806'300'000);
}

TEST_CASE("S2: T and Z may be small letters, and an offset may stand instead of Z") {
  CHECK(milliseconds("2026-03-29t17:45:00z") == 1'774'806'300'000);
  CHECK(milliseconds("2026-03-29T19:45:00+02:00") == 1'774'806'300'000);
  CHECK(milliseconds("2026-03-29T12:15:00-05:30") == 1'774'806'300'000);
  CHECK(milliseconds("2026-03-29T17:45:00-00:00") == 1'774'806'300'000);
  CHECK(milliseconds("2026-03-30T17:44:00+23:59") == 1'774'806'300'000);
}

TEST_CASE("S1: instants lie from 1970 to the end of 2262, whatever their offset says") {
  CHECK(milliseconds("2262-12-31T23:59:59.999Z") == usher::kLatestInstant.time_since_epoch().count());
  CHECK(milliseconds("1969-12-31T23:00:00-01:00") == 0);
  CHECK(milliseconds("2263-01-01T00:59:59.999+01:00") == usher::kLatestInstant.time_since_epoch().count());
  check_refused("1969-12-31T23:59:59.999Z");
  check_refused("1970-01-01T00:59:59.999+01:00");
  check_refused("2263-01-01T00:00:00Z");
  check_refused("2262-12-31T23:59:59.999-00:01");
  check_refused("0000-01-01T00:00:00Z");
  check_refused("9999-12-31T23:59:59Z");
}

TEST_CASE("S2: days and times that do not exist are refused, leap seconds among them") {
  for (const char* text :
       {"2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z", "2016-12-31T23:59:60Z", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60"}) {
    check_refused(text);
  }
  CHECK(parse_instant("2016-12-31T23:59:60Z").error().message ==
        "expected an instant that is not within a leap second, found \"2016-12-31T23:59:60Z\"");
}

TEST_CASE("S2: anything but the exact form is refused, cut short at every length too") {
  for (const char* text :
       {"", " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z ", "2026-01-01 00:00:00Z", "2026-1-01T00:00:00Z",
        "+2026-01-01T00:00:00Z", "2026-01-01T00:00:00,5Z", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+01",
        "2026-01-01T00:00:00ZZ", "2026-01-01T00:00:00.+01:00", "20260101T000000Z", "now"}) {
    check_refused(text);
  }
  const std::string whole = "2026-01-01T00:00:00.123+01:00";
  for (std::size_t size = 0; size < whole.size(); ++size) check_refused(whole.substr(0, size));
  CHECK(parse_instant(whole));
}

TEST_CASE("S2: instants are read back as they are printed") {
  for (const std::int64_t count : {std::int64_t{0}, std::int64_t{1}, std::int64_t{951'827'696'789},
                                   std::int64_t{4'102'444'800'000}, std::int64_t{9'246'182'399'999}}) {
    const Instant instant{usher::Duration{count}};
    CHECK(milliseconds(to_string(instant)) == count);
  }
}

TEST_CASE("a message shows what was found bounded and printable, whatever bytes it was") {
  CHECK(parse_instant("a\"\\\n\x7F\xFF").error().message.ends_with(R"(found "a\"\\\x0a\x7f\xff")"));
  CHECK(parse_instant(std::string(1000, 'x')).error().message.ends_with(std::string(60, 'x') + "...\""));
  const std::string euros = "x" + [] {
    std::string text;
    for (int i = 0; i < 30; ++i) text += "\xE2\x82\xAC";
    return text;
  }();
  CHECK(parse_instant(euros).error().message.ends_with(euros.substr(0, 58) + "...\""));
}

TEST_CASE("S3: a duration is read unit by unit, in order, any omitted") {
  CHECK(*parse_duration("PT90M") == 90min);
  CHECK(*parse_duration("PT1H30M") == 90min);
  CHECK(*parse_duration("P1D") == 24h);
  CHECK(*parse_duration("P1DT12H") == 36h);
  CHECK(*parse_duration("P2W") == 24h * 14);
  CHECK(*parse_duration("PT0.2S") == 200ms);
  CHECK(*parse_duration("PT1H0.002S") == 1h + 2ms);
  CHECK(*parse_duration("P1DT2H3M4.567S") == 24h + 2h + 3min + 4s + 567ms);
  CHECK(*parse_duration("PT0S") == 0ms);
  CHECK(*parse_duration("PT0005M") == 5min);
  CHECK(*parse_duration("P36525D") == usher::kLongestDuration);
}

TEST_CASE("S3: years, months, gaps, wrong order and wrong fractions are refused") {
  for (const char* text :
       {"",       "P",      "PT",     "P1DT",  "1D",   "P1",    "PT1",    "P1Y",    "P1M",   "P1WT1H", "P1W1D",
        "PT1M1H", "PT1S1M", "PT1H1H", "P1D1D", "P1H",  "PT1D",  "PT1.5M", "PT.5S",  "PT1.S", "PT1,5S", "PT0.1234S",
        "pt1m",   "PT-1M",  " PT1M",  "PT1M ", "P-1D", "-PT1M", "+PT1M",  "PT1e3S", "P1DT1D"}) {
    INFO(text);
    const auto duration = parse_duration(text);
    REQUIRE_FALSE(duration);
    CHECK(duration.error().code == ErrorCode::invalid);
  }
}

TEST_CASE("S3: only an offset has a sign") {
  CHECK(*parse_duration("-PT10M", true) == -10min);
  CHECK(*parse_duration("+PT10M", true) == 10min);
  CHECK(*parse_duration("PT10M", true) == 10min);
  CHECK(*parse_duration("-PT0S", true) == 0ms);
  CHECK_FALSE(parse_duration("--PT10M", true));
  CHECK_FALSE(parse_duration("-", true));
}

TEST_CASE("S3: a duration longer than a hundred years is refused, however many digits it takes") {
  CHECK_FALSE(parse_duration("P36525DT0.001S"));
  CHECK_FALSE(parse_duration("P36526D"));
  CHECK_FALSE(parse_duration("-P36525DT0.001S", true));
  CHECK(*parse_duration("-P36525D", true) == -usher::kLongestDuration);
  for (const char* unit : {"D", "W"}) CHECK_FALSE(parse_duration("P" + std::string(400, '9') + unit));
  for (const char* unit : {"H", "M", "S"}) CHECK_FALSE(parse_duration("PT" + std::string(400, '9') + unit));
}

TEST_CASE("S3: durations are read back as they are printed") {
  for (const usher::Duration duration :
       {usher::Duration{0}, usher::Duration{1}, usher::Duration{-1}, usher::Duration{200}, usher::Duration{61'001},
        usher::Duration{-600'000}, usher::Duration{86'400'000}, usher::Duration{90'061'010}, usher::kLongestDuration}) {
    CHECK(*parse_duration(to_string(duration), true) == duration);
  }
}

TEST_CASE("S2: a local time is taken with the offset of its zone on that day") {
  const auto winter = parse_local("2025-01-15T12:00:00", "Europe/Berlin");
  REQUIRE(winter);
  CHECK(to_string(winter->instant) == "2025-01-15T11:00:00.000Z");
  CHECK(winter->kind == LocalInstant::Kind::ordinary);
  CHECK(to_string(parse_local("2025-07-15t12:00:00", "Europe/Berlin")->instant) == "2025-07-15T10:00:00.000Z");
  CHECK(to_string(parse_local("2025-07-15T12:00:00", "Asia/Kathmandu")->instant) == "2025-07-15T06:15:00.000Z");
}

TEST_CASE("S2: a local time that the clocks skip is taken with the offset before the gap") {
  const auto kind_of = [](std::string_view text) { return parse_local(text, "Europe/Berlin")->kind; };
  const auto skipped = parse_local("2025-03-30T02:30:00", "Europe/Berlin");
  CHECK(to_string(skipped->instant) == "2025-03-30T01:30:00.000Z");
  CHECK(skipped->kind == LocalInstant::Kind::skipped);
  CHECK(kind_of("2025-03-30T01:59:59") == LocalInstant::Kind::ordinary);
  CHECK(kind_of("2025-03-30T02:00:00") == LocalInstant::Kind::skipped);
  CHECK(kind_of("2025-03-30T02:59:59") == LocalInstant::Kind::skipped);
  CHECK(kind_of("2025-03-30T03:00:00") == LocalInstant::Kind::ordinary);
}

TEST_CASE("S2: a local time that comes twice is taken at its first occurrence") {
  const auto kind_of = [](std::string_view text) { return parse_local(text, "Europe/Berlin")->kind; };
  const auto repeated = parse_local("2025-10-26T02:30:00", "Europe/Berlin");
  CHECK(to_string(repeated->instant) == "2025-10-26T00:30:00.000Z");
  CHECK(repeated->kind == LocalInstant::Kind::repeated);
  CHECK(kind_of("2025-10-26T01:59:59") == LocalInstant::Kind::ordinary);
  CHECK(kind_of("2025-10-26T02:00:00") == LocalInstant::Kind::repeated);
  CHECK(kind_of("2025-10-26T02:59:59") == LocalInstant::Kind::repeated);
  CHECK(kind_of("2025-10-26T03:00:00") == LocalInstant::Kind::ordinary);
}

TEST_CASE("S2: local times after 2037 are refused where the clocks still change then") {
  CHECK(parse_local("2037-12-31T23:59:59", "Europe/Berlin"));
  const auto late = parse_local("2038-01-01T00:00:00", "Europe/Berlin");
  REQUIRE_FALSE(late);
  CHECK(late.error().code == ErrorCode::invalid);
  CHECK(to_string(parse_local("2040-07-01T00:00:00", "Etc/UTC")->instant) == "2040-07-01T00:00:00.000Z");
  CHECK_FALSE(parse_local("2263-01-01T00:00:00", "Etc/UTC"));
  CHECK_FALSE(parse_local("1969-12-31T23:59:59", "Etc/UTC"));
}

TEST_CASE("S2: an unknown zone is told apart from a wrong local time") {
  for (const char* zone : {"Europe/Bielefeld", "", "../UTC", "europe/berlin", "+02:00"}) {
    const auto local = parse_local("2025-07-15T12:00:00", zone);
    INFO(zone);
    REQUIRE_FALSE(local);
    CHECK(local.error().code == ErrorCode::unknown);
  }
  for (const char* text :
       {"2025-07-15T12:00:00Z", "2025-07-15T12:00:00+02:00", "2025-07-15T12:00", "2025-07-15", "2025-07-15T12:00:00.5",
        "2025-02-29T12:00:00", "2025-07-15T25:00:00", "2025-07-15T12:00:60"}) {
    const auto local = parse_local(text, "Europe/Berlin");
    INFO(text);
    REQUIRE_FALSE(local);
    CHECK(local.error().code == ErrorCode::invalid);
  }
}
