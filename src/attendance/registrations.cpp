#include "attendance/registrations.hpp"

#include <algorithm>

#include "usher/limits.hpp"

namespace usher::attendance {
namespace {

// Below the instant a rank has the number of arrival and, lowest, the kind.
constexpr unsigned kArrivalShift = 1;
static_assert(limits::kRegistrations < std::size_t{1} << (kInstantShift - kArrivalShift));

constexpr Registrations::Kind registration_kind_of(std::uint64_t rank) noexcept {
  return static_cast<Registrations::Kind>(rank & 1U);
}

}  // namespace

bool Registrations::has_room(AttendeeIndex attendee) const noexcept {
  return rows_[slot(attendee)].entries < limits::kRegistrations;
}

bool Registrations::add(AttendeeIndex attendee, Kind kind, Instant at) {
  Row& row = rows_[slot(attendee)];
  const ThreadedLog::Entry* const before = last_until(attendee, at);
  if (before != nullptr && instant_of(before->rank) == at && registration_kind_of(before->rank) == kind) return false;
  const std::uint32_t below = row.entries << kArrivalShift | static_cast<std::uint32_t>(kind);
  log_.insert(row.last, static_cast<std::uint32_t>(attendee), rank_of(at, below));
  ++row.entries;
  return true;
}

const ThreadedLog::Entry* Registrations::last_until(AttendeeIndex attendee, Instant at) const noexcept {
  std::uint32_t entry = rows_[slot(attendee)].last;
  while (entry != kNoEntry && instant_of(log_[entry].rank) > at) entry = log_[entry].previous;
  return entry == kNoEntry ? nullptr : &log_[entry];
}

void Registrations::forget(AttendeeIndex attendee) {
  rows_[slot(attendee)] = {};
  if (slot(attendee) >= profiles_.size()) return;
  std::string& text = profiles_[slot(attendee)].text;
  std::fill(text.begin(), text.end(), '\0');
  profiles_[slot(attendee)] = {};
}

bool Registrations::any_until(AttendeeIndex attendee, Instant at) const noexcept {
  return last_until(attendee, at) != nullptr;
}

bool Registrations::registered_as_of(AttendeeIndex attendee, Instant at) const noexcept {
  const ThreadedLog::Entry* const entry = last_until(attendee, at);
  return entry != nullptr && registration_kind_of(entry->rank) == Kind::registered;
}

bool Registrations::unregistered_after(AttendeeIndex attendee, Instant at) const noexcept {
  std::uint32_t entry = rows_[slot(attendee)].last;
  for (; entry != kNoEntry && instant_of(log_[entry].rank) > at; entry = log_[entry].previous) {
    if (registration_kind_of(log_[entry].rank) == Kind::unregistered) return true;
  }
  return false;
}

std::optional<Instant> Registrations::first_after(AttendeeIndex attendee, Instant at) const noexcept {
  std::optional<Instant> first;
  std::uint32_t entry = rows_[slot(attendee)].last;
  for (; entry != kNoEntry && instant_of(log_[entry].rank) > at; entry = log_[entry].previous) {
    if (registration_kind_of(log_[entry].rank) == Kind::registered) first = instant_of(log_[entry].rank);
  }
  return first;
}

std::optional<Instant> Registrations::since(AttendeeIndex attendee) const noexcept {
  std::optional<Instant> first;
  std::uint32_t entry = rows_[slot(attendee)].last;
  for (; entry != kNoEntry && registration_kind_of(log_[entry].rank) == Kind::registered; entry = log_[entry].previous) {
    first = instant_of(log_[entry].rank);
  }
  return first;
}

bool Registrations::set_profile(AttendeeIndex attendee, std::string_view profile, Instant at) {
  if (slot(attendee) >= profiles_.size()) profiles_.resize(slot(attendee) + 1);
  Profile& kept = profiles_[slot(attendee)];
  if (at < kept.at) return false;
  const bool changed = kept.text != profile;
  kept = {at, std::string{profile}};
  return changed;
}

std::string_view Registrations::profile(AttendeeIndex attendee) const noexcept {
  return slot(attendee) < profiles_.size() ? std::string_view{profiles_[slot(attendee)].text} : std::string_view{};
}

}  // namespace usher::attendance
