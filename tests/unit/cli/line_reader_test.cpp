// Lines of a stream, one at a time and none of them too long to be held.
#include "cli/line_reader.hpp"

#include <sstream>

#include "support/catch.hpp"

namespace {

using usher::cli::LineReader;

std::vector<std::string> read_all(const std::string& text, std::size_t longest = 8) {
  std::istringstream in{text};
  LineReader reader{in, longest};
  std::vector<std::string> lines;
  for (auto got = reader.next(); got != LineReader::Got::end; got = reader.next()) {
    lines.push_back(std::to_string(reader.number()) + ' ' +
                    (got == LineReader::Got::too_long ? "too long" : std::string{reader.text()}));
  }
  return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines are counted from 1, with or without a line feed at the end") {
  CHECK(read_all("") == Lines{});
  CHECK(read_all("a") == Lines{"1 a"});
  CHECK(read_all("a\nb\n") == Lines{"1 a", "2 b"});
}

TEST_CASE("lines of white space alone are passed over and counted") {
  CHECK(read_all("\n \t\r\na\n\n") == Lines{"3 a"});
}

TEST_CASE("lines may end as on Windows") {
  CHECK(read_all("a\r\nb\r\n") == Lines{"1 a\r", "2 b\r"});
}

TEST_CASE("a line that is too long is skipped to its end") {
  CHECK(read_all("12345678\n123456789\nb") == Lines{"1 12345678", "2 too long", "3 b"});
  CHECK(read_all("123456789") == Lines{"1 too long"});
  CHECK(read_all(std::string(200'000, 'x') + "\ny") == Lines{"1 too long", "2 y"});
  CHECK(read_all(std::string(200'000, 'x') + "\ny", 200'000).size() == 2);
  CHECK(read_all(std::string(200'000, 'x') + "\ny", 200'000)[0].size() == 200'002);
}

TEST_CASE("a NUL is a byte like any other") {
  using namespace std::string_literals;
  CHECK(read_all("a\0b\n"s) == Lines{"1 a\0b"s});
}
