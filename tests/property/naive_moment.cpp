// Moments: who is in one, who is decided, what stays behind when a rule moves (SPEC S5d, S5e, S11c, S14, S15).
#include <algorithm>

#include "naive_webinar.hpp"

namespace usher::property {

const Decision* NaiveWebinar::decided(Instant moment, std::size_t attendee) const {
  const auto found = decisions_.find({moment, attendee});
  return found == decisions_.end() ? nullptr : &found->second;
}

// S5e. A rule whose audience was ever edited reads the moment first from then on.
const Decision* NaiveWebinar::read_by(std::size_t slot, std::size_t attendee) const {
  const Pair& pair = pairs_[attendee][slot];
  const Decision* of_moment = decided(*pair.moment, attendee);
  if (!pair.along) return of_moment;
  if (of_moment != nullptr && slots_[slot].audience_edited) return of_moment;
  return &*pair.along;
}

bool NaiveWebinar::takes(std::size_t slot, std::size_t attendee) const {
  const Pair& pair = pairs_[attendee][slot];
  if (cancelled_at_ || !slots_[slot].held || !pair.moment || !pair.open()) return false;
  const Decision* decision = read_by(slot, attendee);
  const NaiveAttendee& person = attendees_[attendee];
  // S11c: calls do not start before due, so who is not decided will be as of due.
  const Instant as_of = decision != nullptr ? decision->decided_at : *pair.moment;
  if (!person.keeps(as_of) || (pair.along && !person.keeps(pair.along->decided_at))) return false;
  const Standing standing = decision != nullptr ? decision->standing : person.standing(course(), as_of);
  return slots_[slot].rule.audience.contains(standing);
}

bool NaiveWebinar::would_take(std::size_t slot, std::size_t attendee, Instant now) const {
  const NaiveAttendee& person = attendees_[attendee];
  return pairs_[attendee][slot].open() && person.registered_as_of(now) &&
         slots_[slot].rule.audience.contains(person.standing(course(), now));
}

bool NaiveWebinar::startable(std::size_t slot, std::size_t attendee, Instant now) const {
  const Pair& pair = pairs_[attendee][slot];
  return pair.open() && pair.moment && *pair.moment <= now && closed_.count(*pair.moment) == 0 && takes(slot, attendee);
}

void NaiveWebinar::close_moments(Instant now) {
  std::set<Instant> past;
  // A webinar-anchored rule makes a moment even while nobody is known.
  for (const RuleSlot& slot : slots_)
    if (const auto due = rule_due(slot); due && *due < now) past.insert(*due);
  for (const auto& of_attendee : pairs_)
    for (const Pair& pair : of_attendee)
      if (pair.moment && *pair.moment < now) past.insert(*pair.moment);
  for (std::size_t attendee = 0; attendee < attendees_.size(); ++attendee)
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
      if (startable(slot, attendee, now)) past.erase(*pairs_[attendee][slot].moment);
  closed_.insert(past.begin(), past.end());
}

Decision NaiveWebinar::start(std::size_t slot, std::size_t attendee, Instant now) {
  Pair& pair = pairs_[attendee][slot];
  pair.called = true;
  if (const Decision* decision = read_by(slot, attendee)) return *decision;
  const Instant decided_at = std::min(now, *pair.moment);
  const Decision decision{attendees_[attendee].standing(course(), decided_at), decided_at, ++order_};
  decisions_[{*pair.moment, attendee}] = decision;
  return decision;
}

void NaiveWebinar::cancel(std::size_t slot, std::size_t attendee, HardCases& cases) {
  pairs_[attendee][slot].cancelled = true;
  end_waiting(attendee, cases);
}

bool NaiveWebinar::somebody_takes(std::size_t attendee, Instant moment) const {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    if (pairs_[attendee][slot].moment == moment && takes(slot, attendee)) return true;
  return false;
}

/// Who is handed over by which moment just before an event: who stays there when the event moves the rules (S5d 3).
void NaiveWebinar::note_taken(std::size_t attendee) {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const auto& moment = pairs_[attendee][slot].moment;
    if (!moment) continue;
    taken_.erase({*moment, attendee});
    if (closed_.count(*moment) == 0 && somebody_takes(attendee, *moment)) taken_.insert({*moment, attendee});
  }
}

/// S5d 3 speaks of those whom D0 takes: those it was about to hand over when the event came (SPEC S5: "history for
/// those it hands over"). An event that moves a moment and at the same time makes it take somebody leaves nobody
/// behind.
void NaiveWebinar::note_waiting(std::size_t attendee, Instant at) {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const auto& moment = pairs_[attendee][slot].moment;
    if (moment && *moment < at && closed_.count(*moment) == 0 && takes(slot, attendee))
      waiting_.insert({*moment, attendee});
  }
}

/// S5d for all pairs of one attendee, after an event with this `at`.
void NaiveWebinar::place_again(std::size_t attendee, Instant at, HardCases& cases) {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    if (slots_[slot].held) place_pair(slot, attendee, at, cases);
  end_waiting(attendee, cases);
}

void NaiveWebinar::place_pair(std::size_t slot, std::size_t attendee, Instant at, HardCases& cases) {
  Pair& pair = pairs_[attendee][slot];
  const auto due = present_due(slot, attendee);
  if (pair.place != Pair::Place::follows || due == pair.moment) return;
  const bool counts = pair.open();  // in the tally: nobody cares where a pair goes that was called
  if (pair.moment && decided(*pair.moment, attendee) != nullptr) {
    if (at > *pair.moment) {
      pair.place = Pair::Place::stayed_decided;
      if (counts) cases.met(HardCase::moved_after_due_when_decided);
      return;
    }
    pair.along = *read_by(slot, attendee);
    if (counts) cases.met(HardCase::moved_before_due_when_decided);
  } else if (pair.moment && at > *pair.moment) {
    if (waiting_.count({*pair.moment, attendee}) != 0) {
      pair.place = Pair::Place::stayed_waiting;
      if (counts) cases.met(HardCase::moved_after_due_while_waiting);
      return;
    }
    if (counts) cases.met(HardCase::moved_after_due_when_left_out);
  }
  // S5d 4 says "decided anew"; a decision taken along earlier is kept even so (SPEC S5: "wherever and by whatever
  // they move").
  come(slot, attendee, due, cases);
}

/// S5d 3: once no rule of the moment takes the attendee any more, those who stayed for that go where they are due.
void NaiveWebinar::end_waiting(std::size_t attendee, HardCases& cases) {
  std::vector<std::size_t> leaving;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const Pair& pair = pairs_[attendee][slot];
    if (pair.place != Pair::Place::stayed_waiting || decided(*pair.moment, attendee) != nullptr) continue;
    if (!somebody_takes(attendee, *pair.moment)) leaving.push_back(slot);
  }
  for (const std::size_t slot : leaving) {
    cases.met(HardCase::waiting_ended_by_late_event);
    come(slot, attendee, present_due(slot, attendee), cases);
  }
}

void NaiveWebinar::come(std::size_t slot, std::size_t attendee, std::optional<Instant> moment, HardCases& cases) {
  Pair& pair = pairs_[attendee][slot];
  const bool from_elsewhere = pair.moment.has_value();
  pair.place = Pair::Place::follows;
  pair.moment = moment;
  pair.came = ++order_;
  if (moment && pair.open() && (from_elsewhere || moment != rule_due(slots_[slot]))) open(*moment, cases);
}

/// S15a: a rule that comes to a closed moment opens it, and so does an attendee's own due instant, or who comes from
/// another moment.
void NaiveWebinar::open(Instant moment, HardCases& cases) {
  if (closed_.erase(moment) != 0) cases.met(HardCase::moment_opened_again);
}

}  // namespace usher::property
