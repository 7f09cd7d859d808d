// Fills a Call: the one place that writes what hosts read.
#pragma once

#include <string_view>
#include <vector>

#include "usher/call.hpp"

namespace usher {

class CallWriter {
 public:
  /// What all handovers of the call share.
  struct Head {
    CallId id{};
    CallKind kind{};
    Instant started_at{};
    std::string_view lane, connection, webinar, rule, action;
  };
  /// One handover, its texts borrowed until `write` returns.
  struct Entry {
    std::string_view attendee, profile;
    Instant due{}, decided_at{};
    Standing standing{};
    std::int32_t attempt = 1;
    std::int32_t generation = 1;
    bool redelivery = false;
  };
  /// Overwrites `call`, whose buffers are used again.
  static void write(Call& call, const Head& head, const std::vector<Entry>& entries);
};

/// "webinar/rule/attendee/generation", ids escaped.
[[nodiscard]] std::string key_of(std::string_view webinar, std::string_view rule, std::string_view attendee,
                                 std::int32_t generation);

}  // namespace usher
