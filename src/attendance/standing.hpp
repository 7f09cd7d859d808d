// What stays in the room mean for somebody's standing: SPEC S6 to S8 and the attendee anchors of S12, as pure
// functions.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "usher/audience.hpp"
#include "usher/webinar.hpp"

namespace usher::attendance {

inline constexpr Instant kNever{Duration{std::numeric_limits<std::int64_t>::max()}};
/// What is kept of an optional instant in the room of one.
[[nodiscard]] constexpr std::optional<Instant> unless_never(Instant instant) noexcept {
  return instant == kNever ? std::nullopt : std::optional{instant};
}

/// One session's stay [joined, left); kNever while it lasts; both equal for a stay of no length.
struct RoomStay {
  Instant joined{};
  Instant left{};
  std::uint32_t session = 0;
};

/// The webinar as far as standing is concerned, as known now.
struct Frame {
  std::optional<Instant> start;
  std::optional<Instant> end;
  Duration planned{};
  Threshold threshold{};

  [[nodiscard]] Instant end_or_never() const noexcept { return end.value_or(kNever); }
  /// Of the mark from the start.
  [[nodiscard]] Duration distance() const {
    const bool shorter = start && end && *end - *start < planned;
    return mark_distance(shorter ? *end - *start : planned, threshold);
  }
  [[nodiscard]] std::optional<Instant> mark() const {
    return start ? std::optional{*start + distance()} : std::nullopt;
  }
  friend bool operator==(const Frame&, const Frame&) = default;
};

/// The standing as of `as_of`, from the stays that the transitions up to then make.
[[nodiscard]] Standing standing_of(const std::vector<RoomStay>& stays, const Frame& frame, Instant as_of);

/// Time in the room within [from, until], sessions united. `stays` are in order of joining.
[[nodiscard]] Duration watched_between(const std::vector<RoomStay>& stays, Instant from, Instant until);

/// The first attended instant, stays that still last taken to go on. `stays` are in order of joining.
[[nodiscard]] std::optional<Instant> first_attended(const std::vector<RoomStay>& stays, const Frame& frame);

/// The first instant at which the threshold is reached, stays that still last taken to go on; `stays` as above.
[[nodiscard]] std::optional<Instant> first_participated(const std::vector<RoomStay>& stays, const Frame& frame);

}  // namespace usher::attendance
