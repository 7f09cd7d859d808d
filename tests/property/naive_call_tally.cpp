// Counts the hard cases that calls bring; decides nothing.
#include <algorithm>

#include "naive_model.hpp"

namespace usher::property {

void NaiveQueue::tally_first_start(const Ready& member, const Decision& decision) {
  const NaiveWebinar& webinar = webinars_[member.webinar].webinar;
  const RuleSlot& slot = webinar.slots()[member.slot];
  const Pair& pair = webinar.pair(member.slot, member.attendee);
  const Rule& rule = slot.rule;
  if (webinar.closed(*pair.moment)) cases_.met(HardCase::missing_one_made);
  if (pair.along && pair.along->order == decision.order) cases_.met(HardCase::decision_taken_along_called);
  if (rule.when.kind == Anchor::Kind::registered) cases_.met(HardCase::anchor_registered_called);
  if (rule.when.kind == Anchor::Kind::joined) cases_.met(HardCase::anchor_joined_called);
  if (rule.when.kind == Anchor::Kind::participated) cases_.met(HardCase::anchor_participated_called);
  const Threshold& threshold = webinar.definition().threshold;
  if (threshold.hundredths == 0) cases_.met(HardCase::percent_0_called);
  if (threshold.hundredths == 10'000) cases_.met(HardCase::percent_100_called);
  if (threshold.measure == Threshold::Measure::watched) cases_.met(HardCase::watched_called);
  if (*pair.moment < now_) cases_.met(HardCase::called_late);
  if (rule.when.kind == Anchor::Kind::start && rule.offset < Duration{0} && !webinar.course().start)
    cases_.met(HardCase::negative_offset_of_live_start);
  const auto due = webinar.rule_due(slot);
  if (due && due != slot.value && due == pair.moment) cases_.met(HardCase::late_rule_at_once);
  if (due && rule.when_late == WhenLate::at_once && *due < *pair.moment) cases_.met(HardCase::late_person_at_once);
  if (member.attendee >= 64) cases_.met(HardCase::called_beyond_64_attendees);
  if (member.attendee >= 128) cases_.met(HardCase::called_beyond_128_attendees);
  const std::string& lane = connections_[member.connection].settings().lane;
  for (const NaiveHandover& other : handovers_) {
    if (other.webinar != member.webinar || other.attendee != member.attendee || other.due != *pair.moment) continue;
    if (connections_[*connection(other.connection)].settings().lane != lane)
      cases_.met(HardCase::one_attendee_over_two_lanes);
  }
}

void NaiveQueue::tally_call(const CallImage& call, const std::vector<Ready>& members) {
  if (flights_.size() > 1) cases_.met(HardCase::several_lanes_in_flight);
  if (call.handovers.size() < 2) return;
  const Ready::What what = members.front().what;
  if (what == Ready::What::correction) cases_.met(HardCase::corrections_in_one_batch);
  if (what == Ready::What::retry) cases_.met(HardCase::retries_in_one_batch);
  if (what != Ready::What::first) return;
  cases_.met(HardCase::batch_of_several);
  if (call.handovers.front().due != call.handovers.back().due) cases_.met(HardCase::batch_of_several_dues);
}

void NaiveQueue::tally_correction(const Ready& member) {
  const NaiveHandover& before = handovers_[member.handover];
  const Pair& pair = webinars_[member.webinar].webinar.pair(member.slot, member.attendee);
  cases_.met(member.kind == CallKind::retraction ? HardCase::retraction_called : HardCase::transfer_after_retraction);
  if (before.state == NaiveHandover::State::retrying) cases_.met(HardCase::retry_dropped_for_correction);
  if (!pair.moment) cases_.met(HardCase::corrected_without_an_instant);
  if (before.due != member.instant) cases_.met(HardCase::moved_pair_corrected);
}

/// What is passed over because its connection may not be called now; `head` is what starts instead.
void NaiveQueue::tally_kept(const std::vector<Ready>& kept, const Ready* head) {
  for (const Ready& item : kept) {
    const NaiveConnection& over = connections_[item.connection];
    cases_.met(over.paused()          ? HardCase::kept_by_pause
               : over.throttled(now_) ? HardCase::kept_by_throttling
               : over.suspended()     ? HardCase::kept_by_suspension
                                      : HardCase::kept_by_spacing);
    if (head != nullptr && over.settings().lane == connections_[head->connection].settings().lane &&
        before(item, *head))
      cases_.met(HardCase::served_past_one_kept);
  }
}

void NaiveQueue::tally_dead() {
  for (const NaiveHandover& each : handovers_) {
    const bool unknown = each.state == NaiveHandover::State::dead || each.state == NaiveHandover::State::forgotten;
    if (unknown && webinars_[each.webinar].webinar.to_be_followed(each.slot, each.attendee, each.kind))
      cases_.met(HardCase::dead_letter_not_corrected);
  }
}

}  // namespace usher::property
