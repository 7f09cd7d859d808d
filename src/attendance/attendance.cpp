#include "attendance/attendance.hpp"

#include <algorithm>
#include <type_traits>

namespace usher::attendance {
namespace {

constexpr std::size_t kMostListed = 1024;

}  // namespace

void Attendance::forget(AttendeeIndex attendee) {
  People& people = people_.made();
  tell_of_all(people);
  people.nameless.set(attendee);
  people.attendees.forget(attendee);
  people.presence.forget(attendee);
  people.registrations.forget(attendee);
  people.registered.clear(attendee);
  people.head.assign(attendee, {});
  if (watched_) watched_->restore(attendee, Duration{0}, now_);
}

bool Attendance::add_registration(AttendeeIndex attendee, Registrations::Kind kind, Instant at) {
  People& people = people_.made();
  const bool first = !people.attendees[attendee].registrations.any();
  if (!people.registrations.add(attendee, kind, at)) return false;
  if (first) listed_by_ = std::max(listed_by_, at);
  people.registered.assign(attendee, people.registrations.registered_as_of(attendee, now_));
  return true;
}

void Attendance::recompute(AttendeeIndex attendee) {
  const std::vector<RoomStay>& stays = presence().stays(attendee, now_);
  People& people = people_.made();
  people.head.assign(attendee, standing_of(stays, frame(), now_));
  if (watched_) recompute_watched(attendee, stays);
}

void Attendance::recompute_watched(AttendeeIndex attendee, const std::vector<RoomStay>& stays) {
  if (standing(attendee).participant) return watched_->cross(attendee, *first_participated(stays, frame()));
  watched_->restore(attendee, watched_between(stays, start_, std::min(now_, end_)), now_);
  if (standing(attendee).online) expect_crossing(attendee);
}

void Attendance::follow_watched(AttendeeIndex attendee, bool was_online, Instant at) {
  if (standing(attendee).participant) return;
  watched_->count(attendee, was_online, at);
  if (standing(attendee).online) expect_crossing(attendee);
}

/// Somebody is in the room: notes when they will have watched long enough, if they stay. Told late, that may be over.
/// Who is here before the start is taken up by it.
void Attendance::expect_crossing(AttendeeIndex attendee) {
  if (now_ < start_) return;
  const auto at = watched_->crossing(attendee);
  if (!at) return;
  if (*at > now_) return watched_->expect(attendee, *at);
  people_.made().head.participant.set(attendee);
  watched_->cross(attendee, *at);
}

/// Who comes plainly was not in the room, and the reverse. Who comes or goes was in it since the last crossing: what
/// else that comes to is the same for all of them.
void Attendance::tell_of_others(const People& people) const noexcept {
  StandingPlanes& head = people.head;
  const auto tell = [&](auto attends, auto participates) {
    people.presence.for_each_from(people.told, [&](AttendeeIndex attendee) {
      head.online.turn(attendee);
      if (attends) head.attended.add(attendee, true);
      if (participates) head.participant.add(attendee, true);
    });
  };
  if (participates_) {
    tell(std::true_type{}, std::true_type{});
  } else if (attends_) {
    tell(std::true_type{}, std::false_type{});
  } else {
    tell(std::false_type{}, std::false_type{});
  }
  people.told = people.presence.entries();
}

void Attendance::set_frame(const Frame& frame) {
  planned_ = frame.planned;
  threshold_ = frame.threshold;
  start_ = frame.start.value_or(kNever);
  end_ = frame.end_or_never();
  const auto mark = frame.mark();
  const bool measures_watched = frame.threshold.measure == Threshold::Measure::watched;
  participates_from_ = mark && !measures_watched && mark != frame.end ? *mark : kNever;
  watched_ = measures_watched ? std::make_unique<Watched>(frame) : nullptr;
  for (std::size_t i = 0; watched_ && i < size(); ++i) watched_->add_attendee();
  find_next_frame_crossing();
  for (std::uint32_t number = 0; number < size(); ++number) recompute(AttendeeIndex{number});
  for (const auto& crossing : {frame.start, mark, frame.end}) {
    if (crossing && *crossing <= now_) settle(*crossing);
  }
}

std::optional<Instant> Attendance::next_crossing() const {
  const Instant next = std::min(next_frame_crossing_, watched_ ? watched_->next() : kNever);
  return next == kNever ? std::nullopt : std::optional{next};
}

void Attendance::find_next_frame_crossing() {
  tell_of_all(*people_);
  next_frame_crossing_ = kNever;
  const Frame frame = this->frame();
  for (const auto& crossing : {frame.start, frame.mark(), frame.end}) {
    if (crossing && *crossing > now_) next_frame_crossing_ = std::min(next_frame_crossing_, *crossing);
  }
  attends_ = start_ <= now_ && now_ < end_;
  participates_ = participates_from_ <= now_ && now_ < end_;
}

bool Attendance::advance(Instant now) {
  if (!crosses_by(now)) {
    pass(now);
    return false;
  }
  const auto crosses = [&](std::optional<Instant> crossing) {
    return crossing && now_ < *crossing && *crossing <= now;
  };
  // Nobody comes or goes between two entries, so who is online now was so at each crossing on the way; an event that is
  // told later takes the exact way.
  const Frame frame = this->frame();
  People* const people = people_.if_made();
  if (people != nullptr) tell_of_all(*people);
  if (crosses(frame.start)) {
    if (people != nullptr) people->head.attended |= people->head.online;
    if (watched_) watched_->start(head().online);
  }
  if (people != nullptr && crosses(frame.mark())) {
    people->head.participant |= watched_ ? watched_->from_start() : people->head.online;
  }
  bool crossed = watched_ && cross_watched(now);
  for (const auto& crossing : {frame.start, frame.mark(), frame.end}) {
    if (!crosses(crossing)) continue;
    settle(*crossing);
    crossed = true;
  }
  pass(now);
  find_next_frame_crossing();
  return crossed;
}

/// Whether more have crossed than are worth a list.
bool Attendance::cross_watched(Instant until) {
  bool many = false;
  People& people = people_.made();
  while (watched_->next() <= until) {
    const Instant expected = watched_->next();
    watched_->pass_next([&](AttendeeIndex attendee, bool certain) {
      if (standing(attendee).participant) return;  // expected twice at this instant, once by a late event
      if (!certain) {
        if (!standing(attendee).online) return;
        const auto at = watched_->crossing(attendee);
        if (!at) return;
        if (*at > expected) return watched_->expect(attendee, *at);
      }
      people.head.participant.put(attendee, true);
      many = many || people.crossed.size() == kMostListed;
      if (!many) people.crossed.push_back(attendee);
    });
  }
  return many;
}

Standing Attendance::standing_as_of(AttendeeIndex attendee, Instant as_of) const {
  return standing_of(presence().stays(attendee, as_of), frame(), as_of);
}

std::optional<Instant> Attendance::joined_at(AttendeeIndex attendee) const {
  return first_attended(presence().stays(attendee, kNever), frame());
}

std::optional<Instant> Attendance::participated_at(AttendeeIndex attendee) const {
  if (!watched_) return first_participated(presence().stays(attendee, kNever), frame());
  if (standing(attendee).participant) return watched_->crossed_at(attendee);
  return standing(attendee).online ? watched_->crossing(attendee) : std::nullopt;
}

std::optional<AttendeeIndex> Attendance::first_contradiction(Instant as_of) const {
  for (std::uint32_t number = 0; number < size(); ++number) {
    const AttendeeIndex attendee{number};
    if (standing(attendee) != standing_as_of(attendee, as_of) ||
        participated_at(attendee) != first_participated(presence().stays(attendee, kNever), frame()) ||
        registered().test(attendee) != registrations().registered_as_of(attendee, as_of)) {
      return attendee;
    }
  }
  return std::nullopt;
}

}  // namespace usher::attendance
