// A handover that could not be made: what it was, and why it ended.
#pragma once

#include <cstdint>
#include <string>

#include "usher/audience.hpp"
#include "usher/call.hpp"
#include "usher/time.hpp"

namespace usher {

/// A handover that ended without being delivered (SPEC S25). Owns everything; outlives its webinar.
struct DeadLetter {
  CallKind kind{};
  std::string key, webinar, rule, attendee, connection, action, profile;
  Instant due{}, decided_at{}, died_at{};
  Standing standing{};
  std::int32_t attempts = 0;
  std::string reason;  ///< the host's last words, or "gave up: ..."
};

}  // namespace usher
