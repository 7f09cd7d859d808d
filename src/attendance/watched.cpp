#include "attendance/watched.hpp"

#include <algorithm>

namespace usher::attendance {

void Watched::restore(AttendeeIndex attendee, Duration watched, Instant now) {
  from_start_.clear(attendee);
  certain_.put(attendee, false);
  if (listed_.test(attendee)) told_late_.set(attendee);
  rows_[slot(attendee)] = {now, watched};
}

void Watched::cross(AttendeeIndex attendee, Instant at) {
  from_start_.clear(attendee);
  certain_.put(attendee, false);
  rows_[slot(attendee)] = {at, distance_};
}

std::optional<Instant> Watched::crossing(AttendeeIndex attendee) const noexcept {
  if (start_ == kNever) return std::nullopt;
  const Instant at = reached_at(attendee);
  return at <= end_ ? std::optional{at} : std::nullopt;
}

void Watched::expect(AttendeeIndex attendee, Instant at) {
  const auto number = static_cast<std::uint32_t>(attendee);
  if (listed_.test(attendee)) {
    if (told_late_.test(attendee)) coming_.push({at, number, true});
    return;
  }
  listed_.put(attendee, true);
  certain_.put(attendee, true);
  if (at == newest_at_) {
    next_[number] = std::exchange(next_[newest_first_], number);
    return;
  }
  next_[number] = kNobody;
  coming_.push({at, number, false});
  newest_at_ = at;
  newest_first_ = number;
}

}  // namespace usher::attendance
