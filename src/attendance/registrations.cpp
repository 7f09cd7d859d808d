#include "attendance/registrations.hpp"

#include <utility>

#include "model/wipe.hpp"
#include "usher/limits.hpp"

namespace usher::attendance {
namespace {

// Below the instant a rank has the number of arrival and, lowest, the kind.
constexpr unsigned kArrivalShift = 1;
static_assert(limits::kRegistrations < std::size_t{1} << (kInstantShift - kArrivalShift - 1));

constexpr Registrations::Kind registration_kind_of(std::uint64_t rank) noexcept {
  return static_cast<Registrations::Kind>(rank & 1U);
}

}  // namespace

template <class GoesOn>
void Registrations::for_each_entry(AttendeeIndex attendee, GoesOn goes_on) const noexcept {
  const RegistrationRow row = attendees_[attendee].registrations;
  if (row.entries() == 1) {
    goes_on(row.rank());
  } else if (row.entries() != 0) {
    std::uint32_t entry = row.last();
    while (entry != kNoEntry && goes_on(log_[entry].rank)) entry = log_[entry].previous;
  }
}

bool Registrations::has_room(AttendeeIndex attendee) const noexcept {
  return attendees_[attendee].registrations.entries() < limits::kRegistrations;
}

bool Registrations::add(AttendeeIndex attendee, Kind kind, Instant at) {
  RegistrationRow& row = attendees_[attendee].registrations;
  const auto before = last_until(attendee, at);
  if (before && instant_of(*before) == at && registration_kind_of(*before) == kind) return false;
  const std::uint64_t rank = rank_of(at, row.entries() << kArrivalShift | static_cast<std::uint32_t>(kind));
  if (row.entries() == 0) {
    row = RegistrationRow::only(rank);
    attendees_[attendee].presence.list();
    return true;
  }
  const auto number = static_cast<std::uint32_t>(attendee);
  std::uint32_t last = row.last();
  if (row.entries() == 1) {
    last = kNoEntry;
    log_.append(last, number, row.rank());
  }
  log_.insert(last, number, rank);
  row = RegistrationRow::thread(last, row.entries() + 1);
  return true;
}

std::optional<std::uint64_t> Registrations::last_until(AttendeeIndex attendee, Instant at) const noexcept {
  std::optional<std::uint64_t> last;
  for_each_entry(attendee, [&](std::uint64_t rank) {
    if (instant_of(rank) <= at) last = rank;
    return !last;
  });
  return last;
}

void Registrations::forget(AttendeeIndex attendee) {
  Profile* const profile = find_profile(attendee);
  if (profile == nullptr) return;
  model::wipe(profile->text.data(), profile->text.size());
  *profile = {};
}

bool Registrations::any_until(AttendeeIndex attendee, Instant at) const noexcept {
  return last_until(attendee, at).has_value();
}

bool Registrations::registered_as_of(AttendeeIndex attendee, Instant at) const noexcept {
  const auto last = last_until(attendee, at);
  return last && registration_kind_of(*last) == Kind::registered;
}

bool Registrations::unregistered_after(AttendeeIndex attendee, Instant at) const noexcept {
  bool found = false;
  for_each_entry(attendee, [&](std::uint64_t rank) {
    if (instant_of(rank) <= at) return false;
    found = registration_kind_of(rank) == Kind::unregistered;
    return !found;
  });
  return found;
}

std::optional<Instant> Registrations::first_after(AttendeeIndex attendee, Instant at) const noexcept {
  std::optional<Instant> first;
  for_each_entry(attendee, [&](std::uint64_t rank) {
    if (instant_of(rank) <= at) return false;
    if (registration_kind_of(rank) == Kind::registered) first = instant_of(rank);
    return true;
  });
  return first;
}

std::optional<Instant> Registrations::since(AttendeeIndex attendee) const noexcept {
  std::optional<Instant> first;
  for_each_entry(attendee, [&](std::uint64_t rank) {
    if (registration_kind_of(rank) != Kind::registered) return false;
    first = instant_of(rank);
    return true;
  });
  return first;
}

Registrations::Profile* Registrations::find_profile(AttendeeIndex attendee) const noexcept {
  const std::size_t chunk = slot(attendee) / kProfiles;
  if (chunk >= profiles_.size() || profiles_[chunk] == nullptr) return nullptr;
  return &(*profiles_[chunk])[slot(attendee) % kProfiles];
}

bool Registrations::set_profile(AttendeeIndex attendee, std::string_view profile, Instant at) {
  const std::size_t chunk = slot(attendee) / kProfiles;
  if (chunk >= profiles_.size()) profiles_.resize(chunk + 1);
  if (profiles_[chunk] == nullptr) profiles_[chunk] = std::make_unique<Profiles>();
  Profile& kept = *find_profile(attendee);
  if (at < kept.at) return false;
  const bool changed = kept.text != profile;
  std::string told{profile};
  model::wipe(kept.text.data(), kept.text.size());
  kept = {at, std::move(told)};
  return changed;
}

std::string_view Registrations::profile_of_some(AttendeeIndex attendee) const noexcept {
  const Profile* const profile = find_profile(attendee);
  return profile == nullptr ? std::string_view{} : std::string_view{profile->text};
}

}  // namespace usher::attendance
