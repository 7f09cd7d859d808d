// What a call and a handover look like from outside, as values that own their strings: to be kept, compared and
// printed. The model makes them itself; the queue's calls are copied into them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "usher/call.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::property {

struct HandoverImage {
  std::string attendee, profile, key;
  Instant due{}, decided_at{};
  Standing standing{};
  std::int32_t attempt = 1;
  friend bool operator==(const HandoverImage&, const HandoverImage&) = default;
};

struct CallImage {
  std::uint64_t id = 0;
  CallKind kind{};
  std::string lane, connection, webinar, rule, action;
  Instant started_at{};
  std::vector<HandoverImage> handovers;
  friend bool operator==(const CallImage&, const CallImage&) = default;
};

/// Of PendingHandover what the contract defines exactly.
struct PendingImage {
  std::string webinar, rule, attendee;
  CallKind kind{};
  Instant due{};
  PendingHandover::State state{};
  std::int32_t attempts = 0;
  friend bool operator==(const PendingImage&, const PendingImage&) = default;
};

/// By webinar, rule, attendee; a correction that waits comes before the retry that it will take the place of.
[[nodiscard]] bool in_order(const PendingImage& left, const PendingImage& right);
[[nodiscard]] CallImage image_of(const Call& call);
[[nodiscard]] std::string describe(const CallImage& call, Instant origin);
[[nodiscard]] std::string describe(const PendingImage& pending, Instant origin);
[[nodiscard]] std::string describe(const DeadLetter& letter, Instant origin);

}  // namespace usher::property
