// Who is registered when: per attendee a list of registrations and unregistrations by `at`, then arrival (SPEC S11).
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attendance/chunked.hpp"
#include "attendance/threaded_log.hpp"
#include "model/index.hpp"

namespace usher::attendance {

class Registrations {
 public:
  enum class Kind : std::uint32_t { registered = 0, unregistered = 1 };

  void add_attendee() { rows_.push_back({}); }
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
  /// Nearly everybody registers once and never again. That one entry's rank is here; only a second one makes a thread
  /// in the log, whose end and length are here then.
  class Row {
   public:
    [[nodiscard]] static Row only(std::uint64_t rank) noexcept { return Row{rank | kOnly}; }
    [[nodiscard]] static Row thread(std::uint32_t last, std::uint32_t entries) noexcept {
      return Row{std::uint64_t{last} << kInstantShift | entries};
    }
    Row() = default;
    [[nodiscard]] std::uint32_t entries() const noexcept {
      return (bits_ & kOnly) != 0 ? 1 : static_cast<std::uint32_t>(bits_ & (kOnly - 1));
    }
    [[nodiscard]] std::uint64_t rank() const noexcept { return bits_ & ~kOnly; }
    [[nodiscard]] std::uint32_t last() const noexcept { return static_cast<std::uint32_t>(bits_ >> kInstantShift); }

   private:
    static constexpr std::uint64_t kOnly = std::uint64_t{1} << (kInstantShift - 1);
    explicit Row(std::uint64_t bits) noexcept : bits_(bits) {}
    std::uint64_t bits_ = 0;
  };
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

  Chunked<Row> rows_;
  ThreadedLog log_;
  std::vector<std::unique_ptr<Profiles>> profiles_;
};

}  // namespace usher::attendance
