// Who was in the room when: a set of (attendee, session, join or leave, at), whatever the order of arrival (SPEC S9).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "attendance/attendees.hpp"
#include "attendance/chunked.hpp"
#include "attendance/id_table.hpp"
#include "attendance/standing.hpp"
#include "attendance/threaded_log.hpp"
#include "model/index.hpp"
#include "usher/limits.hpp"

namespace usher::attendance {

// Below the instant a transition's rank has the session and, lowest, the kind: a join and a leave of one session at one
// instant are neighbours.
inline constexpr unsigned kSessionShift = 1;
static_assert(limits::kTransitions < std::size_t{1} << (kInstantShift - kSessionShift));

class Presence {
 public:
  enum class Kind : std::uint32_t { join = 0, leave = 1 };
  using Session = std::uint32_t;  ///< of one attendee; 0 is the unnamed one

  /// Its rows are there.
  explicit Presence(Attendees& attendees) : attendees_(attendees) {}

  /// Room for one more transition, and one more session, within limits::kTransitions.
  [[nodiscard]] bool has_room(AttendeeIndex attendee) const noexcept {
    const PresenceRow& row = this->row(attendee);
    return row.has_room() && row.sessions() < limits::kTransitions;
  }
  /// All that the attendee has is before `at`.
  [[nodiscard]] bool newest_before(AttendeeIndex attendee, Instant at) const noexcept {
    return row(attendee).precedes(at);
  }
  /// The attendee's newest transition, as a place in the log, which is in the order of arrival; kNoEntry without one.
  [[nodiscard]] std::uint32_t newest(AttendeeIndex attendee) const noexcept { return row(attendee).last; }
  [[nodiscard]] std::uint32_t entries() const noexcept { return static_cast<std::uint32_t>(log_.size()); }
  [[nodiscard]] AttendeeIndex owner(std::uint32_t entry) const noexcept { return AttendeeIndex{log_[entry].attendee}; }
  /// `visit(attendee)` for each transition in the order of arrival, from one on.
  template <class Visit>
  void for_each_from(std::uint32_t entry, Visit visit) const {
    log_.for_each_from(entry, [&](const ThreadedLog::Entry& one) { visit(AttendeeIndex{one.attendee}); });
  }
  /// The number of a session; a new one where the attendee has not had it yet.
  Session session_number(AttendeeIndex attendee, std::string_view session);

  /// How many named sessions the attendee has.
  [[nodiscard]] std::uint32_t sessions(AttendeeIndex attendee) const noexcept { return row(attendee).sessions(); }

  /// Fetches what `add` will look at where it is in order.
  void prefetch(AttendeeIndex attendee) const noexcept { attendees_.prefetch(attendee); }

  /// One named session more, whose text is not known.
  void add_session(AttendeeIndex attendee) { row(attendee).add_session(); }
  /// Removes the attendee's sessions; the row goes with the attendee's others. O(sessions of everybody).
  void forget(AttendeeIndex attendee);

  struct Added {
    bool duplicate = false;
    bool newest = false;    ///< later than all the attendee had
    bool was_open = false;  ///< the session was joined just before; not for a duplicate
  };
  /// In order, the row tells all: the attendee's newest transition is not looked at, unless sessions have names.
  Added add(AttendeeIndex attendee, Session session, Kind kind, Instant at) {
    return add(attendees_[attendee].presence, attendee, session, kind, at);
  }
  /// The same with the attendee's row, by who has it at hand.
  Added add(PresenceRow& row, AttendeeIndex attendee, Session session, Kind kind, Instant at) {
    if (!row.precedes(at)) return add_late(attendee, session, kind, at);
    const bool was_open = row.sessions() == 0 ? row.open() != 0 : is_open(row.last, session);
    const std::uint64_t rank = rank_of_transition(session, kind, at);
    log_.append(row.last, static_cast<std::uint32_t>(attendee), rank);
    row.come_to(rank);
    row.count(was_open, kind == Kind::join);
    return {.newest = true, .was_open = was_open};
  }
  /// A plain transition: in order, of the unnamed session, of somebody who has no other and has been listed, and who is
  /// in the room if they leave, or is not if they join. False, and nothing done, where it is not, or where there is no
  /// room at hand.
  [[nodiscard, gnu::always_inline]] inline bool add_plain(PresenceRow& row, AttendeeIndex attendee, Kind kind,
                                                          Instant at) noexcept {
    return add_plain(log_, row, attendee, kind, at);
  }
  /// The same, one after the other. Nothing else is asked of the presence meanwhile.
  class Appending {
   public:
    explicit Appending(Presence& presence) noexcept : log_(presence.log_) {}
    [[nodiscard, gnu::always_inline]] inline bool add_plain(PresenceRow& row, AttendeeIndex attendee, Kind kind,
                                                            Instant at) noexcept {
      return Presence::add_plain(log_, row, attendee, kind, at);
    }

   private:
    ThreadedLog::Appending log_;
  };

  /// The stays that transitions with at <= `as_of` make, in order of joining. Valid until the next call.
  [[nodiscard]] const std::vector<RoomStay>& stays(AttendeeIndex attendee, Instant as_of) const;
  [[nodiscard]] std::string session_text(AttendeeIndex attendee, Session session) const;

  /// Sessions that are joined after all transitions there are.
  [[nodiscard]] std::uint32_t open(AttendeeIndex attendee) const noexcept { return row(attendee).open(); }

 private:
  [[nodiscard]] PresenceRow& row(AttendeeIndex attendee) noexcept { return attendees_[attendee].presence; }
  [[nodiscard]] const PresenceRow& row(AttendeeIndex attendee) const noexcept { return attendees_[attendee].presence; }
  [[nodiscard]] static std::uint64_t rank_of_transition(Session session, Kind kind, Instant at) noexcept {
    return rank_of(at, session << kSessionShift | static_cast<std::uint32_t>(kind));
  }
  template <class Log>
  [[nodiscard, gnu::always_inline]] static inline bool add_plain(Log& log, PresenceRow& row, AttendeeIndex attendee,
                                                                 Kind kind, Instant at) noexcept {
    const std::uint64_t rank = rank_of_transition(0, kind, at);
    if (!row.expects(rank) || !log.has_room()) return false;
    log.append(row.last, static_cast<std::uint32_t>(attendee), rank);
    row.come_to_expected(rank);
    return true;
  }
  Added add_late(AttendeeIndex attendee, Session session, Kind kind, Instant at);
  [[nodiscard]] Session next_session(AttendeeIndex attendee) const noexcept { return row(attendee).sessions() + 1; }
  [[nodiscard]] bool is_open(std::uint32_t last, Session session) const noexcept;
  void compose(AttendeeIndex attendee, std::string_view session) const;

  Attendees& attendees_;
  ThreadedLog log_;
  IdTable session_ids_;               ///< of attendee number and session text
  Chunked<Session> session_numbers_;  ///< by number in session_ids_
  mutable std::string composed_;
  mutable std::vector<std::uint64_t> ranks_;
  mutable std::vector<Instant> joined_;
  mutable std::vector<RoomStay> stays_;
};

}  // namespace usher::attendance
