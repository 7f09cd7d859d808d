// What happened to one attendee, the texts replaced by numbers: the form in which events are applied, kept ahead of
// their time, and recorded.
#pragma once

#include <cstdint>
#include <string_view>

#include "attendance/presence.hpp"
#include "model/index.hpp"
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

}  // namespace usher::queue
