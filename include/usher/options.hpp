// The settings of a queue as a whole. Fixed at construction.
#pragma once

#include "usher/result.hpp"
#include "usher/time.hpp"

namespace usher {

/// What the join of somebody never registered does (SPEC S11).
enum class WalkIns {
  register_them,  ///< it registers them, from its `at`
  ignore,         ///< nothing, until they are registered
};

struct Options {
  WalkIns walk_ins = WalkIns::register_them;      ///< default: whoever came is an attendee
  Duration max_skew = std::chrono::minutes{5};    ///< how far an event's `at` may be ahead of `now`; default 5 min,
                                                  ///< more than clocks of two servers differ. 0 or longer
  Duration retain = std::chrono::hours{24};       ///< how long a settled webinar stays; default a day, so that late
                                                  ///< webhooks find it. 0 or longer
  Duration max_defer = std::chrono::minutes{15};  ///< how long past due an overloaded lane may put a moment off for
                                                  ///< the sake of others; default 15 min. 0 or longer (SPEC S20)
  friend bool operator==(const Options&, const Options&) = default;
};

/// The first thing wrong with the options; `where` is a JSON pointer relative to the queue object.
[[nodiscard]] Result<void> check(const Options& options);

}  // namespace usher
