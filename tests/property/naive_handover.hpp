// What the naive model remembers of a call for one attendee (SPEC S16, S17, S23, S25).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "naive_pair.hpp"
#include "usher/call.hpp"

namespace usher::property {

/// One generation of an attendee by a rule, from its first call on.
struct NaiveHandover {
  enum class State { in_flight, retrying, finished, dead, forgotten };
  std::size_t webinar = 0, slot = 0, attendee = 0;  ///< positions in the model
  CallKind kind{};
  std::int32_t generation = 1;
  bool corrected = false;                        ///< a later generation has started
  std::string key, connection, action, profile;  ///< as called first; the profile as called last
  Instant due{};
  Decision decision{};
  std::int32_t attempts = 0;
  State state{};
  Instant retry_at{};
  bool throttled = false;  ///< what it waits for ends with the throttling of its connection
  Instant give_up_from{};  ///< due; of a correction its first start; or when it was resubmitted
};

/// A handover that waits to be called.
struct Ready {
  enum class What { correction, retry, first };  ///< in the order of S20
  What what{};
  Instant instant{};  ///< due, or the time of the retry
  std::size_t webinar = 0, slot = 0, attendee = 0;
  std::size_t connection = 0;
  CallKind kind{};
  std::size_t handover = 0;  ///< of a retry the one that is repeated, of a correction the one that it follows
};

}  // namespace usher::property
