#include "attendance/standing.hpp"

#include <algorithm>

namespace usher::attendance {
namespace {

/// In the room at some instant of [from, until], both included; a stay of no length is in the room at its instant.
bool in_room(const RoomStay& stay, Instant from, Instant until) {
  if (stay.joined == stay.left) return from <= stay.joined && stay.joined <= until;
  return stay.joined <= until && stay.left > from;
}

bool any_in_room(const std::vector<RoomStay>& stays, Instant from, Instant until) {
  return std::any_of(stays.begin(), stays.end(), [&](const RoomStay& stay) { return in_room(stay, from, until); });
}

/// Where the mark is the end there is no instant left to be in the room at: what counts is to stay until it.
bool stayed_until(const std::vector<RoomStay>& stays, Instant end) {
  return std::any_of(stays.begin(), stays.end(),
                     [&](const RoomStay& stay) { return stay.joined < end && end <= stay.left; });
}

std::optional<Instant> first_in_room(const std::vector<RoomStay>& stays, Instant from, Instant until) {
  for (const RoomStay& stay : stays) {
    if (in_room(stay, from, until)) return std::max(from, stay.joined);
  }
  return std::nullopt;
}

}  // namespace

Standing standing_of(const std::vector<RoomStay>& stays, const Frame& frame, Instant as_of) {
  Standing standing;
  standing.online = std::any_of(stays.begin(), stays.end(), [](const RoomStay& stay) { return stay.left == kNever; });
  if (!frame.start || as_of < *frame.start) return standing;
  const Instant until = std::min(as_of, frame.end_or_never());
  standing.attended = any_in_room(stays, *frame.start, until);
  const Instant mark = *frame.mark();
  if (frame.threshold.measure == Threshold::Measure::watched) {
    standing.participant = standing.attended && watched_between(stays, *frame.start, until) >= mark - *frame.start;
  } else if (frame.end && mark == *frame.end) {
    standing.participant = as_of >= mark && stayed_until(stays, mark);
  } else {
    standing.participant = as_of >= mark && any_in_room(stays, mark, until);
  }
  return standing;
}

Duration watched_between(const std::vector<RoomStay>& stays, Instant from, Instant until) {
  Duration watched{0};
  Instant counted = from;
  for (const RoomStay& stay : stays) {
    const Instant left = std::min(stay.left, until);
    const Instant joined = std::max(stay.joined, counted);
    if (left <= joined) continue;
    watched += left - joined;
    counted = left;
  }
  return watched;
}

std::optional<Instant> first_attended(const std::vector<RoomStay>& stays, const Frame& frame) {
  if (!frame.start) return std::nullopt;
  return first_in_room(stays, *frame.start, frame.end_or_never());
}

std::optional<Instant> first_participated(const std::vector<RoomStay>& stays, const Frame& frame) {
  if (!frame.start) return std::nullopt;
  const Instant mark = *frame.mark();
  if (frame.threshold.measure == Threshold::Measure::position) {
    if (frame.end && mark == *frame.end) return stayed_until(stays, mark) ? std::optional{mark} : std::nullopt;
    return first_in_room(stays, mark, frame.end_or_never());
  }
  Duration missing = mark - *frame.start;
  if (missing == Duration{0}) return first_attended(stays, frame);
  Instant counted = *frame.start;
  for (const RoomStay& stay : stays) {
    const Instant joined = std::max(stay.joined, counted);
    const Instant left = std::min(stay.left, frame.end_or_never());
    if (left <= joined) continue;
    if (left - joined >= missing) return joined + missing;
    missing -= left - joined;
    counted = left;
  }
  return std::nullopt;
}

}  // namespace usher::attendance
