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

[[nodiscard]] constexpr AttendeeEvent::Kind coming_kind(attendance::Presence::Kind kind) noexcept {
  return kind == attendance::Presence::Kind::leave ? AttendeeEvent::Kind::left : AttendeeEvent::Kind::joined;
}

// Which kind of event comes next cannot be foretold. Where several are told of in the same way, they are therefore told
// from others by one look at the alternative's number, and what they have in common is read with no look at all: GCC
// sees that it is at the same place in each.
namespace detail {

template <class Alternative>
inline constexpr std::size_t kIndexOf = Event{std::in_place_type<Alternative>}.index();

static_assert(kIndexOf<AttendeeLeft> == kIndexOf<AttendeeJoined> + 1);
static_assert(kIndexOf<AttendeeJoined> == kIndexOf<AttendeeRegistered> + 2);
static_assert(kIndexOf<AttendeeUnregistered> == kIndexOf<AttendeeRegistered> + 1);

}  // namespace detail

/// A join or a leave where it lies: both go on as one, and nothing of it is copied.
struct Coming {
  attendance::Presence::Kind kind{};
  const Instant* at = nullptr;  ///< of any other event: nullptr, as all below
  const std::string_view* webinar = nullptr;
  const std::string_view* attendee = nullptr;
  const std::string_view* session = nullptr;
};
[[nodiscard, gnu::always_inline]] inline Coming coming_of(const Event& event) noexcept {
  const std::size_t kind = event.index() - detail::kIndexOf<AttendeeJoined>;
  if (kind > 1) return {};
  const auto texts = [](const auto& one) { return Coming{{}, &one.at, &one.webinar, &one.attendee, &one.session}; };
  Coming coming = kind == 0 ? texts(*std::get_if<AttendeeJoined>(&event)) : texts(*std::get_if<AttendeeLeft>(&event));
  coming.kind = static_cast<attendance::Presence::Kind>(kind);
  return coming;
}

/// Whom an event about an attendee is about.
struct Whom {
  const std::string_view* webinar = nullptr;  ///< of any other event: nullptr, as below
  const std::string_view* attendee = nullptr;
};
[[nodiscard, gnu::always_inline]] inline Whom whom_of(const Event& event) noexcept {
  const std::size_t kind = event.index() - detail::kIndexOf<AttendeeRegistered>;
  if (kind > 3) return {};
  const auto texts = [](const auto& one) { return Whom{&one.webinar, &one.attendee}; };
  if (kind == 3) return texts(*std::get_if<AttendeeLeft>(&event));
  if (kind == 2) return texts(*std::get_if<AttendeeJoined>(&event));
  if (kind == 1) return texts(*std::get_if<AttendeeUnregistered>(&event));
  return texts(*std::get_if<AttendeeRegistered>(&event));
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
    return AttendeeTexts{coming_kind(coming.kind), *coming.at, *coming.webinar, *coming.attendee, *coming.session};
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
