// What the host reports and asks for: outcomes, pauses, and what becomes of a handover that fails (SPEC S23-S25).
#include <algorithm>

#include "naive_model.hpp"

namespace usher::property {

Refusals NaiveQueue::complete(std::uint64_t call, const std::vector<Outcome>& outcomes, Instant now) {
  advance(now);
  const auto flight =
      std::find_if(flights_.begin(), flights_.end(), [&](const auto& each) { return each.second.id == call; });
  if (flight == flights_.end()) return {ErrorCode::unknown};
  const auto members = members_[call];
  if (outcomes.size() != 1 && outcomes.size() != members.size()) return {ErrorCode::invalid};
  for (const Outcome& outcome : outcomes) {
    if (outcome.delay && *outcome.delay < Duration{0}) return {ErrorCode::invalid};
    if (outcome.kind == Outcome::Kind::throttled && !outcome.until) return {ErrorCode::invalid};
  }
  const bool one_for_all = outcomes.size() == 1;
  connections_[*connection(flight->second.connection)].completed(outcomes, now_, cases_);
  for (std::size_t each = 0; each < members.size(); ++each)
    finish(handovers_[members[each]], outcomes[one_for_all ? 0 : each]);
  if (std::any_of(outcomes.begin(), outcomes.end(), [&](const auto& each) { return each.kind != outcomes[0].kind; }))
    cases_.met(HardCase::outcomes_mixed);
  flights_.erase(flight);
  members_.erase(call);
  counters_.in_flight = flights_.size();
  note_keeping(false);
  return {};
}

void NaiveQueue::finish(NaiveHandover& handover, const Outcome& outcome) {
  handover.state = NaiveHandover::State::finished;
  if (webinars_[handover.webinar].webinar.to_be_followed(handover.slot, handover.attendee, handover.kind))
    cases_.met(HardCase::truth_changed_in_flight);
  switch (outcome.kind) {
    case Outcome::Kind::delivered:
      ++counters_.delivered;
      break;
    case Outcome::Kind::rejected:
      ++counters_.rejected;
      cases_.met(HardCase::rejected);
      bury(handover, outcome.reason);
      break;
    case Outcome::Kind::throttled:
      --handover.attempts;
      try_again(handover, std::max(*outcome.until, now_), HardCase::throttled);
      break;
    case Outcome::Kind::retry:
      try_again(handover, now_ + outcome.delay.value_or(backoff(handover.key, handover.attempts)),
                outcome.delay ? HardCase::retried_after_delay : HardCase::retried);
      break;
  }
}

void NaiveQueue::try_again(NaiveHandover& handover, Instant when, HardCase how) {
  const Connection& over = connections_[*connection(handover.connection)].settings();
  if (handover.attempts >= over.max_attempts ||
      when > std::max(handover.due, handover.give_up_from) + over.give_up_after) {
    ++counters_.gave_up;
    cases_.met(how == HardCase::throttled ? HardCase::gave_up_throttled : HardCase::gave_up);
    bury(handover, "gave up");
    return;
  }
  cases_.met(how);
  handover.state = NaiveHandover::State::retrying;
  handover.retry_at = when;
  handover.throttled = how == HardCase::throttled;
}

void NaiveQueue::bury(NaiveHandover& handover, const std::string& reason) {
  handover.state = NaiveHandover::State::dead;
  const NaiveWebinar& webinar = webinars_[handover.webinar].webinar;
  DeadLetter letter;
  letter.kind = handover.kind;
  letter.key = handover.key;
  letter.webinar = webinar.id();
  letter.rule = webinar.slots()[handover.slot].rule.id;
  letter.attendee = webinar.attendees()[handover.attendee].id();
  letter.connection = handover.connection;
  letter.action = handover.action;
  letter.profile = handover.profile;
  letter.due = handover.due;
  letter.decided_at = handover.decision.decided_at;
  letter.died_at = now_;
  letter.standing = handover.decision.standing;
  letter.attempts = handover.attempts;
  letter.reason = reason;
  dead_.emplace_back(static_cast<std::size_t>(&handover - handovers_.data()), letter);
}

Refusals NaiveQueue::resubmit(const std::string& key, Instant now) {
  advance(now);
  const auto letter =
      std::find_if(dead_.begin(), dead_.end(), [&](const auto& each) { return each.second.key == key; });
  if (letter == dead_.end()) return {ErrorCode::unknown};
  NaiveHandover& back = handovers_[letter->first];
  back.state = NaiveHandover::State::retrying;
  back.retry_at = now_;
  back.attempts = 0;
  back.give_up_from = std::max(back.due, now_);
  dead_.erase(letter);
  cases_.met(HardCase::resubmitted);
  note_keeping(false);
  return {};
}

Refusals NaiveQueue::forget_dead_letter(const std::string& key) {
  const auto letter =
      std::find_if(dead_.begin(), dead_.end(), [&](const auto& each) { return each.second.key == key; });
  if (letter == dead_.end()) return {ErrorCode::unknown};
  handovers_[letter->first].state = NaiveHandover::State::forgotten;
  dead_.erase(letter);
  return {};
}

std::vector<DeadLetter> NaiveQueue::dead_letters() const {
  std::vector<DeadLetter> letters;
  for (const auto& each : dead_) letters.push_back(each.second);
  return letters;
}

Refusals NaiveQueue::pause(const std::string& id, Instant now) {
  advance(now);
  note_keeping(false);
  const auto known = connection(id);
  if (!known) return {ErrorCode::unknown};
  connections_[*known].pause();
  cases_.met(HardCase::paused);
  return {};
}

Refusals NaiveQueue::resume(const std::string& id, Instant now) {
  advance(now);
  note_keeping(false);
  const auto known = connection(id);
  if (!known) return {ErrorCode::unknown};
  NaiveConnection& over = connections_[*known];
  if (over.throttled(now_)) cases_.met(HardCase::resumed_while_throttled);
  if (over.suspended()) cases_.met(HardCase::resumed_while_suspended);
  over.resume();
  for (NaiveHandover& each : handovers_)
    if (each.connection == id && each.throttled) each.retry_at = std::min(each.retry_at, now_);
  return {};
}

}  // namespace usher::property
