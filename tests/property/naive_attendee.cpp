#include "naive_attendee.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace usher::property {
namespace {

constexpr Instant kOpen = Instant::max();

Instant earlier_of(Instant instant, const std::optional<Instant>& end) {
  return end ? std::min(instant, *end) : instant;
}

/// Sessions united: stays with a length, none touching another.
std::vector<RoomStay> united(const std::vector<RoomStay>& stays) {
  std::vector<RoomStay> result;
  for (const RoomStay& stay : stays) {
    if (!stay.has_length()) continue;
    if (!result.empty() && stay.joined <= result.back().left) {
      result.back().left = std::max(result.back().left, stay.left);
    } else {
      result.push_back(stay);
    }
  }
  return result;
}

}  // namespace

std::optional<Instant> Course::mark() const {
  if (!start) return std::nullopt;
  return *start + distance;
}

bool NaiveAttendee::add(const PresenceEntry& entry) {
  if (std::find(presence_.begin(), presence_.end(), entry) != presence_.end()) return false;
  presence_.push_back(entry);
  find_stays();
  return true;
}

bool NaiveAttendee::add(const RegistrationEntry& entry) {
  const auto behind = std::upper_bound(registrations_.begin(), registrations_.end(), entry,
                                       [](const auto& left, const auto& right) { return left.at < right.at; });
  registrations_.insert(behind, entry);
  return true;
}

bool NaiveAttendee::registered_as_of(Instant instant) const {
  bool registered = false;
  for (const auto& entry : registrations_)
    if (entry.at <= instant) registered = entry.registers;
  return registered;
}

bool NaiveAttendee::listed_as_of(Instant instant) const {
  return !registrations_.empty() && registrations_.front().at <= instant;
}

bool NaiveAttendee::keeps(Instant decided_at) const {
  return registered_as_of(decided_at) &&
         std::none_of(registrations_.begin(), registrations_.end(),
                      [&](const auto& entry) { return !entry.registers && entry.at > decided_at; });
}

std::optional<Instant> NaiveAttendee::first_registration_after(Instant instant) const {
  for (const auto& entry : registrations_)
    if (entry.registers && entry.at > instant && registered_as_of(entry.at)) return entry.at;
  return std::nullopt;
}

std::string NaiveAttendee::profile() const {
  std::string newest;
  for (const auto& entry : registrations_)
    if (entry.registers && !entry.profile.empty()) newest = entry.profile;
  return newest;
}

std::optional<Instant> NaiveAttendee::registered_anchor() const {
  std::optional<Instant> anchor;
  for (const auto& entry : registrations_) {
    if (!entry.registers) {
      anchor.reset();
    } else if (!anchor) {
      anchor = entry.at;
    }
  }
  return anchor;
}

std::vector<RoomStay> NaiveAttendee::stays_of_session(const std::string& session) const {
  std::set<Instant> joins;
  std::set<Instant> leaves;
  for (const auto& entry : presence_)
    if (entry.session == session) (entry.join ? joins : leaves).insert(entry.at);
  std::set<Instant> instants{joins};
  instants.insert(leaves.begin(), leaves.end());

  std::vector<RoomStay> stays;
  std::optional<Instant> joined;
  for (const Instant instant : instants) {
    const bool joins_here = joins.count(instant) != 0;
    const bool leaves_here = leaves.count(instant) != 0;
    if (joins_here && leaves_here) {
      if (!joined) stays.push_back({instant, instant});  // S9: after it as before it
    } else if (joins_here) {
      if (!joined) joined = instant;  // S6: stays joined from the first
    } else if (joined) {
      stays.push_back({*joined, instant});
      joined.reset();
    }
  }
  if (joined) stays.push_back({*joined, kOpen});
  return stays;
}

void NaiveAttendee::find_stays() {
  std::set<std::string> sessions;
  for (const auto& entry : presence_) sessions.insert(entry.session);
  stays_.clear();
  for (const auto& session : sessions) {
    const auto of_session = stays_of_session(session);
    stays_.insert(stays_.end(), of_session.begin(), of_session.end());
  }
  std::sort(stays_.begin(), stays_.end(),
            [](const auto& left, const auto& right) { return left.joined < right.joined; });
}

bool NaiveAttendee::in_room_within(Instant from, Instant to) const {
  return first_in_room(from, to).has_value();
}

std::optional<Instant> NaiveAttendee::first_in_room(Instant from, std::optional<Instant> to) const {
  std::optional<Instant> first;
  for (const RoomStay& stay : stays_) {
    const Instant instant = std::max(stay.joined, from);
    const bool there = stay.has_length() ? instant < stay.left : instant == stay.joined;
    if (there && (!to || instant <= *to) && (!first || instant < *first)) first = instant;
  }
  return first;
}

Duration NaiveAttendee::watched(Instant from, Instant to) const {
  Duration total{0};
  for (const RoomStay& stay : united(stays_)) {
    const Instant begin = std::max(stay.joined, from);
    const Instant end = std::min(stay.left, to);
    if (begin < end) total += end - begin;
  }
  return total;
}

bool NaiveAttendee::participant(const Course& course, Instant as_of) const {
  if (!course.start || as_of < *course.start) return false;
  const Instant until = earlier_of(as_of, course.end);
  if (course.measure == Threshold::Measure::watched)
    return in_room_within(*course.start, until) && watched(*course.start, until) >= course.distance;
  const Instant mark = *course.mark();
  if (as_of < mark) return false;
  if (course.end && mark == *course.end)
    return std::any_of(stays_.begin(), stays_.end(),
                       [&](const RoomStay& stay) { return stay.joined < mark && mark <= stay.left; });
  return in_room_within(mark, until);
}

std::uint64_t NaiveAttendee::changed() const {
  const auto latest =
      std::max_element(presence_.begin(), presence_.end(), [](const PresenceEntry& left, const PresenceEntry& right) {
        return std::tie(left.at, left.learnt) < std::tie(right.at, right.learnt);
      });
  return latest == presence_.end() ? 0 : latest->learnt;
}

bool NaiveAttendee::change_is_open() const {
  Instant latest = kEarliestInstant;
  for (const PresenceEntry& entry : presence_) latest = std::max(latest, entry.at);
  return std::count_if(presence_.begin(), presence_.end(), [&](const auto& entry) { return entry.at == latest; }) > 1;
}

Standing NaiveAttendee::standing(const Course& course, Instant as_of) const {
  Standing standing;
  standing.online = std::any_of(stays_.begin(), stays_.end(),
                                [&](const RoomStay& stay) { return stay.joined <= as_of && as_of < stay.left; });
  standing.attended =
      course.start && as_of >= *course.start && in_room_within(*course.start, earlier_of(as_of, course.end));
  standing.participant = participant(course, as_of);
  return standing;
}

std::optional<Instant> NaiveAttendee::joined_anchor(const Course& course) const {
  if (!course.start) return std::nullopt;
  return first_in_room(*course.start, course.end);
}

std::optional<Instant> NaiveAttendee::participated_anchor(const Course& course) const {
  if (!course.start) return std::nullopt;
  const Instant mark = *course.mark();
  if (course.measure == Threshold::Measure::position) {
    if (!course.end || mark != *course.end) return first_in_room(mark, course.end);
    if (participant(course, mark)) return mark;
    return std::nullopt;
  }
  if (course.distance == Duration{0}) return joined_anchor(course);
  Duration missing = course.distance;
  for (const RoomStay& stay : united(stays_)) {
    const Instant begin = std::max(stay.joined, *course.start);
    const Instant end = earlier_of(stay.left, course.end);
    if (begin >= end) continue;
    if (end - begin >= missing) return begin + missing;
    missing -= end - begin;
  }
  return std::nullopt;
}

}  // namespace usher::property
