// A connection is one account at one target platform; a lane is what makes its calls, strictly one after the other.
// Connections that name the same lane share it (SPEC S18).
//
//   auto added = queue.add(usher::Connection{.id = "getresponse", .lane = "tenant-7", .batch = 100});
#pragma once

#include <cstdint>
#include <string>

#include "usher/result.hpp"
#include "usher/time.hpp"

namespace usher {

/// What becomes of a call whose outcome a crash has hidden (SPEC S27).
enum class OnUnknown {
  resend,  ///< it is called again with the same key
  hold,    ///< it goes to the dead letters
};

struct Connection {
  std::string id;                                   ///< unique within the queue
  std::string lane = "main";                        ///< default: one lane for all, as strictly serial as can be
  std::int32_t batch = 1;                           ///< handovers in a call, 1 to 10,000; default: one per call
  Duration spacing{0};                              ///< least time between two starts; default none
  Duration call_time{300};                          ///< first guess of a call's time; default 0.3 s, a common API
  Duration max_lead = std::chrono::minutes{10};     ///< how much before due calls may start; default 10 min
  std::int32_t max_attempts = 20;                   ///< calls before a dead letter; default 20, some hours of backoff
  Duration give_up_after = std::chrono::hours{24};  ///< past due, then a dead letter; default a day
  OnUnknown on_unknown = OnUnknown::resend;         ///< default: at least once
  friend bool operator==(const Connection&, const Connection&) = default;
};

/// The first thing wrong with a definition; `where` is a JSON pointer relative to the connection object.
[[nodiscard]] Result<void> check(const Connection& connection);

}  // namespace usher
