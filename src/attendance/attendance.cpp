#include "attendance/attendance.hpp"

#include <algorithm>

namespace usher::attendance {

void Attendance::add_rows() {
  presence_.add_attendee();
  registrations_.add_attendee();
  ++rows_;
}

void Attendance::prefetch_rows(std::uint64_t hash) const noexcept {
  const auto number = ids_.likely(hash);
  if (!number) return;
  ids_.prefetch_place(*number);
  presence_.prefetch(AttendeeIndex{*number});
}

void Attendance::prefetch_texts(std::uint64_t hash) const noexcept {
  const auto number = ids_.likely(hash);
  if (!number) return;
  ids_.prefetch_text(*number);
  presence_.prefetch_newest(AttendeeIndex{*number});
}

std::string_view Attendance::id(AttendeeIndex attendee) const noexcept {
  return ids_.text(static_cast<std::uint32_t>(attendee));
}

void Attendance::forget(AttendeeIndex attendee) {
  nameless_.set(attendee);
  listed_.clear(attendee);
  ids_.erase(static_cast<std::uint32_t>(attendee));
  presence_.forget(attendee);
  registrations_.forget(attendee);
  registered_.clear(attendee);
  head_.assign(attendee, {});
}

Attendance::Moved Attendance::move(AttendeeIndex attendee, Presence::Session session, Presence::Kind kind, Instant at) {
  const Presence::Added added = presence_.add(attendee, session, kind, at);
  if (added.duplicate) return {.duplicate = true};
  Moved moved;
  moved.unpaired = kind == Presence::Kind::leave && !added.was_open;
  if (!added.newest || at <= settled_) {
    recompute(attendee);
    return moved;
  }
  if (kind == Presence::Kind::join && !added.was_open) {
    presence_.set_open(attendee, presence_.open(attendee) + 1);
    if (presence_.open(attendee) == 1) join_in_order(attendee, at);
  } else if (kind == Presence::Kind::leave && added.was_open) {
    presence_.set_open(attendee, presence_.open(attendee) - 1);
    if (presence_.open(attendee) == 0) head_.online.clear(attendee);
  }
  return moved;
}

/// Somebody comes into the room at an instant that is not a crossing.
void Attendance::join_in_order(AttendeeIndex attendee, Instant at) {
  head_.online.set(attendee);
  if (!frame_.start || at < *frame_.start || at > frame_.end_or_never()) return;
  head_.attended.set(attendee);
  if (measures_watched()) {
    recompute(attendee);
  } else if (const Instant mark = *frame_.mark(); at >= mark && mark != frame_.end) {
    head_.participant.set(attendee);
  }
}

bool Attendance::add_registration(AttendeeIndex attendee, Registrations::Kind kind, Instant at) {
  if (!registrations_.add(attendee, kind, at)) return false;
  if (!listed_.test(attendee)) {
    listed_.set(attendee);
    listed_by_ = std::max(listed_by_, at);
  }
  registered_.assign(attendee, registrations_.registered_as_of(attendee, now_));
  return true;
}

void Attendance::recompute(AttendeeIndex attendee) {
  const std::vector<RoomStay>& stays = presence_.stays(attendee, now_);
  presence_.set_open(attendee,
                     static_cast<std::size_t>(std::count_if(stays.begin(), stays.end(),
                                                            [](const RoomStay& stay) { return stay.left == kNever; })));
  head_.assign(attendee, standing_of(stays, frame_, now_));
  if (measures_watched()) expect_crossing(attendee);
}

/// Notes the instant at which somebody in the room will have watched long enough. It is looked at again when it comes.
/// One that a late event shows to be over is a crossing all the same: who left before it has not crossed.
void Attendance::expect_crossing(AttendeeIndex attendee) {
  if (head_.participant.test(attendee)) return settle(*participated_at(attendee));
  if (!head_.online.test(attendee)) return;
  const auto at = participated_at(attendee);
  if (at && *at > now_) watched_crossings_.push({*at, attendee});
}

void Attendance::set_frame(const Frame& frame) {
  frame_ = frame;
  find_next_frame_crossing();
  watched_crossings_ = {};
  for (std::uint32_t number = 0; number < ids_.size(); ++number) recompute(AttendeeIndex{number});
  for (const auto& crossing : {frame_.start, frame_.mark(), frame_.end}) {
    if (crossing && *crossing <= now_) settle(*crossing);
  }
}

std::optional<Instant> Attendance::next_crossing() const {
  Instant next = next_frame_crossing_;
  if (!watched_crossings_.empty() && watched_crossings_.top().at > now_) {
    next = std::min(next, watched_crossings_.top().at);
  }
  return next == kNever ? std::nullopt : std::optional{next};
}

void Attendance::find_next_frame_crossing() {
  next_frame_crossing_ = kNever;
  for (const auto& crossing : {frame_.start, frame_.mark(), frame_.end}) {
    if (crossing && *crossing > now_) next_frame_crossing_ = std::min(next_frame_crossing_, *crossing);
  }
}

bool Attendance::advance(Instant now) {
  if (!crosses_by(now)) {
    now_ = std::max(now_, now);
    return false;
  }
  const auto crosses = [&](std::optional<Instant> crossing) {
    return crossing && now_ < *crossing && *crossing <= now;
  };
  // Nobody comes or goes between two entries, so who is online now was so at each crossing on the way; an event that is
  // told later takes the exact way.
  const bool starts = crosses(frame_.start);
  if (starts) head_.attended |= head_.online;
  if (!measures_watched() && crosses(frame_.mark())) head_.participant |= head_.online;
  if (measures_watched()) cross_watched(now);
  bool crossed = false;
  for (const auto& crossing : {frame_.start, frame_.mark(), frame_.end}) {
    if (!crosses(crossing)) continue;
    settle(*crossing);
    crossed = true;
  }
  now_ = std::max(now_, now);
  find_next_frame_crossing();
  if (starts && measures_watched()) {
    for (std::size_t word = 0; word < head_.online.words(); ++word) {
      for_each_bit(head_.online.word(word), word, [&](AttendeeIndex attendee) { recompute(attendee); });
    }
  }
  return crossed;
}

void Attendance::cross_watched(Instant until) {
  while (!watched_crossings_.empty() && watched_crossings_.top().at <= until) {
    const Crossing crossing = watched_crossings_.top();
    watched_crossings_.pop();
    if (participated_at(crossing.attendee) == crossing.at && !head_.participant.test(crossing.attendee)) {
      head_.participant.set(crossing.attendee);
      crossed_.push_back(crossing.attendee);
    }
    settle(crossing.at);
  }
}

Standing Attendance::standing_as_of(AttendeeIndex attendee, Instant as_of) const {
  return standing_of(presence_.stays(attendee, as_of), frame_, as_of);
}

std::optional<Instant> Attendance::joined_at(AttendeeIndex attendee) const {
  return first_attended(presence_.stays(attendee, kNever), frame_);
}

std::optional<Instant> Attendance::participated_at(AttendeeIndex attendee) const {
  return first_participated(presence_.stays(attendee, kNever), frame_);
}

std::optional<AttendeeIndex> Attendance::first_contradiction() const {
  for (std::uint32_t number = 0; number < ids_.size(); ++number) {
    const AttendeeIndex attendee{number};
    if (head_.at(attendee) != standing_as_of(attendee, now_) ||
        registered_.test(attendee) != registrations_.registered_as_of(attendee, now_)) {
      return attendee;
    }
  }
  return std::nullopt;
}

}  // namespace usher::attendance
