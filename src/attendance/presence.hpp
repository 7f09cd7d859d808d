// Who was in the room when: a set of (attendee, session, join or leave, at), whatever the order of arrival (SPEC S9).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attendance/id_table.hpp"
#include "attendance/standing.hpp"
#include "attendance/threaded_log.hpp"
#include "model/index.hpp"
#include "usher/limits.hpp"

namespace usher::attendance {

class Presence {
 public:
  enum class Kind : std::uint32_t { join = 0, leave = 1 };
  using Session = std::uint32_t;  ///< of one attendee; 0 is the unnamed one

  void add_attendee() { rows_.emplace_back(); }
  /// Room for one more transition within limits::kTransitions.
  [[nodiscard]] bool has_room(AttendeeIndex attendee) const noexcept {
    return rows_[slot(attendee)].transitions < limits::kTransitions;
  }
  /// All that the attendee has is before `at`.
  [[nodiscard]] bool newest_before(AttendeeIndex attendee, Instant at) const noexcept {
    const std::uint32_t last = rows_[slot(attendee)].last;
    return last == kNoEntry || instant_of(log_[last].rank) < at;
  }
  /// The attendee's newest transition, as a place in the log, which is in the order of arrival; kNoEntry without one.
  [[nodiscard]] std::uint32_t newest(AttendeeIndex attendee) const noexcept { return rows_[slot(attendee)].last; }
  [[nodiscard]] std::uint32_t entries() const noexcept { return static_cast<std::uint32_t>(log_.size()); }
  [[nodiscard]] AttendeeIndex owner(std::uint32_t entry) const noexcept { return AttendeeIndex{log_[entry].attendee}; }
  /// The number of a session; a new one where the attendee has not had it yet.
  Session session_number(AttendeeIndex attendee, std::string_view session);

  /// How many named sessions the attendee has.
  [[nodiscard]] std::uint32_t sessions(AttendeeIndex attendee) const noexcept { return rows_[slot(attendee)].sessions; }

  /// Fetches what `add` will look at, first the row, and once that is there, the newest transition.
  void prefetch(AttendeeIndex attendee) const noexcept { __builtin_prefetch(&rows_[slot(attendee)]); }
  void prefetch_newest(AttendeeIndex attendee) const noexcept {
    const std::uint32_t last = rows_[slot(attendee)].last;
    if (last != kNoEntry) __builtin_prefetch(&log_[last]);
  }

  /// One named session more, whose text is not known.
  void add_session(AttendeeIndex attendee) { ++rows_[slot(attendee)].sessions; }
  /// Removes what is known of the attendee. O(sessions of everybody).
  void forget(AttendeeIndex attendee);

  struct Added {
    bool duplicate = false;
    bool newest = false;    ///< later than all the attendee had
    bool was_open = false;  ///< the session was joined just before; not for a duplicate
  };
  Added add(AttendeeIndex attendee, Session session, Kind kind, Instant at);

  /// The stays that transitions with at <= `as_of` make, in order of joining. Valid until the next call.
  [[nodiscard]] const std::vector<RoomStay>& stays(AttendeeIndex attendee, Instant as_of) const;
  [[nodiscard]] std::string session_text(AttendeeIndex attendee, Session session) const;

  /// Sessions joined now; kept by the owner, who knows which path an event took.
  [[nodiscard]] std::uint32_t open(AttendeeIndex attendee) const noexcept { return rows_[slot(attendee)].open; }
  void set_open(AttendeeIndex attendee, std::size_t open) {
    rows_[slot(attendee)].open = static_cast<std::uint16_t>(open);
  }

 private:
  struct Row {
    std::uint32_t last = kNoEntry;
    std::uint16_t transitions = 0;
    std::uint16_t open = 0;
    std::uint32_t sessions = 0;  ///< named ones
  };
  [[nodiscard]] bool is_open(std::uint32_t last, Session session) const noexcept;
  void compose(AttendeeIndex attendee, std::string_view session) const;

  std::vector<Row> rows_;
  ThreadedLog log_;
  IdTable session_ids_;                   ///< of attendee number and session text
  std::vector<Session> session_numbers_;  ///< by number in session_ids_
  mutable std::string composed_;
  mutable std::vector<std::uint64_t> ranks_;
  mutable std::vector<Instant> joined_;
  mutable std::vector<RoomStay> stays_;
};

}  // namespace usher::attendance
