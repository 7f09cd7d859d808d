// The text formats: one JSON object a line in, one line a handover out, and the time text in both.
//
//   usher::LineParser parser;
//   auto line = parser.parse(R"({"type":"webinar.started","at":"2026-03-29T17:00:00Z","webinar":"w"})");
//   if (!line) return report(line.error().where, line.error().message);
//   if (auto* event = std::get_if<usher::Event>(&line->what)) {
//     if (auto fed = queue.feed(*event, now); !fed) report(fed.error().where, fed.error().message);
//   }
//
// Strict: unknown fields, repeated fields, wrong types, invalid UTF-8, nesting over 32 and lines over 1 MiB are refused
// whole, with the JSON pointer of the offending value, what was expected and what was found.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "usher/call.hpp"
#include "usher/connection.hpp"
#include "usher/dispatch_queue.hpp"
#include "usher/event.hpp"
#include "usher/explanation.hpp"
#include "usher/options.hpp"
#include "usher/result.hpp"
#include "usher/time.hpp"

namespace usher {

namespace limits {
inline constexpr std::size_t kLineBytes = std::size_t{1} << 20;  ///< of one line of JSON
inline constexpr int kNesting = 32;                              ///< of objects and arrays, the line's own included
}  // namespace limits

/// Something that is allowed and probably not meant: a local start in a clock gap, say.
struct Notice {
  std::string where;  ///< JSON pointer within the line
  std::string message;
};

/// One line understood. The event's strings view the line that was parsed, or the parser where they were escaped.
struct Line {
  std::variant<Options, Connection, Event> what;
  std::optional<Instant> seen{};  ///< when it arrived, for replays; never before an earlier line's
  std::vector<Notice> notices{};
};

/// Reads lines. Reuse one: it keeps its buffers. Not thread-safe.
class LineParser {
 public:
  LineParser();
  ~LineParser();
  LineParser(LineParser&&) noexcept;
  LineParser& operator=(LineParser&&) noexcept;
  LineParser(const LineParser&) = delete;
  LineParser& operator=(const LineParser&) = delete;

  /// One object, white space around it allowed. What the result views is valid until the next `parse`, as long as
  /// `line` lives. Errors: malformed, invalid, limit, unknown (a zone), duplicate (the id of a rule).
  [[nodiscard]] Result<Line> parse(std::string_view line);
  /// A block of lines, each with a result of its own. What they view is valid until the next `parse`, as long as the
  /// lines live: so their events can be fed as one span.
  [[nodiscard]] std::vector<Result<Line>> parse(std::span<const std::string_view> lines);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// RFC 3339 with `Z` or a numeric offset; digits past milliseconds are cut; leap seconds are refused (SPEC S2).
/// Errors: invalid (not of that form, no such day or time, outside 1970 to 2262).
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);
/// ISO 8601 without years and months; `signed_allowed` lets an offset begin with + or - (SPEC S3). Errors: invalid.
[[nodiscard]] Result<Duration> parse_duration(std::string_view text, bool signed_allowed = false);

/// A local date-time in an IANA zone (SPEC S2): a skipped one is taken with the offset before the gap, a repeated one
/// at its first occurrence.
struct LocalInstant {
  enum class Kind { ordinary, skipped, repeated };
  Instant instant{};
  Kind kind{};
};
/// Errors: invalid (not "YYYY-MM-DDThh:mm:ss", no such day; after 2037 where the clocks still change then), unknown (no
/// such zone, or no zone data on this machine).
[[nodiscard]] Result<LocalInstant> parse_local(std::string_view text, std::string_view zone);

/// SPEC's text form, one line without a line feed; `parse` gives the same value back. (A line feed within the host's
/// own JSON, where it can only be white space, is written as a space.)
[[nodiscard]] std::string to_json(const Options& options);
[[nodiscard]] std::string to_json(const Connection& connection);
[[nodiscard]] std::string to_json(const Event& event);
[[nodiscard]] std::string to_json(const Explanation& explanation);
/// What `usher plan --json` prints: the members of the struct by their names, times as text.
[[nodiscard]] std::string to_json(const PlannedMoment& moment);
[[nodiscard]] std::string to_json(const ConnectionStatus& status);
[[nodiscard]] std::string to_json(const PendingHandover& handover);
[[nodiscard]] std::string to_json(const DeadLetter& letter);
[[nodiscard]] std::string to_json(const Notice& notice);
/// A list of texts, such as those of `preview`.
[[nodiscard]] std::string to_json(std::span<const std::string> texts);
/// A finished handover as `usher replay` prints it.
[[nodiscard]] std::string to_json(const Call& call, const Handover& handover, Instant finished_at);

}  // namespace usher
