// What happened to one attendee, the texts replaced by numbers: the form in which events are applied, kept ahead of
// their time, and recorded.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "attendance/presence.hpp"
#include "model/index.hpp"
#include "usher/event.hpp"
#include "usher/time.hpp"

namespace usher::queue {

struct AttendeeEvent {
  enum class Kind : std::uint8_t { registered, unregistered, joined, left };
  Kind kind{};
  AttendeeIndex attendee{};
  attendance::Presence::Session session = 0;  ///< joined, left
  Instant at{};
  std::string_view profile{};  ///< registered; borrowed
};

/// Of a join or a leave.
[[nodiscard]] constexpr attendance::Presence::Kind presence_kind(AttendeeEvent::Kind kind) noexcept {
  return kind == AttendeeEvent::Kind::joined ? attendance::Presence::Kind::join : attendance::Presence::Kind::leave;
}

/// What an event about an attendee says in texts, which are borrowed from it.
struct AttendeeTexts {
  AttendeeEvent::Kind kind{};
  Instant at{};
  std::string_view webinar, attendee, session{}, profile{};
};
/// None of any other event.
[[nodiscard]] inline std::optional<AttendeeTexts> attendee_texts(const Event& event) {
  using Kind = AttendeeEvent::Kind;
  if (const auto* joined = std::get_if<AttendeeJoined>(&event)) {
    return AttendeeTexts{Kind::joined, joined->at, joined->webinar, joined->attendee, joined->session};
  }
  if (const auto* left = std::get_if<AttendeeLeft>(&event)) {
    return AttendeeTexts{Kind::left, left->at, left->webinar, left->attendee, left->session};
  }
  if (const auto* registered = std::get_if<AttendeeRegistered>(&event)) {
    return AttendeeTexts{Kind::registered,   registered->at, registered->webinar, registered->attendee, {},
                         registered->profile};
  }
  if (const auto* unregistered = std::get_if<AttendeeUnregistered>(&event)) {
    return AttendeeTexts{Kind::unregistered, unregistered->at, unregistered->webinar, unregistered->attendee};
  }
  return std::nullopt;
}

/// Calls `take(webinar, attendee)` with the ids of an event about an attendee. What nearly all are is asked first.
template <class Take>
void with_attendee(const Event& event, Take take) {
  if (const auto* joined = std::get_if<AttendeeJoined>(&event)) return take(joined->webinar, joined->attendee);
  if (const auto* left = std::get_if<AttendeeLeft>(&event)) return take(left->webinar, left->attendee);
  if (const auto texts = attendee_texts(event)) take(texts->webinar, texts->attendee);
}

}  // namespace usher::queue
