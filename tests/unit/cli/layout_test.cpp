// Text for people fits its columns.
#include "cli/layout.hpp"

#include "support/catch.hpp"

using namespace usher::cli;

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
  using namespace std::chrono_literals;
  CHECK(rounded(300ms) == "0.3 s");
  CHECK(rounded(99'949ms) == "99.9 s");
  CHECK(rounded(750s) == "12.5 min");
  CHECK(rounded(3h) == "3.0 h");
}
