// A connection is one account at one target platform; a lane is what makes its calls, strictly one after the other.
// Connections that name the same lane share it (SPEC S18).
//
//   auto added = queue.add(usher::Connection{.id = "getresponse", .lane = "tenant-7", .batch = 100});
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  Duration max_lead = std::chrono::minutes{10};     ///< how much before due calls may start, 0 for not at all;
                                                    ///< default 10 min, enough for 2,000 such calls
  std::int32_t max_attempts = 20;                   ///< calls before a dead letter; default 20, some hours of backoff
  Duration give_up_after = std::chrono::hours{24};  ///< past due, then a dead letter; default a day
  OnUnknown on_unknown = OnUnknown::resend;         ///< default: at least once
  friend bool operator==(const Connection&, const Connection&) = default;
};

/// So many calls in a row whose handovers are all to be repeated suspend their connection (SPEC S23c).
inline constexpr std::int32_t kFailuresToSuspend = 3;

/// What keeps a connection from being called now, if anything does (SPEC S23).
enum class ConnectionState {
  open,       ///< nothing does
  throttled,  ///< the target has asked for a pause
  suspended,  ///< kFailuresToSuspend calls in a row have failed: one probe call per step of the backoff
  paused,     ///< the host has paused it
};
[[nodiscard]] std::string_view to_string(ConnectionState state);

/// How a connection fares: what a host shows, and what the planner of its lane reckons with.
struct ConnectionStatus {
  std::string id, lane;
  ConnectionState state{};
  std::optional<Instant> until{};    ///< throttled: the end of the pause; suspended: the next probe
  std::int32_t failures_in_row = 0;  ///< calls whose handovers are all to be repeated, since the last other one
  std::uint64_t calls = 0;           ///< completed
  Duration mean_call_time{0};        ///< as estimated now; the first guess before the first call
};

/// How long so many handovers of one rule should take, first start to last completion, as long as no call has been
/// measured: what `plan` reckons with then. Where it is longer than `max_lead`, they cannot be done when due. O(1).
[[nodiscard]] Duration expected_time(const Connection& connection, std::uint64_t handovers);

/// The first thing wrong with a definition; `where` is a JSON pointer relative to the connection object.
[[nodiscard]] Result<void> check(const Connection& connection);

}  // namespace usher
