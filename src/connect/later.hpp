// A contact that a platform has taken and does not show yet.
#pragma once

#include <algorithm>
#include <string>

#include "usher/call.hpp"

namespace usher::connect {

/// It is looked for again after this, doubling up to that: seconds are usual, minutes happen.
inline constexpr Duration kFirstLook = std::chrono::seconds{5};
inline constexpr Duration kLongestLook = std::chrono::minutes{1};
/// Who does not show at the third attempt of a retraction is not there.
inline constexpr std::int32_t kLooksToRetract = 3;

[[nodiscard]] inline Outcome look_again(const Handover& handover, const std::string& platform) {
  constexpr std::int32_t kMostDoublings = 10;
  const auto doubled = kFirstLook * (1 << std::clamp(handover.attempt - 1, 0, kMostDoublings));
  return Outcome::retry_after(std::min<Duration>(doubled, kLongestLook), platform + " does not show the contact yet");
}

}  // namespace usher::connect
