// What is pending, when something comes, how long webinars are held (SPEC S28), and the tally of calls.
#include <algorithm>
#include <tuple>

#include "naive_model.hpp"

namespace usher::property {

std::vector<PendingImage> NaiveQueue::pending() const {
  std::vector<PendingImage> all;
  for (const NaiveHandover& each : handovers_) {
    const bool in_flight = each.state == NaiveHandover::State::in_flight;
    if (!in_flight && each.state != NaiveHandover::State::retrying) continue;
    const NaiveWebinar& webinar = webinars_[each.webinar].webinar;
    all.push_back({webinar.id(), webinar.slots()[each.slot].rule.id, webinar.attendees()[each.attendee].id(), each.due,
                   in_flight ? PendingHandover::State::in_flight : PendingHandover::State::retrying, each.attempts});
  }
  for (const Ready& each : ready()) {
    if (each.retry) continue;
    const NaiveWebinar& webinar = webinars_[each.webinar].webinar;
    all.push_back({webinar.id(), webinar.slots()[each.slot].rule.id, webinar.attendees()[each.attendee].id(),
                   each.instant, PendingHandover::State::waiting, 0});
  }
  std::sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
    return std::tie(left.webinar, left.rule, left.attendee) < std::tie(right.webinar, right.rule, right.attendee);
  });
  return all;
}

std::optional<Instant> NaiveQueue::next_call_at() const {
  NaiveQueue trial{*this};
  for (;;) {
    std::optional<Instant> soonest;
    const auto consider = [&](Instant instant) {
      if (instant > trial.now_ && (!soonest || instant < *soonest)) soonest = instant;
    };
    for (const Happening& each : trial.ahead_) consider(each.at);
    for (const NaiveHandover& each : trial.handovers_)
      if (each.state == NaiveHandover::State::retrying) consider(each.retry_at);
    for (const Held& held : trial.webinars_) {
      if (held.freed || held.webinar.cancelled_at()) continue;
      for (std::size_t attendee = 0; attendee < held.webinar.attendees().size(); ++attendee) {
        for (std::size_t slot = 0; slot < held.webinar.slots().size(); ++slot) {
          const Pair& pair = held.webinar.pair(slot, attendee);
          if (pair.open() && pair.moment) consider(*pair.moment);
        }
      }
    }
    if (!soonest) return std::nullopt;
    if (trial.next(*soonest)) return soonest;
  }
}

bool NaiveQueue::in_work(std::size_t webinar) const {
  return std::any_of(handovers_.begin(), handovers_.end(), [&](const NaiveHandover& each) {
    return each.webinar == webinar &&
           (each.state == NaiveHandover::State::in_flight || each.state == NaiveHandover::State::retrying);
  });
}

std::optional<Instant> NaiveQueue::over_at(const NaiveWebinar& webinar, Instant now) const {
  if (webinar.cancelled_at()) return webinar.cancelled_at();
  const auto end = webinar.course().end;
  if (end && *end <= now) return end;
  return std::nullopt;
}

bool NaiveQueue::certainly_busy(std::size_t index, Instant now) const {
  const NaiveWebinar& webinar = webinars_[index].webinar;
  if (!over_at(webinar, now) || in_work(index)) return true;
  for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
    for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee) {
      const Pair& pair = webinar.pair(slot, attendee);
      if (!pair.open() || !pair.moment) continue;
      if (*pair.moment > now ? webinar.takes(slot, attendee) : webinar.startable(slot, attendee, now)) return true;
    }
  }
  return false;
}

bool NaiveQueue::possibly_busy(std::size_t index) const {
  const NaiveWebinar& webinar = webinars_[index].webinar;
  if (std::any_of(ahead_.begin(), ahead_.end(), [&](const auto& each) { return each.webinar == webinar.id(); }))
    return true;
  if (webinar.cancelled_at()) return false;
  for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
    if (const auto due = webinar.rule_due(webinar.slots()[slot]); due && *due >= now_) return true;
    for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee) {
      const Pair& pair = webinar.pair(slot, attendee);
      if (pair.open() && pair.moment && *pair.moment >= now_) return true;
    }
  }
  return false;
}

bool NaiveQueue::in_doubt(const std::string& id, Instant when) const {
  if (when > now_ && !ahead_.empty() && ahead_.front().at <= when) {
    // What is ahead until then may end the webinar first.
    NaiveQueue trial{*this};
    trial.advance(when);
    return trial.lost() || trial.in_doubt(id, when);
  }
  const auto known = held(id);
  if (!known) return false;
  const Instant now = std::max(now_, when);
  if (certainly_busy(*known, now)) return false;
  const Held& kept = webinars_[*known];
  return now >= std::max(kept.busy_at, *over_at(kept.webinar, now)) + options_.retain;
}

void NaiveQueue::note_keeping(bool by_next) {
  for (std::size_t index = 0; index < webinars_.size(); ++index) {
    Held& kept = webinars_[index];
    if (kept.freed) continue;
    if (certainly_busy(index, now_)) {
      kept.busy_at = now_;
      kept.settled_seen.reset();
    } else if (possibly_busy(index)) {
      kept.settled_seen.reset();
    } else if (by_next && !kept.settled_seen) {
      kept.settled_seen = now_;
    } else if (by_next && now_ >= *kept.settled_seen + options_.retain) {
      kept.freed = true;
      cases_.met(HardCase::webinar_freed);
    }
  }
}

void NaiveQueue::tally_first_start(const Ready& member, const Decision& decision) {
  const NaiveWebinar& webinar = webinars_[member.webinar].webinar;
  const RuleSlot& slot = webinar.slots()[member.slot];
  const Pair& pair = webinar.pair(member.slot, member.attendee);
  const Rule& rule = slot.rule;
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
  const std::string& lane = connections_[member.connection].lane;
  for (const NaiveHandover& other : handovers_) {
    if (other.webinar != member.webinar || other.attendee != member.attendee || other.due != *pair.moment) continue;
    if (connections_[*connection(other.connection)].lane != lane) cases_.met(HardCase::one_attendee_over_two_lanes);
  }
}

void NaiveQueue::tally_call(const CallImage& call, const std::vector<Ready>& members) {
  if (flights_.size() > 1) cases_.met(HardCase::several_lanes_in_flight);
  if (call.handovers.size() < 2) return;
  cases_.met(members.front().retry ? HardCase::retries_in_one_batch : HardCase::batch_of_several);
  if (!members.front().retry && call.handovers.front().due != call.handovers.back().due)
    cases_.met(HardCase::batch_of_several_dues);
}

}  // namespace usher::property
