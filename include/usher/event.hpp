// What happens to webinars and attendees, as the host tells it.
//
//   auto fed = queue.feed(usher::AttendeeJoined{.at = happened_at, .webinar = "launch", .attendee = "ada"}, clock());
//
// `at` is when it happened, whenever it is told (SPEC S1, S9). Events borrow their strings: these must live until
// `feed` returns, which copies what it keeps.
#pragma once

#include <string_view>
#include <variant>

#include "usher/time.hpp"
#include "usher/webinar.hpp"

namespace usher {

struct WebinarScheduled {
  Instant at{};
  Webinar webinar;
};
/// The whole definition anew, under the same id (SPEC S5).
struct WebinarEdited {
  Instant at{};
  Webinar webinar;
};
struct WebinarMoved {
  Instant at{};
  std::string_view webinar;
  Instant start{};  ///< the new planned start
};
struct WebinarStarted {
  Instant at{};
  std::string_view webinar;
};
struct WebinarEnded {
  Instant at{};
  std::string_view webinar;
};
struct WebinarCancelled {
  Instant at{};
  std::string_view webinar;
};
/// An instant of the webinar that rules may be anchored at.
struct WebinarMarker {
  Instant at{};
  std::string_view webinar;
  std::string_view marker;
};
struct AttendeeRegistered {
  Instant at{};
  std::string_view webinar;
  std::string_view attendee;
  std::string_view profile{};  ///< the host's own JSON text, given back byte for byte; empty: leaves the known one
};
struct AttendeeUnregistered {
  Instant at{};
  std::string_view webinar;
  std::string_view attendee;
};
struct AttendeeJoined {
  Instant at{};
  std::string_view webinar;
  std::string_view attendee;
  std::string_view session{};  ///< what pairs a leave with its join; empty: the unnamed session
};
struct AttendeeLeft {
  Instant at{};
  std::string_view webinar;
  std::string_view attendee;
  std::string_view session{};  ///< as at the join
};

using Event =
    std::variant<WebinarScheduled, WebinarEdited, WebinarMoved, WebinarStarted, WebinarEnded, WebinarCancelled,
                 WebinarMarker, AttendeeRegistered, AttendeeUnregistered, AttendeeJoined, AttendeeLeft>;

/// When the event happened.
[[nodiscard]] Instant at(const Event& event);
/// The webinar's id; borrowed from the event.
[[nodiscard]] std::string_view webinar_of(const Event& event);

/// What became of an event that was not refused.
enum class Fed {
  applied,    ///< it counts
  late,       ///< it counts, and lies before an event that was applied to the same webinar earlier
  ahead,      ///< `at` is after `now`: kept, and counts from its `at` on
  duplicate,  ///< known already: an exact repeat, nothing changed
  ignored,    ///< changes nothing as things stand: superseded, or presence in a cancelled webinar
};
[[nodiscard]] std::string_view to_string(Fed fed);

}  // namespace usher
