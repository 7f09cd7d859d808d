// Text for people: durations in words, columns, colours.
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

TEST_CASE("a column is exactly as wide as it is said to be, in code points") {
  CHECK(fit_left("Zoë", 5) == "Zoë  ");
  CHECK(fit_right("Zoë", 5) == "  Zoë");
  CHECK(fit_left("Zoë", 3) == "Zoë");
  CHECK(fit_left("Zoë Ö", 4) == "Zoë…");
  CHECK(cut("Zoë Ö", 5) == "Zoë Ö");
  CHECK(cut("ÄÖÜ", 1) == "…");
}

TEST_CASE("colours are only for a terminal, and end where their text ends") {
  CHECK(Paint{false}(Ink::cyan, "x") == "x");
  for (const Ink ink : {Ink::bold, Ink::faint, Ink::cyan, Ink::green}) {
    const std::string painted = Paint{true}(ink, "x");
    CHECK(painted.starts_with("\x1b["));
    CHECK(painted.find("mx\x1b[") != std::string::npos);
    CHECK(painted.ends_with("\x1b[0m"));
    CHECK(painted != Paint{true}(ink == Ink::bold ? Ink::green : Ink::bold, "x"));
  }
}

TEST_CASE("delays are rounded to what can be taken in at a glance") {
  CHECK(rounded(300ms) == "0.3 s");
  CHECK(rounded(99'949ms) == "99.9 s");
  CHECK(rounded(750s) == "12.5 min");
  CHECK(rounded(3h) == "3.0 h");
}
