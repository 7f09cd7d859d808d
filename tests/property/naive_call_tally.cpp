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
  if (*pair.moment <= now_ && decision.decided_at < *pair.moment) cases_.met(HardCase::early_decision_read_after_due);
  if (*pair.moment > now_) tally_early_start(member, decision);
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

void NaiveQueue::tally_early_start(const Ready& member, const Decision& decision) {
  const NaiveWebinar& webinar = webinars_[member.webinar].webinar;
  const Rule& rule = webinar.slots()[member.slot].rule;
  const Instant due = *webinar.pair(member.slot, member.attendee).moment;
  cases_.met(decision.decided_at == now_ ? HardCase::decided_early : HardCase::called_early_as_decided);
  if (rule.when.per_attendee()) cases_.met(HardCase::early_by_own_anchor);
  if (connections_[member.connection].suspended()) cases_.met(HardCase::early_probe);
  const std::string& lane = connections_[member.connection].settings().lane;
  for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
    const Rule& other = webinar.slots()[slot].rule;
    const bool complementary = other.audience == ~rule.audience && webinar.pair(slot, member.attendee).moment == due;
    if (complementary && connections_[*connection(other.connection)].settings().lane != lane)
      cases_.met(HardCase::shared_out_early_over_two_lanes);
  }
}

void NaiveQueue::tally_call(const CallImage& call, const std::vector<Ready>& members) {
  if (flights_.size() > 1) cases_.met(HardCase::several_lanes_in_flight);
  const Ready::What what = members.front().what;
  if (what == Ready::What::retry && now_ < call.handovers.front().due) cases_.met(HardCase::retried_early);
  if (call.handovers.size() < 2) return;
  if (what == Ready::What::first && now_ < call.handovers.front().due) cases_.met(HardCase::early_batch);
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
  if (before.decision.decided_at < before.due) cases_.met(HardCase::early_decision_corrected);
  if (before.due != member.instant) cases_.met(HardCase::moved_pair_corrected);
}

/// What is passed over because its connection may not be called now.
void NaiveQueue::tally_kept(const std::vector<Ready>& kept, const std::map<std::string, std::vector<Ready>>& calls) {
  for (const Ready& item : kept) {
    const NaiveConnection& over = connections_[item.connection];
    cases_.met(over.paused()          ? HardCase::kept_by_pause
               : over.throttled(now_) ? HardCase::kept_by_throttling
               : over.suspended()     ? HardCase::kept_by_suspension
                                      : HardCase::kept_by_spacing);
    const auto instead = calls.find(over.settings().lane);
    if (instead != calls.end() && before(item, instead->second.front())) cases_.met(HardCase::served_past_one_kept);
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
