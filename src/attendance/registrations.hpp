// Who is registered when: per attendee a list of registrations and unregistrations by `at`, then arrival (SPEC S11).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attendance/threaded_log.hpp"
#include "model/index.hpp"

namespace usher::attendance {

class Registrations {
 public:
  enum class Kind : std::uint32_t { registered = 0, unregistered = 1 };

  void add_attendee() { rows_.emplace_back(); }
  [[nodiscard]] bool has_room(AttendeeIndex attendee) const noexcept;
  /// False, and nothing changed, where the last entry of that instant is of that kind already.
  bool add(AttendeeIndex attendee, Kind kind, Instant at);

  /// Removes what is known of the attendee.
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
  [[nodiscard]] std::string_view profile(AttendeeIndex attendee) const noexcept;

 private:
  struct Row {
    std::uint32_t last = kNoEntry;
    std::uint32_t entries = 0;
  };
  struct Profile {
    Instant at{};
    std::string text;
  };
  [[nodiscard]] const ThreadedLog::Entry* last_until(AttendeeIndex attendee, Instant at) const noexcept;

  std::vector<Row> rows_;
  ThreadedLog log_;
  std::vector<Profile> profiles_;  ///< as long as needed for the last attendee who has one
};

}  // namespace usher::attendance
