// Who is registered when: per attendee a list of registrations and unregistrations by `at`, then arrival (SPEC S11).
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attendance/attendees.hpp"
#include "attendance/threaded_log.hpp"
#include "model/index.hpp"

namespace usher::attendance {

class Registrations {
 public:
  enum class Kind : std::uint32_t { registered = 0, unregistered = 1 };

  /// Its rows are there.
  explicit Registrations(Attendees& attendees) : attendees_(attendees) {}

  [[nodiscard]] bool has_room(AttendeeIndex attendee) const noexcept;
  /// False, and nothing changed, where the last entry of that instant is of that kind already.
  bool add(AttendeeIndex attendee, Kind kind, Instant at);

  /// Removes the attendee's profile; the row goes with the attendee's others.
  void forget(AttendeeIndex attendee);

  [[nodiscard]] bool any_until(AttendeeIndex attendee, Instant at) const noexcept;
  [[nodiscard]] bool registered_as_of(AttendeeIndex attendee, Instant at) const noexcept;
  [[nodiscard]] bool unregistered_after(AttendeeIndex attendee, Instant at) const noexcept;
  /// The first registration after `at`.
  [[nodiscard]] std::optional<Instant> first_after(AttendeeIndex attendee, Instant at) const noexcept;
  /// The first registration after the last unregistration; none while unregistered.
  [[nodiscard]] std::optional<Instant> since(AttendeeIndex attendee) const noexcept;

  /// The profile of the registration with the latest `at`, of equal ones the last to arrive.
  /// Whether that is another than before.
  bool set_profile(AttendeeIndex attendee, std::string_view profile, Instant at);
  [[nodiscard]] std::string_view profile(AttendeeIndex attendee) const noexcept {
    return profiles_.empty() ? std::string_view{} : profile_of_some(attendee);
  }

 private:
  struct Profile {
    Instant at{};
    std::string text;
  };
  static constexpr std::size_t kProfiles = 256;  ///< in a chunk, which is there where anybody of these has one
  using Profiles = std::array<Profile, kProfiles>;

  /// Calls `goes_on(rank)` for each entry, newest first, until it says no.
  template <class GoesOn>
  void for_each_entry(AttendeeIndex attendee, GoesOn goes_on) const noexcept;
  /// The newest entry's rank until `at`.
  [[nodiscard]] std::optional<std::uint64_t> last_until(AttendeeIndex attendee, Instant at) const noexcept;
  [[nodiscard]] Profile* find_profile(AttendeeIndex attendee) const noexcept;
  [[nodiscard]] std::string_view profile_of_some(AttendeeIndex attendee) const noexcept;

  Attendees& attendees_;
  ThreadedLog log_;
  std::vector<std::unique_ptr<Profiles>> profiles_;
};

}  // namespace usher::attendance
