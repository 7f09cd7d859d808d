// What a journal keeps of a webinar beside its events, and what it gives back after a crash: recorded facts are
// applied, never decided again (S26, S27).
#include <algorithm>

#include "queue/webinar_pairs.hpp"

namespace usher::queue {

using decision::Decision;
using decision::Member;
using decision::Moment;
using decision::RuleState;

const Moment* WebinarRun::to_record(Instant due) {
  Moment& moment = moments_.at(due);
  return moment.recorded() ? nullptr : &moment;
}

bool WebinarRun::claimed(Instant due, RuleIndex rule, AttendeeIndex attendee) const {
  const auto& claims = rules_[slot(rule)].pairs->claimed;
  const auto found = claims.find(due);
  return found != claims.end() && found->second.test(attendee);
}

std::vector<AttendeeIndex> WebinarRun::claim(Instant due, RuleIndex index, std::size_t most) {
  std::vector<AttendeeIndex> claimed;
  if (!progress_->live.contains(due)) return claimed;
  const Moment& moment = moments_.at(due);
  RuleState& rule = rules_[slot(index)];
  for (const Member& member : moment.members()) {
    if (member.rule != index) continue;
    for (auto next = moment.first_taken(member, rule, member.cursor, attendance_); next && claimed.size() < most;
         next = moment.first_taken(member, rule, static_cast<std::uint32_t>(*next) + 1, attendance_)) {
      claimed.push_back(*next);
    }
  }
  for (const AttendeeIndex attendee : claimed) rule.pairs.make().claimed[due].set(attendee);
  return claimed;
}

std::vector<WebinarRun::Claimed> WebinarRun::end_claims() {
  std::vector<Claimed> open;
  for (RuleState& rule : rules_) {
    for (const auto& claims : rule.pairs->claimed) {
      const attendance::Plane& attendees = claims.second;
      for (std::size_t word = 0; word < attendees.words(); ++word) {
        attendance::for_each_bit(attendees.word(word) & ~rule.pairs->called.word(word), word,
                                 [&](AttendeeIndex attendee) {
                                   open.push_back({claims.first, rule.index, attendee});
                                 });
      }
    }
  }
  drop_claims();
  return open;
}

void WebinarRun::end_claims_of(AttendeeIndex attendee) {
  for (RuleState& rule : rules_) {
    if (rule.pairs->claimed.empty()) continue;
    for (auto& [due, attendees] : rule.pairs.make().claimed) attendees.clear(attendee);
  }
}

void WebinarRun::drop_claims() {
  for (RuleState& rule : rules_) {
    if (decision::Pairs* const pairs = rule.pairs.if_made()) pairs->claimed.clear();
  }
}

std::optional<WebinarRun::Taken> WebinarRun::take_recorded(Instant due, RuleIndex index, AttendeeIndex attendee,
                                                           const std::optional<Decision>& decision) {
  const auto found = moments_.find(due);
  RuleState& rule = rules_[slot(index)];
  if (found == moments_.end() || !rule.active() || rule.pairs->called.test(attendee)) return std::nullopt;
  Taken taken = start(found->second, rule, attendee, decision);
  note_taken(found->second);
  return taken;
}

std::optional<WebinarRun::Taken> WebinarRun::correct_recorded(Instant due, RuleIndex index, AttendeeIndex attendee,
                                                              CallKind kind, const Decision& decision) {
  const auto found = moments_.find(due);
  RuleState& rule = rules_[slot(index)];
  if (found == moments_.end() || !rule.active() || !rule.pairs->called.test(attendee)) return std::nullopt;
  Taken taken = start_correction(found->second, rule, attendee, kind);
  taken.decision = decision;
  note_taken(found->second);
  return taken;
}

bool WebinarRun::restore_claim(Instant due, RuleIndex rule, AttendeeIndex attendee) {
  if (!moments_.contains(due)) return false;
  rules_[slot(rule)].pairs.make().claimed[due].set(attendee);
  return true;
}

std::optional<AttendeeIndex> WebinarRun::first_difference(Instant due, const attendance::Plane& eligible,
                                                          const attendance::StandingPlanes& truth) const {
  const auto found = moments_.find(due);
  if (found == moments_.end()) return std::nullopt;
  const Moment& moment = found->second;
  for (std::uint32_t number = 0; number < attendance_.size(); ++number) {
    const AttendeeIndex attendee{number};
    const bool same = eligible.test(attendee) == moment.eligible_then().test(attendee) &&
                      truth.at(attendee) == moment.truth().at(attendee);
    if (!same && !attendance_.is_nameless(attendee)) return attendee;
  }
  return std::nullopt;
}

bool WebinarRun::restore_planes(Instant due, attendance::Plane eligible, attendance::StandingPlanes truth) {
  disturb();
  changed_ = true;
  const auto found = moments_.find(due);
  if (found == moments_.end() || !found->second.reached() || !found->second.for_everybody()) return false;
  found->second.restore(std::move(eligible), std::move(truth));
  announce(found->second);
  return true;
}

bool WebinarRun::restore_closed(const std::vector<Instant>& dues) {
  disturb();
  changed_ = true;
  compare();
  return std::all_of(dues.begin(), dues.end(), [&](Instant due) {
    const auto found = moments_.find(due);
    if (found == moments_.end() || !found->second.reached()) return false;
    progress_.make().to_check.erase(due);
    close(found->second);
    return true;
  });
}

void WebinarRun::forget(AttendeeIndex attendee) {
  disturb();
  change_attendee(attendee, now_, true, [&] {
    attendance_.forget(attendee);
    for (RuleState& rule : rules_) {
      decision::Pairs& pairs = rule.pairs.make();
      pairs.called.set(attendee);
      pairs.cancelled.set(attendee);
    }
    return true;
  });
}

}  // namespace usher::queue
