// The strings of the JSON Schema test suite, which others wrote, accepted or refused as they say, save where SPEC S2
// and S3 mean to differ. Found by USHER_MATERIAL; without it there is nothing to read.
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "support/catch.hpp"
#include "usher/json.hpp"

namespace {

/// Calls `check` with every string of the file and whether it is said to be valid; false where there is no material.
template <class Check>
bool for_each_string(const std::string& name, Check check) {
  const char* material = std::getenv("USHER_MATERIAL");
  if (material == nullptr) {
    WARN("skipped: USHER_MATERIAL is not set");
    return false;
  }
  std::ifstream file{std::string{material} + "/json_schema_formats/" + name};
  REQUIRE(file);
  for (const auto& group : nlohmann::json::parse(file)) {
    for (const auto& test : group["tests"]) {
      if (test["data"].is_string()) check(test["data"].get<std::string>(), test["valid"].get<bool>());
    }
  }
  return true;
}

}  // namespace

TEST_CASE(
    "S2: the date-times of the JSON Schema suite are taken as it says, leap seconds and times before 1970 aside") {
  const std::set<std::string> refused_by_us{
      "1963-06-19T08:30:06.283185Z", "1963-06-19T08:30:06Z", "1937-01-01T12:00:27.87+00:20",
      "1963-06-19t08:30:06.283185z", "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00",
  };
  std::size_t seen = 0;
  std::size_t differing = 0;
  const bool read = for_each_string("date-time.json", [&](const std::string& text, bool valid) {
    const bool differs = refused_by_us.contains(text);
    INFO(text);
    CHECK(usher::parse_instant(text).has_value() == (valid && !differs));
    CHECK((valid || !differs));
    ++seen;
    differing += differs ? 1 : 0;
  });
  if (read) {
    CHECK(seen > 20);
    CHECK(differing == refused_by_us.size());
  }
}

TEST_CASE("S3: the durations of the JSON Schema suite are taken as it says, save years, months, fractions and gaps") {
  const std::set<std::string> refused_by_us{
      "P4Y",
      "P1M",
      "P1Y2M3DT4H5M6S",
      "P1Y2M3D",
      "P1M2D",
      "P10Y10M10DT10H10M10S",
      "P1Y2M",
      "P" + std::string(78, '9') + "D",
  };
  const std::set<std::string> taken_by_us{"PT0.5S", "PT1H2S"};
  std::set<std::string> differing;
  const bool read = for_each_string("duration.json", [&](const std::string& text, bool valid) {
    INFO(text);
    const bool expected = (valid && !refused_by_us.contains(text)) || taken_by_us.contains(text);
    CHECK(usher::parse_duration(text).has_value() == expected);
    if (expected != valid) differing.insert(text);
  });
  if (read) CHECK(differing.size() == refused_by_us.size() + taken_by_us.size());
}
