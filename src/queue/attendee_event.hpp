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

/// A join or a leave where it lies: both go on as one, and nothing of it is copied.
struct Coming {
  AttendeeEvent::Kind kind{};
  const Instant* at = nullptr;  ///< of any other event: nullptr, as all below
  const std::string_view* webinar = nullptr;
  const std::string_view* attendee = nullptr;
  const std::string_view* session = nullptr;
};
[[nodiscard, gnu::always_inline]] inline Coming coming_of(const Event& event) noexcept {
  const auto coming = [](AttendeeEvent::Kind kind, const auto& one) {
    return Coming{kind, &one.at, &one.webinar, &one.attendee, &one.session};
  };
  if (const auto* joined = std::get_if<AttendeeJoined>(&event)) return coming(AttendeeEvent::Kind::joined, *joined);
  if (const auto* left = std::get_if<AttendeeLeft>(&event)) return coming(AttendeeEvent::Kind::left, *left);
  return {};
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
  if (const Coming coming = coming_of(event); coming.at != nullptr) {
    return AttendeeTexts{coming.kind, *coming.at, *coming.webinar, *coming.attendee, *coming.session};
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

}  // namespace usher::queue
