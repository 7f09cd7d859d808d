// What the tests of lines share: parsing, and looking at what was refused.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "usher/json.hpp"

namespace usher::test {

/// A parser that keeps the lines it has read, for the events that view them.
class Reader {
 public:
  [[nodiscard]] Result<Line> parse(std::string line) { return parser_.parse(lines_.emplace_back(std::move(line))); }

 private:
  LineParser parser_;
  std::deque<std::string> lines_;
};

/// The event of a line that must be right.
template <class Kind, class Parser>
Kind event_of(Parser& parser, const std::string& line) {
  auto parsed = parser.parse(line);
  INFO(line);
  INFO((parsed ? std::string{} : parsed.error().where + ": " + parsed.error().message));
  REQUIRE(parsed);
  REQUIRE(std::holds_alternative<Event>(parsed->what));
  const auto* event = std::get_if<Kind>(&std::get<Event>(parsed->what));
  REQUIRE(event != nullptr);
  return *event;
}

inline Error error_of(std::string_view line) {
  LineParser parser;
  auto parsed = parser.parse(line);
  INFO(line.substr(0, 300));
  REQUIRE_FALSE(parsed);
  INFO(parsed.error().message);
  CHECK(parsed.error().message.starts_with("expected "));
  CHECK(parsed.error().message.find(", found ") != std::string::npos);
  return parsed.error();
}

inline void check_refused(std::string_view line, ErrorCode code, std::string_view where) {
  const Error error = error_of(line);
  INFO(line.substr(0, 300));
  INFO(error.message);
  CHECK(error.code == code);
  CHECK(error.where == where);
}

}  // namespace usher::test
