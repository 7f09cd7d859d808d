// Any bytes into the text edge. What is refused must say so; what is understood must be written and read back as the
// same value and the same bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "usher/json.hpp"

namespace {

using usher::to_string;

void require(bool holds) {
  if (!holds) std::abort();
}

void check_error(const usher::Error& error) {
  require(error.message.starts_with("expected "));
  require(error.where.empty() || error.where.starts_with('/'));
}

/// Once the first writing has made payloads one line, writing and reading change nothing.
void check_line(std::string_view text) {
  usher::LineParser parser;
  const auto line = parser.parse(text);
  if (!line) return check_error(line.error());
  const auto write = [](const auto& what) { return to_json(what); };
  const std::string written = std::visit(write, line->what);
  require(written.find('\n') == std::string::npos);
  usher::LineParser second;
  const auto again = second.parse(written);
  require(again.has_value() && again->notices.empty());
  require(std::visit(write, again->what) == written);
  if (const auto* options = std::get_if<usher::Options>(&line->what)) {
    require(*options == std::get<usher::Options>(again->what));
  } else if (const auto* connection = std::get_if<usher::Connection>(&line->what)) {
    require(*connection == std::get<usher::Connection>(again->what));
  }
}

/// After a tab, which a plain line does not have, the line is read by the parser: to the same value, or the same place
/// of an error.
void check_plain(std::string_view text) {
  usher::LineParser parser, second;
  const auto line = parser.parse(text);
  const std::string tabbed = '\t' + std::string{text};
  const auto parsed = second.parse(tabbed);
  require(line.has_value() == parsed.has_value());
  if (!line) return require(line.error().where == parsed.error().where && line.error().code == parsed.error().code);
  const auto write = [](const auto& what) { return to_json(what); };
  require(std::visit(write, line->what) == std::visit(write, parsed->what) && line->seen == parsed->seen);
}

void check_times(std::string_view text) {
  if (const auto instant = usher::parse_instant(text)) {
    require(*instant >= usher::kEarliestInstant && *instant <= usher::kLatestInstant);
    require(*usher::parse_instant(to_string(*instant)) == *instant);
  } else {
    check_error(instant.error());
  }
  if (const auto duration = usher::parse_duration(text, true)) {
    require(*duration >= -usher::kLongestDuration && *duration <= usher::kLongestDuration);
    require(*usher::parse_duration(to_string(*duration), true) == *duration);
  } else {
    check_error(duration.error());
  }
  if (const auto local = usher::parse_local(text.substr(0, 19), text.size() > 19 ? text.substr(19) : "Europe/Berlin")) {
    require(local->instant >= usher::kEarliestInstant && local->instant <= usher::kLatestInstant);
  } else {
    check_error(local.error());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check_line(text);
  check_plain(text);
  check_times(text);
  return 0;
}
