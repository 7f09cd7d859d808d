// One attendee as the contract tells it: a list of registrations, a set of presence, and what follows from them
// (SPEC S6-S9, S11, S12). Everything is computed from the whole list each time it is asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "usher/audience.hpp"
#include "usher/time.hpp"
#include "usher/webinar.hpp"

namespace usher::property {

/// The instants of a webinar as they are known now.
struct Course {
  std::optional<Instant> start{};
  std::optional<Instant> end{};
  Duration distance{};  ///< of the mark from the start
  Threshold::Measure measure{};

  [[nodiscard]] std::optional<Instant> mark() const;
};

/// Half-open [joined, left); `left` is Instant::max() while it lasts; equal to `joined` for a stay of no length.
struct RoomStay {
  Instant joined{};
  Instant left{};
  [[nodiscard]] bool has_length() const noexcept { return joined < left; }
};

struct PresenceEntry {
  std::string session;
  bool join = false;
  Instant at{};
  std::uint64_t learnt = 0;  ///< counts what becomes known; not a part of what happened
  friend bool operator==(const PresenceEntry& left, const PresenceEntry& right) {
    return left.session == right.session && left.join == right.join && left.at == right.at;
  }
};

struct RegistrationEntry {
  Instant at{};
  bool registers = false;  ///< false: an unregistration
  bool walk_in = false;    ///< made by a join
  std::string profile{};
  friend bool operator==(const RegistrationEntry&, const RegistrationEntry&) = default;
};

class NaiveAttendee {
 public:
  explicit NaiveAttendee(std::string id) : id_(std::move(id)) {}

  /// False for an exact repeat, which changes nothing (S9).
  bool add(const PresenceEntry& entry);
  bool add(const RegistrationEntry& entry);

  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const std::vector<PresenceEntry>& presence() const noexcept { return presence_; }
  [[nodiscard]] const std::vector<RegistrationEntry>& registrations() const noexcept { return registrations_; }
  [[nodiscard]] const std::vector<RoomStay>& stays() const noexcept { return stays_; }

  [[nodiscard]] bool registered_as_of(Instant instant) const;
  /// A registration or an unregistration with `at` <= `instant` is known (S11a).
  [[nodiscard]] bool listed_as_of(Instant instant) const;
  /// Registered as of an instant of decision, and not unregistered since (S11c).
  [[nodiscard]] bool keeps(Instant decided_at) const;
  [[nodiscard]] std::optional<Instant> first_registration_after(Instant instant) const;
  [[nodiscard]] std::string profile() const;

  /// When the latest join or leave became known, in the count of PresenceEntry::learnt; 0: there is none (S20a).
  [[nodiscard]] std::uint64_t changed() const;
  /// Several have the same latest `at`: the contract does not say which of them counts.
  [[nodiscard]] bool change_is_open() const;
  [[nodiscard]] Standing standing(const Course& course, Instant as_of) const;

  /// The first registration after the last unregistration (S12).
  [[nodiscard]] std::optional<Instant> registered_anchor() const;
  /// The first attended instant.
  [[nodiscard]] std::optional<Instant> joined_anchor(const Course& course) const;
  /// The first instant at which the threshold is reached, given the presence known.
  [[nodiscard]] std::optional<Instant> participated_anchor(const Course& course) const;

 private:
  [[nodiscard]] bool in_room_within(Instant from, Instant to) const;
  [[nodiscard]] std::optional<Instant> first_in_room(Instant from, std::optional<Instant> to) const;
  [[nodiscard]] Duration watched(Instant from, Instant to) const;
  [[nodiscard]] bool participant(const Course& course, Instant as_of) const;
  [[nodiscard]] std::vector<RoomStay> stays_of_session(const std::string& session) const;
  void find_stays();

  std::string id_;
  std::vector<PresenceEntry> presence_;
  std::vector<RegistrationEntry> registrations_;  ///< by `at`, then arrival
  std::vector<RoomStay> stays_;                   ///< of all sessions, by joined
};

}  // namespace usher::property
