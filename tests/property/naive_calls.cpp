// Calls and their outcomes (SPEC S15, S16, S18, S20, S21, S23-S25), by looking at everything each time.
#include <algorithm>
#include <tuple>

#include "naive_model.hpp"

namespace usher::property {
namespace {

std::string escaped(const std::string& id) {
  std::string text;
  for (const char each : id) {
    if (each == '/') {
      text += "%2F";
    } else if (each == '%') {
      text += "%25";
    } else {
      text += each;
    }
  }
  return text;
}

}  // namespace

std::vector<NaiveQueue::Ready> NaiveQueue::ready() const {
  std::vector<Ready> all;
  for (std::size_t each = 0; each < handovers_.size(); ++each) {
    const NaiveHandover& known = handovers_[each];
    if (known.state != NaiveHandover::State::retrying || known.retry_at > now_) continue;
    // S5f: a retry goes on as it was, over the connection of its first call.
    all.push_back(
        {known.retry_at, true, each, known.webinar, known.slot, known.attendee, *connection(known.connection)});
  }
  for (std::size_t held = 0; held < webinars_.size(); ++held) {
    if (webinars_[held].freed) continue;
    const NaiveWebinar& webinar = webinars_[held].webinar;
    for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
      const auto over = connection(webinar.slots()[slot].rule.connection);
      for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee)
        if (webinar.startable(slot, attendee, now_))
          all.push_back({*webinar.pair(slot, attendee).moment, false, 0, held, slot, attendee, *over});
    }
  }
  return all;
}

/// S20, on one lane.
bool NaiveQueue::before(const Ready& left, const Ready& right) const {
  if (left.retry != right.retry) return left.retry;
  if (left.retry) return std::tie(left.instant, left.handover) < std::tie(right.instant, right.handover);
  return std::tie(left.instant, left.webinar, left.slot, left.attendee) <
         std::tie(right.instant, right.webinar, right.slot, right.attendee);
}

/// S21. A call has one connection and one action, so retries that began with others do not travel together.
bool NaiveQueue::same_call(const Ready& left, const Ready& right) const {
  if (left.retry != right.retry || left.webinar != right.webinar || left.slot != right.slot) return false;
  return !left.retry ||
         (left.connection == right.connection && handovers_[left.handover].action == handovers_[right.handover].action);
}

std::optional<CallImage> NaiveQueue::next_of(const std::optional<std::string>& lane, Instant now) {
  advance(now);
  for (Held& held : webinars_)
    if (!held.freed && !held.webinar.cancelled_at()) held.webinar.close_moments(now_);
  const auto all = ready();
  std::map<std::string, Ready> first;  // of each free lane, by its id
  for (const Ready& each : all) {
    const std::string& of = connections_[each.connection].lane;
    if (flights_.count(of) != 0 || (lane && *lane != of)) continue;
    const auto known = first.find(of);
    if (known == first.end()) {
      first.emplace(of, each);
    } else if (before(each, known->second)) {
      known->second = each;
    }
  }
  const auto earliest = std::min_element(first.begin(), first.end(), [](const auto& left, const auto& right) {
    return left.second.instant < right.second.instant;
  });
  std::optional<CallImage> call;
  if (earliest != first.end()) {
    const Ready& head = earliest->second;
    std::vector<Ready> members;
    for (const Ready& each : all)
      if (same_call(head, each)) members.push_back(each);
    std::sort(members.begin(), members.end(), [&](const auto& left, const auto& right) { return before(left, right); });
    const auto batch = static_cast<std::size_t>(connections_[head.connection].batch);
    if (members.size() > batch) members.resize(batch);
    call = start(members);
  }
  note_keeping(true);
  return call;
}

std::size_t NaiveQueue::first_start(const Ready& member, const CallImage& call) {
  NaiveWebinar& webinar = webinars_[member.webinar].webinar;
  NaiveHandover handover;
  handover.webinar = member.webinar;
  handover.slot = member.slot;
  handover.attendee = member.attendee;
  handover.key = escaped(call.webinar) + "/" + escaped(call.rule) + "/" +
                 escaped(webinar.attendees()[member.attendee].id()) + "/1";
  handover.connection = call.connection;
  handover.action = call.action;
  handover.due = *webinar.pair(member.slot, member.attendee).moment;
  handover.decision = webinar.start(member.slot, member.attendee, now_);
  tally_first_start(member, handover.decision);
  handovers_.push_back(handover);
  return handovers_.size() - 1;
}

CallImage NaiveQueue::start(std::vector<Ready> members) {
  const Ready& head = members.front();
  const RuleSlot& slot = webinars_[head.webinar].webinar.slots()[head.slot];
  CallImage call;
  call.id = ++counters_.calls;
  call.connection = connections_[head.connection].id;
  call.lane = connections_[head.connection].lane;
  call.webinar = webinars_[head.webinar].webinar.id();
  call.rule = slot.rule.id;
  call.action = head.retry ? handovers_[head.handover].action : slot.rule.action;
  call.started_at = now_;
  for (Ready& member : members) {
    if (!member.retry) member.handover = first_start(member, call);
    NaiveHandover& handover = handovers_[member.handover];
    const Held& held = webinars_[member.webinar];
    if (!held.freed) handover.profile = held.webinar.attendees()[member.attendee].profile();
    handover.state = NaiveHandover::State::in_flight;
    ++handover.attempts;
    call.handovers.push_back({held.webinar.attendees()[member.attendee].id(), handover.profile, handover.key,
                              handover.due, handover.decision.decided_at, handover.decision.standing,
                              handover.attempts});
    members_[call.id].push_back(member.handover);
  }
  flights_[call.lane] = call;
  counters_.in_flight = flights_.size();
  tally_call(call, members);
  return call;
}

Refusals NaiveQueue::complete(std::uint64_t call, const std::vector<Outcome>& outcomes, Instant now) {
  advance(now);
  const auto flight =
      std::find_if(flights_.begin(), flights_.end(), [&](const auto& each) { return each.second.id == call; });
  if (flight == flights_.end()) return {ErrorCode::unknown};
  const auto members = members_[call];
  const bool one_for_all = outcomes.size() == 1;
  if (!one_for_all && outcomes.size() != members.size()) return {ErrorCode::invalid};
  for (const Outcome& outcome : outcomes)
    if (outcome.delay && *outcome.delay < Duration{0}) return {ErrorCode::invalid};
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
  if (outcome.kind == Outcome::Kind::delivered) {
    ++counters_.delivered;
    handover.state = NaiveHandover::State::finished;
    return;
  }
  if (outcome.kind == Outcome::Kind::rejected) {
    ++counters_.rejected;
    cases_.met(HardCase::rejected);
    bury(handover, outcome.reason);
    return;
  }
  const Connection& over = connections_[*connection(handover.connection)];
  const Instant retry_at = now_ + (outcome.delay ? *outcome.delay : backoff(handover.key, handover.attempts));
  if (handover.attempts >= over.max_attempts ||
      retry_at > std::max(handover.due, handover.give_up_from) + over.give_up_after) {
    ++counters_.gave_up;
    cases_.met(HardCase::gave_up);
    bury(handover, "gave up");
    return;
  }
  cases_.met(outcome.delay ? HardCase::retried_after_delay : HardCase::retried);
  handover.state = NaiveHandover::State::retrying;
  handover.retry_at = retry_at;
}

void NaiveQueue::bury(NaiveHandover& handover, const std::string& reason) {
  handover.state = NaiveHandover::State::dead;
  const NaiveWebinar& webinar = webinars_[handover.webinar].webinar;
  DeadLetter letter;
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

}  // namespace usher::property
