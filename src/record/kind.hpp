// What a record says, and in which stream of the journal it stands. The numbers are the format: they never change, and
// a number that is given up is not used again.
#pragma once

#include <cstdint>
#include <string_view>

#include "lane/webinar_number.hpp"

namespace usher::record {

/// Of the format of all that follows; a reader refuses a higher one.
inline constexpr std::uint64_t kFormat = 1;

enum class Kind : std::uint8_t {
  // in kAlways
  opened = 1,      ///< the queue is made or made again, by these options; what was out then is unknown (S27)
  connection = 2,  ///< is known, or has other settings
  // in kQueue
  position = 10,  ///< of the source, the host's own bytes
  paused = 11,
  resumed = 12,
  checkpoint = 13,  ///< all that the queue knows beside its webinars; older records of the stream are dropped
  // in the stream of a webinar
  scheduled = 20,
  edited = 21,
  moved = 22,
  started = 23,
  ended = 24,
  cancelled = 25,
  marker = 26,
  attendee = 30,  ///< the next index, and the id; a row of its own
  profile = 31,   ///< of the registration that follows; a row of its own
  session = 32,   ///< the text of a session's number; a row of its own
  reason = 33,    ///< why the handover of the completion that follows ended; a row of its own
  registered = 34,
  unregistered = 35,
  joined = 36,
  left = 37,
  call_started = 40,  ///< whom it carries, and on what decision
  call_completed = 41,
  planes = 42,     ///< the truth as of due of everybody, before the first call from due on
  claimed = 43,    ///< may be called from now on without another sync
  settled = 44,    ///< moments were closed
  taken_out = 45,  ///< by the host: one pair
  resubmitted = 46,
  letter_dropped = 47,
  forgotten = 48,
};

/// As written above; empty where there is no such kind.
[[nodiscard]] std::string_view name_of(Kind kind);

inline constexpr std::uint64_t kAlways = 0;  ///< never dropped
inline constexpr std::uint64_t kQueue = 1;   ///< dropped up to the newest checkpoint

[[nodiscard]] constexpr std::uint64_t stream_of(lane::WebinarNumber webinar) noexcept {
  return static_cast<std::uint64_t>(webinar) + 2;
}
[[nodiscard]] constexpr lane::WebinarNumber webinar_of(std::uint64_t stream) noexcept {
  return lane::WebinarNumber{stream - 2};
}

}  // namespace usher::record
