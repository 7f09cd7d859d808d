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

bool NaiveWebinar::undecided(std::size_t slot, std::size_t attendee) const {
  return pairs_[attendee][slot].moment && read_by(slot, attendee) == nullptr;
}

bool NaiveWebinar::takes(std::size_t slot, std::size_t attendee) const {
  const auto& moment = pairs_[attendee][slot].moment;
  return moment && takes_as_of(slot, attendee, *moment);
}

bool NaiveWebinar::takes_as_of(std::size_t slot, std::size_t attendee, Instant undecided_as_of) const {
  if (cancelled_at_ || !slots_[slot].held || !pairs_[attendee][slot].open()) return false;
  const Decision* decision = truth_counts(slot, attendee) ? nullptr : read_by(slot, attendee);
  const Instant as_of = decision != nullptr ? decision->decided_at : undecided_as_of;
  if (!kept(slot, attendee, as_of)) return false;
  if (decision == nullptr) return belongs(slot, attendee, as_of);
  const Instant due = *pairs_[attendee][slot].moment;
  if (slots_[slot].rule.correct && due <= now_ && !belongs(slot, attendee, due)) return false;  // S17a
  return slots_[slot].rule.audience.contains(decision->standing);
}

/// S11c.
bool NaiveWebinar::kept(std::size_t slot, std::size_t attendee, Instant decided_at) const {
  const NaiveAttendee& person = attendees_[attendee];
  const Pair& pair = pairs_[attendee][slot];
  const Decision* here = pair.moment ? decided(*pair.moment, attendee) : nullptr;
  return person.keeps(decided_at) && (!pair.along || person.keeps(pair.along->decided_at)) &&
         (here == nullptr || person.keeps(here->decided_at));
}

std::vector<std::pair<std::size_t, std::size_t>> NaiveWebinar::pairs_ahead() const {
  std::vector<std::pair<std::size_t, std::size_t>> ahead;
  for (std::size_t attendee = 0; attendee < attendees_.size(); ++attendee) {
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
      const Pair& pair = pairs_[attendee][slot];
      if (pair.open() && pair.moment && *pair.moment > now_) ahead.emplace_back(slot, attendee);
    }
  }
  return ahead;
}

bool NaiveWebinar::may_lead(std::size_t slot, std::size_t attendee, Duration max_lead) const {
  const auto& moment = pairs_[attendee][slot].moment;
  if (!moment || *moment <= now_ || now_ < *moment - max_lead) return false;
  const Anchor& anchor = slots_[slot].rule.when;
  const auto known = anchor.per_attendee() ? anchor_of(anchor.kind, attendee) : std::nullopt;
  return (!known || *known <= now_) && takes_as_of(slot, attendee, now_);
}

bool NaiveWebinar::would_take(std::size_t slot, std::size_t attendee) const {
  const bool may_call = slots_[slot].held && !cancelled_at_;
  return may_call && pairs_[attendee][slot].open() && belongs(slot, attendee, now_);
}

bool NaiveWebinar::startable(std::size_t slot, std::size_t attendee) const {
  const Pair& pair = pairs_[attendee][slot];
  if (!pair.open() || !pair.moment || *pair.moment > now_) return false;
  return (closed_.count(*pair.moment) == 0 || truth_counts(slot, attendee)) && takes(slot, attendee);
}

void NaiveWebinar::close_moments() {
  std::set<Instant> past;
  // A webinar-anchored rule makes a moment even while nobody is known.
  for (const RuleSlot& slot : slots_)
    if (const auto due = rule_due(slot); due && *due < now_) past.insert(*due);
  for (const auto& of_attendee : pairs_)
    for (const Pair& pair : of_attendee)
      if (pair.moment && *pair.moment < now_) past.insert(*pair.moment);
  for (std::size_t attendee = 0; attendee < attendees_.size(); ++attendee)
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
      if (startable(slot, attendee)) past.erase(*pairs_[attendee][slot].moment);
  closed_.insert(past.begin(), past.end());
}

Decision NaiveWebinar::start(std::size_t slot, std::size_t attendee, HardCases& cases) {
  Pair& pair = pairs_[attendee][slot];
  pair.called = true;
  if (const Decision* read = read_by(slot, attendee)) {
    const Decision decision = truth_counts(slot, attendee) ? truth(slot, attendee) : *read;
    end_waiting(attendee, cases);
    return decision;
  }
  const Instant decided_at = std::min(now_, *pair.moment);
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
    if (counts && *pair.moment > now_) cases.met(HardCase::moved_during_the_lead_when_decided);
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
    if (closed_.count(*pair.moment) != 0) continue;  // S15a
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
  // S17d: somebody who was called is corrected even so.
  const bool left = pair.moment && !moment && !attendees_[attendee].registered_as_of(*pair.moment);
  pair.last_moment = left ? pair.moment : std::nullopt;
  if (pair.called) pair.left_when_called = true;
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
