// The truth as of due, and where it differs from what was called (SPEC S17-S17f).
#include "naive_webinar.hpp"

namespace usher::property {

bool NaiveWebinar::belongs(std::size_t slot, std::size_t attendee, Instant due) const {
  const NaiveAttendee& person = attendees_[attendee];
  return person.registered_as_of(due) && slots_[slot].rule.audience.contains(person.standing(course(), due));
}

std::optional<Instant> NaiveWebinar::corrected_in(std::size_t slot, std::size_t attendee) const {
  const Pair& pair = pairs_[attendee][slot];
  if (cancelled_at_ || pair.cancelled || !slots_[slot].held || !slots_[slot].rule.correct) return std::nullopt;
  return compared_in(slot, attendee);
}

// S17d. A target may have somebody who is left out because they are not registered as of due.
std::optional<Instant> NaiveWebinar::compared_in(std::size_t slot, std::size_t attendee) const {
  const Pair& pair = pairs_[attendee][slot];
  if (pair.moment || !pair.called) return pair.moment;
  auto left = due_if_registered(slot, attendee);
  // Its anchor has gone with the registration.
  if (!left && slots_[slot].rule.when.kind == Anchor::Kind::registered) left = pair.last_moment;
  if (left && !attendees_[attendee].registered_as_of(*left)) return left;
  return std::nullopt;
}

std::optional<Instant> NaiveWebinar::corrected_until(std::size_t slot, std::size_t attendee) const {
  const auto due = corrected_in(slot, attendee);
  if (!due) return std::nullopt;
  return *due + slots_[slot].rule.correct_for;
}

bool NaiveWebinar::truth_counts(std::size_t slot, std::size_t attendee) const {
  const auto due = corrected_in(slot, attendee);
  return due && *due <= now_ && now_ <= *corrected_until(slot, attendee);
}

bool NaiveWebinar::to_be_followed(std::size_t slot, std::size_t attendee, CallKind last) const {
  if (!truth_counts(slot, attendee)) return false;
  const Instant due = *corrected_in(slot, attendee);
  const bool belongs_there = belongs(slot, attendee, due);
  return last == CallKind::transfer ? !belongs_there : belongs_there && attendees_[attendee].keeps(due);
}

Decision NaiveWebinar::truth(std::size_t slot, std::size_t attendee) const {
  const Instant due = *corrected_in(slot, attendee);
  return {attendees_[attendee].standing(course(), due), due, 0};
}

bool NaiveWebinar::called_somebody_who_left() const {
  for (const auto& of_attendee : pairs_)
    for (const Pair& pair : of_attendee)
      if (pair.left_when_called) return true;
  return false;
}

std::uint64_t NaiveWebinar::new_differences(HardCases& cases) {
  std::uint64_t differences = 0;
  std::set<std::pair<std::size_t, Instant>> compared;
  for (std::size_t attendee = 0; attendee < attendees_.size(); ++attendee) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      const Pair& pair = pairs_[attendee][slot];
      const Rule& rule = slots_[slot].rule;
      const auto moment = compared_in(slot, attendee);
      if (!slots_[slot].held || rule.correct || !moment || compared_.count({slot, *moment}) != 0) continue;
      if (!closed(*moment) || now_ <= *moment + rule.correct_for) continue;
      compared.insert({slot, *moment});
      const bool belongs_there = belongs(slot, attendee, *moment);
      const bool missing = pair.open() && belongs_there && kept(slot, attendee, *moment);
      if (!missing && (!pair.called || pair.cancelled || belongs_there)) continue;
      cases.met(missing ? HardCase::difference_missing : HardCase::difference_wrong);
      ++differences;
    }
  }
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const auto due = rule_due(slots_[slot]);
    if (due && !slots_[slot].rule.correct && closed(*due) && now_ > *due + slots_[slot].rule.correct_for)
      compared.insert({slot, *due});
  }
  compared_.merge(compared);
  return differences;
}

}  // namespace usher::property
