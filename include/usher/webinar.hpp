// A webinar and its transfer rules, as the host defines them: plain aggregates.
//
//   usher::Webinar launch{
//       .id = "launch",
//       .start = start,
//       .duration = 90min,
//       .rules = {{.id = "missed", .when = usher::Anchor::end(), .offset = 1min,
//                  .audience = usher::Audience::non_participants(), .connection = "getresponse"}}};
#pragma once

#include <string>
#include <vector>

#include "usher/audience.hpp"
#include "usher/result.hpp"
#include "usher/time.hpp"

namespace usher {

/// Where a rule's due instant is counted from (SPEC S12).
struct Anchor {
  enum class Kind {
    start,         ///< of the webinar
    end,           ///< of the webinar
    marker,        ///< an instant the host announces by WebinarMarker, named by `marker`
    registered,    ///< per attendee: the latest registration
    joined,        ///< per attendee: the first attended instant
    participated,  ///< per attendee: the instant the threshold was reached
  };
  Kind kind = Kind::start;
  std::string marker{};  ///< Kind::marker only, else empty

  [[nodiscard]] static Anchor start() { return {Kind::start, {}}; }
  [[nodiscard]] static Anchor end() { return {Kind::end, {}}; }
  [[nodiscard]] static Anchor at_marker(std::string name) { return {Kind::marker, std::move(name)}; }
  [[nodiscard]] static Anchor registered() { return {Kind::registered, {}}; }
  [[nodiscard]] static Anchor joined() { return {Kind::joined, {}}; }
  [[nodiscard]] static Anchor participated() { return {Kind::participated, {}}; }
  /// One instant for each attendee rather than one for the webinar.
  [[nodiscard]] bool per_attendee() const noexcept { return kind >= Kind::registered; }
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

/// What becomes of a due instant that is over before it is known (SPEC S5, S13).
enum class WhenLate {
  skip,     ///< it never falls due
  at_once,  ///< it is due as soon as it is known
};

/// A transfer rule: at this instant, for this audience, over this connection, do this.
struct Rule {
  std::string id;                       ///< unique within the webinar
  Anchor when{};                        ///< default: the start
  Duration offset{0};                   ///< added to the anchor, either sign; default none
  Audience audience = Audience::all();  ///< default: everybody registered
  std::string connection;               ///< a connection the queue knows
  std::string action{};                 ///< the host's own JSON text, given back byte for byte; empty: none
  WhenLate when_late = WhenLate::skip;  ///< default: the past stays the past
  bool correct = false;                 ///< default: a decision stands. True: what was decided otherwise than the
                                        ///< truth as of due is put right (SPEC S17)
  Duration correct_for = std::chrono::hours{1};  ///< how long after due; default 1 h, by when late webhooks are in
  friend bool operator==(const Rule&, const Rule&) = default;
};

/// From what share of the webinar on somebody counts as a participant (SPEC S8).
struct Threshold {
  enum class Measure {
    position,  ///< in the room at or after the mark
    watched,   ///< in the room for as long as the mark is from the start
  };
  int hundredths = 0;                   ///< of a percent: 0 to 10,000; 60 % is 6000. Default 0: whoever attended
  Measure measure = Measure::position;  ///< default: "from which minute of the webinar on"
  friend bool operator==(const Threshold&, const Threshold&) = default;
};

/// Who says when the webinar starts and ends (SPEC S4).
enum class Timing {
  automated,  ///< the clock does, by the plan
  live,       ///< WebinarStarted and WebinarEnded do
};

/// One run of a webinar.
struct Webinar {
  std::string id;                     ///< unique within the queue
  std::string title{};                ///< for people; may be empty
  Instant start{};                    ///< planned
  Duration duration{};                ///< planned, longer than zero
  Timing timing = Timing::automated;  ///< default: by the clock
  Threshold threshold{};
  std::vector<Rule> rules{};
  friend bool operator==(const Webinar&, const Webinar&) = default;
};

/// The first thing wrong with a definition looked at alone (its connections are the queue's to know); `where` is a
/// JSON pointer relative to the webinar object. Pure; O(rules).
[[nodiscard]] Result<void> check(const Webinar& webinar);

/// The distance of the mark from the start: ceil(length x percent / 100) in milliseconds (SPEC S8).
[[nodiscard]] Duration mark_distance(Duration length, const Threshold& threshold);

}  // namespace usher
