// Counts the hard cases that events bring; decides nothing.
#include <algorithm>

#include "naive_webinar.hpp"

namespace usher::property {

void NaiveWebinar::tally_webinar(const Happening& happening, HardCases& cases) const {
  const bool live = definition_.timing == Timing::live;
  const Course known = course();
  const bool leads = !decisions_.empty() && decisions_.rbegin()->first.first > now_;
  if (leads) {
    if (happening.kind == Happening::Kind::edited) cases.met(HardCase::edited_during_the_lead);
    if (happening.kind == Happening::Kind::marker) cases.met(HardCase::marker_during_the_lead);
    if (happening.kind == Happening::Kind::cancelled) cases.met(HardCase::cancelled_during_the_lead);
  }
  switch (happening.kind) {
    case Happening::Kind::edited:
      cases.met(HardCase::edited);
      break;
    case Happening::Kind::moved:
      cases.met(HardCase::moved);
      break;
    case Happening::Kind::started:
      cases.met(live ? HardCase::live_started : HardCase::automated_started);
      break;
    case Happening::Kind::ended:
      if (!live) {
        cases.met(HardCase::automated_ended);
      } else if (happening.at - *known.start > definition_.duration) {
        cases.met(HardCase::live_overrun);
      } else {
        cases.met(HardCase::live_ended_early);
      }
      break;
    case Happening::Kind::marker:
      cases.met(markers_.count(happening.marker) != 0 ? HardCase::marker_again : HardCase::marker);
      break;
    default: {
      cases.met(HardCase::webinar_cancelled);
      for (std::size_t attendee = 0; attendee < attendees_.size(); ++attendee) {
        for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
          if (!startable(slot, attendee)) continue;
          cases.met(HardCase::cancelled_while_pending);
          return;
        }
      }
      break;
    }
  }
}

void NaiveWebinar::tally_presence(std::size_t attendee, const PresenceEntry& entry, HardCases& cases) const {
  const NaiveAttendee& person = attendees_[attendee];
  const auto& presence = person.presence();
  if (std::find(presence.begin(), presence.end(), entry) != presence.end()) {
    cases.met(HardCase::repeated_event);
    return;
  }
  tally_instants(attendee, entry.at, cases);
  const PresenceEntry* before = nullptr;
  const PresenceEntry* after = nullptr;
  bool same_instant = false;
  for (const PresenceEntry& other : presence) {
    if (other.session != entry.session) continue;
    if (other.at == entry.at) same_instant = true;
    if (other.at < entry.at && (before == nullptr || before->at < other.at)) before = &other;
    if (other.at > entry.at && (after == nullptr || other.at < after->at)) after = &other;
  }
  const bool joined_before = before != nullptr && before->join;
  if (same_instant) {
    cases.met(joined_before ? HardCase::same_instant_pair : HardCase::stay_of_no_length);
    return;
  }
  if (entry.join && joined_before) cases.met(HardCase::rejoin_without_leave);
  if (!entry.join && !joined_before) cases.met(HardCase::leave_without_join);
  if (entry.join && after != nullptr && !after->join) cases.met(HardCase::reversed_event);
  if (entry.join && !joined_before && person.standing(course(), entry.at).online) cases.met(HardCase::several_sessions);
}

void NaiveWebinar::tally_instants(std::size_t attendee, Instant at, HardCases& cases) const {
  const Course known = course();
  if (known.start == at) cases.met(HardCase::presence_exactly_at_start);
  if (known.mark() == at) cases.met(HardCase::presence_exactly_at_mark);
  if (known.end == at) cases.met(HardCase::presence_exactly_at_end);
  for (const Pair& pair : pairs_[attendee]) {
    if (pair.moment != at) continue;
    cases.met(HardCase::presence_exactly_at_due);
    break;
  }
}

/// An event comes too late: for a moment that is closed, or for a correction; or in time to drop who was wrong.
void NaiveWebinar::tally_late(std::size_t attendee, HardCases& cases) const {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const Pair& pair = pairs_[attendee][slot];
    const auto until = corrected_until(slot, attendee);
    if (pair.called && until && *until < now_ && !belongs(slot, attendee, *corrected_in(slot, attendee)))
      cases.met(HardCase::correction_out_of_time);
    if (!pair.moment) continue;
    if (pair.open() && truth_counts(slot, attendee) && !undecided(slot, attendee) &&
        slots_[slot].rule.audience.contains(read_by(slot, attendee)->standing) &&
        !belongs(slot, attendee, *pair.moment))
      cases.met(HardCase::wrong_one_dropped);
    if (closed(*pair.moment) && takes(slot, attendee)) cases.met(HardCase::late_for_a_closed_moment);
  }
}

/// An event about somebody who is decided, but not due yet.
void NaiveWebinar::tally_decided(std::size_t attendee, const Happening& happening, HardCases& cases) const {
  for (const auto& [where, decision] : decisions_) {
    const auto& [moment, who] = where;
    if (who != attendee || moment <= now_ || decision.decided_at > now_) continue;
    if (happening.at < decision.decided_at) cases.met(HardCase::late_event_after_an_early_decision);
    if (!attendees_[attendee].registered_as_of(now_)) cases.met(HardCase::unregistered_after_an_early_decision);
    if (attendees_[attendee].standing(course(), now_) != decision.standing)
      cases.met(HardCase::changed_after_an_early_decision);
  }
}

}  // namespace usher::property
