// What an answer means: one table, which docs/connectors.md repeats and a test compares.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "usher/http_connector.hpp"

namespace usher::connect {

enum class Meaning {
  done,         ///< at the target, or there already: delivered
  redirect,     ///< elsewhere, where nobody goes: retry
  refused,      ///< the target will never take it: rejected
  credentials,  ///< the target does not know us: throttled, for longer each time
  again,        ///< retry, after Retry-After if there is one
  busy,         ///< too many requests: throttled, for as long as the target says
};

struct AnswerRow {
  int first, last;  ///< status codes, both included
  Meaning meaning;
};

inline constexpr AnswerRow kAnswers[] = {
    {200, 299, Meaning::done},        {300, 399, Meaning::redirect}, {400, 400, Meaning::refused},
    {401, 401, Meaning::credentials}, {402, 402, Meaning::refused},  {403, 403, Meaning::credentials},
    {404, 407, Meaning::refused},     {408, 408, Meaning::again},    {409, 409, Meaning::done},
    {410, 424, Meaning::refused},     {425, 425, Meaning::again},    {426, 428, Meaning::refused},
    {429, 429, Meaning::busy},        {430, 499, Meaning::refused},  {500, 599, Meaning::again},
};

/// Any other number is no answer to rely on: `again`.
[[nodiscard]] constexpr Meaning meaning_of(int status) {
  for (const AnswerRow& row : kAnswers) {
    if (row.first <= status && status <= row.last) return row.meaning;
  }
  return Meaning::again;
}

/// Where a target that is busy does not say for how long: long enough for limits by the second and by the minute to
/// have passed, mostly.
inline constexpr Duration kPauseUnsaid = std::chrono::seconds{30};
/// Whatever a target says, it is asked again after that.
inline constexpr Duration kLongestPause = std::chrono::hours{1};
/// A target that refuses our credentials is asked again after this, doubling up to that.
inline constexpr Duration kFirstRefusalPause = std::chrono::minutes{1};
inline constexpr Duration kLongestRefusalPause = std::chrono::minutes{15};

/// For how long a target wants no requests, 0 to kLongestPause: Retry-After in seconds or as a date (counted from the
/// answer's own Date, or `now`), else X-RateLimit-Reset ("432 seconds", "432"), else context.timeToReset in the body.
/// None where it does not say, or nothing that can be understood.
[[nodiscard]] std::optional<Duration> asked_pause(const HttpHeaders& headers, std::string_view body, Instant now);

/// The value of a header, whatever case its name has; empty where there is none.
[[nodiscard]] std::string_view header(const HttpHeaders& headers, std::string_view name);

}  // namespace usher::connect
