// Text for people: durations in words, columns.
#include "cli/layout.hpp"

#include "support/catch.hpp"

using namespace usher::cli;
using namespace std::chrono_literals;

TEST_CASE("a duration in words has its two largest units, rounded") {
  CHECK(in_words(0ms) == "0 s");
  CHECK(in_words(1ms) == "less than 0.1 s");
  CHECK(in_words(49ms) == "less than 0.1 s");
  CHECK(in_words(50ms) == "0.1 s");
  CHECK(in_words(300ms) == "0.3 s");
  CHECK(in_words(12s) == "12 s");
  CHECK(in_words(59'949ms) == "59.9 s");
  CHECK(in_words(59'950ms) == "1 min");
  CHECK(in_words(200s) == "3 min 20 s");
  CHECK(in_words(10min) == "10 min");
  CHECK(in_words(3'599'499ms) == "59 min 59 s");
  CHECK(in_words(3'599'500ms) == "1 h");
  CHECK(in_words(2h + 5min + 20s) == "2 h 5 min");
  CHECK(in_words(24h - 30s) == "1 d");
  CHECK(in_words(28h) == "1 d 4 h");
  CHECK(in_words(usher::kLongestDuration) == "36525 d");
}
