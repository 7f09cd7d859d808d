// An event of a span before its turn has come: what was found out, and fetched from memory, while others were at it.
#pragma once

#include <cstdint>

#include "attendance/presence.hpp"
#include "usher/time.hpp"

namespace usher::queue {

class WebinarRun;

struct Fetched {
  WebinarRun* run = nullptr;
  std::uint64_t hash = 0;
  attendance::Places::Group place = nullptr;  ///< where the id's number is likely to be
  attendance::Attendees::Found who;   ///< of a join or leave of the unnamed session; else, or if unknown, no row
  attendance::Presence::Kind kind{};  ///< where there is a row, as is
  Instant at{};
};

}  // namespace usher::queue
