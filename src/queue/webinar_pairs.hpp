// The frame in which whatever is learnt of one attendee is applied: before, the change itself, the consequences.
#pragma once

#include "queue/webinar_run.hpp"

namespace usher::queue {

template <class ChangeIt>
void WebinarRun::change_attendee(AttendeeIndex attendee, Instant at, bool registration, ChangeIt change_it) {
  changed_ = true;
  struct Before {
    RuleIndex rule{};
    std::optional<Instant> due{};  ///< where the pair was due, if it was not in a moment of its own
    bool was_taken = false;        ///< by the moment of the attendee's own instant
  };
  std::vector<Before> before;
  const bool listed = registration && attendance_.listed_until(attendee, attendance::kNever);
  for (const decision::RuleState& rule : rules_) {
    const bool may_leave = rule.may_be_personal() || (listed && decided_with(rule, attendee));
    if (!rule.per_attendee() && !(registration && may_leave)) continue;
    const auto personal = rule.pairs->personal.find(attendee);
    const bool own = personal != rule.pairs->personal.end();
    const bool taken = own && progress_->open.contains(personal->second) &&
                       moments_.at(personal->second).takes_any(attendee, rules_, attendance_);
    before.push_back({rule.index, own ? std::nullopt : present_due(rule, attendee), taken});
  }
  const std::vector<Instant> following = moments_following(attendee);
  for (const Instant due : following) moments_.at(due).count_out(attendee, attendance_);
  if (!change_it()) {  // known already (S9)
    for (const Instant due : following) moments_.at(due).count_in(attendee, attendance_);
    return;
  }
  end_claims_of(attendee);
  for (const Instant due : following) {
    decision::Moment& moment = moments_.at(due);
    if (due >= at || registration) moment.refresh(attendee, attendance_);
    moment.count_in(attendee, attendance_);
    announce(moment);
  }
  for (const Before& pair : before) {
    decision::RuleState& rule = rules_[slot(pair.rule)];
    carry_unless_due(rule, attendee, pair.due);
    refresh_pair(rule, attendee, at, pair.was_taken);
  }
  fall_due(now_);
  for (const Instant due : moments_following(attendee)) release(moments_.at(due), attendee);
  fall_due(now_);
}

}  // namespace usher::queue
