// Every bound usher keeps, in one place. What goes beyond one is refused with ErrorCode::limit; nothing is cut short.
#pragma once

#include <cstddef>
#include <cstdint>

namespace usher::limits {

/// Bytes of an id (webinar, rule, attendee, session, connection, lane, marker). An id is valid UTF-8 and not empty.
inline constexpr std::size_t kIdBytes = 256;
/// Bytes of a webinar's title.
inline constexpr std::size_t kTitleBytes = 4096;
/// Bytes of an `action` or a `profile`.
inline constexpr std::size_t kPayloadBytes = std::size_t{1} << 18;
/// Rules that one webinar may name during its life, removed ones included.
inline constexpr std::size_t kRules = 1024;
/// Different markers of one webinar.
inline constexpr std::size_t kMarkers = 1024;
/// Attendees of one webinar, registered or not: everybody an event has named.
inline constexpr std::size_t kAttendees = std::size_t{1} << 25;
/// Joins and leaves of one attendee of one webinar; also the bound of that person's sessions.
inline constexpr std::size_t kTransitions = 10'000;
/// Registrations and unregistrations of one attendee of one webinar.
inline constexpr std::size_t kRegistrations = 1'000;
/// Webinars a queue holds at a time.
inline constexpr std::size_t kWebinars = std::size_t{1} << 20;
/// Connections a queue knows.
inline constexpr std::size_t kConnections = std::size_t{1} << 17;
/// Handovers in one call.
inline constexpr std::int32_t kBatch = 10'000;
/// Events ahead of `now` (by at most `max_skew`) that a queue keeps until their time has come.
inline constexpr std::size_t kEventsAhead = std::size_t{1} << 20;

}  // namespace usher::limits
