// How long everybody has watched, and who will have watched long enough when: only of webinars whose threshold is time
// watched (S8).
//
// Of each attendee the time is kept up to their last coming or going, so that an event in order costs no look back. Who
// has been in the room from before the start crosses at the mark, all together: a plane. All others cross at instants
// of their own, which a heap holds; whose are equal, and came one after the other, are one list in it.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <utility>
#include <vector>

#include "attendance/chunked.hpp"
#include "attendance/plane.hpp"
#include "attendance/standing.hpp"
#include "model/index.hpp"

namespace usher::attendance {

class Watched {
 public:
  explicit Watched(const Frame& frame)
      : start_(frame.start.value_or(kNever)), end_(frame.end_or_never()), distance_(frame.distance()) {}

  void add_attendee() {
    rows_.push_back({});
    next_.push_back(kNobody);
    listed_.reach(size());
    certain_.reach(size());
  }
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

  /// Somebody comes or goes at `at`, in order; not for a participant.
  void count(AttendeeIndex attendee, bool was_online, Instant at);
  /// What there is to know of somebody anew: `watched` until `now`.
  void restore(AttendeeIndex attendee, Duration watched, Instant now);
  /// Somebody is a participant, and has been since `at`.
  void cross(AttendeeIndex attendee, Instant at);

  /// When somebody who is in the room, and stays, will have watched long enough.
  [[nodiscard]] std::optional<Instant> crossing(AttendeeIndex attendee) const noexcept;
  /// When a participant had: nothing has been counted since.
  [[nodiscard]] Instant crossed_at(AttendeeIndex attendee) const noexcept { return reached_at(attendee); }
  /// Has the crossing at `at`, which is to come, looked at when it has come, or earlier, and then expected anew.
  /// O(log of different instants).
  void expect(AttendeeIndex attendee, Instant at);
  /// The webinar starts, and these are in the room.
  void start(const Plane& online) { from_start_ = online; }
  /// Who has neither come nor gone since then.
  [[nodiscard]] const Plane& from_start() const noexcept { return from_start_; }

  /// The first instant at which somebody may cross; kNever where there is none.
  [[nodiscard]] Instant next() const noexcept { return coming_.empty() ? kNever : coming_.top().at; }
  /// Calls `visit(attendee, certain)` for all whose crossing was expected at `next()`, which is over then. Who is
  /// certain has neither come nor gone since it was, and crosses; others may have gone meanwhile, or come again.
  template <class Visit>
  void pass_next(Visit visit);

 private:
  static constexpr std::uint32_t kNobody = 0xFFFF'FFFF;
  struct Row {
    Instant since{};     ///< until when `watched` is counted
    Duration watched{};  ///< within the webinar
  };
  struct Coming {
    Instant at{};
    std::uint32_t first = kNobody;
    bool alone = false;  ///< `first` is listed elsewhere, too
    friend bool operator>(const Coming& a, const Coming& b) noexcept { return a.at > b.at; }
  };
  [[nodiscard]] Instant reached_at(AttendeeIndex attendee) const noexcept {
    const Row& row = rows_[slot(attendee)];
    return std::max(row.since, start_) + (distance_ - row.watched);
  }
  [[nodiscard]] Instant within(Instant at) const noexcept { return std::min(std::max(at, start_), end_); }

  Instant start_, end_;
  Duration distance_;
  Chunked<Row> rows_;
  Plane from_start_;
  // By each coming and going a crossing can only move on to later, so that it is enough to be listed for one before. A
  // late event can make it earlier than that: from then on each one that is expected is noted alone.
  Plane listed_, told_late_;
  Plane certain_;                ///< of whom nothing has been counted since they were listed: no row need be looked at
  Chunked<std::uint32_t> next_;  ///< in the same list
  std::priority_queue<Coming, std::deque<Coming>, std::greater<>> coming_;  // a deque: what grows does not move
  Instant newest_at_ = kNever;  ///< of the list begun last, while it is expected
  std::uint32_t newest_first_ = kNobody;
};

inline void Watched::count(AttendeeIndex attendee, bool was_online, Instant at) {
  from_start_.clear(attendee);
  certain_.put(attendee, false);
  Row& row = rows_[slot(attendee)];
  if (was_online) row.watched += within(at) - within(row.since);
  row.since = at;
}

template <class Visit>
void Watched::pass_next(Visit visit) {
  const Coming coming = coming_.top();
  coming_.pop();
  if (coming.at == newest_at_) newest_at_ = kNever;
  for (std::uint32_t number = coming.first; number != kNobody;) {
    const std::uint32_t next = coming.alone ? kNobody : next_[number];
    if (!coming.alone) {
      listed_.put(AttendeeIndex{number}, false);
      told_late_.clear(AttendeeIndex{number});
    }
    visit(AttendeeIndex{number}, !coming.alone && certain_.test(AttendeeIndex{number}));
    number = next;
  }
}

}  // namespace usher::attendance
