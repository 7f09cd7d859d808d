#include "attendance/watched.hpp"

#include <algorithm>

namespace usher::attendance {

void Watched::restore(AttendeeIndex attendee, Duration watched, Instant now) {
  from_start_.clear(attendee);
  Row& row = rows_[slot(attendee)];
  row.watched = watched;
  row.since = now;
}

void Watched::cross(AttendeeIndex attendee, Instant at) {
  from_start_.clear(attendee);
  rows_[slot(attendee)].since = at;
}

std::optional<Instant> Watched::crossing(AttendeeIndex attendee) const noexcept {
  if (start_ == kNever) return std::nullopt;
  const Row& row = rows_[slot(attendee)];
  const Instant at = std::max(row.since, start_) + (distance_ - row.watched);
  return at <= end_ ? std::optional{at} : std::nullopt;
}

void Watched::expect(AttendeeIndex attendee, Instant at) {
  const auto number = static_cast<std::uint32_t>(attendee);
  Row& row = rows_[number];
  // Looked at earlier, it will be found not to have come yet, and expected anew.
  if (row.expected <= at) return;
  row.expected = at;
  if (row.listed) {
    coming_.push({at, number, true});
    return;
  }
  row.listed = true;
  if (at == newest_at_) {
    Row& first = rows_[newest_first_];
    row.next = std::exchange(first.next, number);
    return;
  }
  row.next = kNobody;
  coming_.push({at, number, false});
  newest_at_ = at;
  newest_first_ = number;
}

}  // namespace usher::attendance
