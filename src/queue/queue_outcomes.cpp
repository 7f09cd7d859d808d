// What becomes of a call once the host has reported it (S23-S25).
#include <algorithm>

#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;
using queue::WebinarRun;

std::size_t DispatchQueue::Impl::handovers_of(CallId call) const {
  const auto found = in_flight_.find(call);
  return found == in_flight_.end() ? 0 : lanes_[slot(found->second)].lane.in_flight().size();
}

Result<void> DispatchQueue::Impl::check_outcomes(std::span<const Outcome> outcomes, std::size_t handovers) const {
  if (outcomes.size() != handovers) {
    return Error{ErrorCode::invalid,
                 "expected an outcome for each of " + std::to_string(handovers) + " handovers, found " +
                     std::to_string(outcomes.size()),
                 "/outcomes"};
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const std::string where = "/outcomes/" + std::to_string(i);
    const auto& delay = outcomes[i].delay;
    if (delay && (*delay < Duration{0} || *delay > kLongestDuration)) {
      return Error{ErrorCode::invalid, "expected a delay of PT0S to P36525D, found " + to_string(*delay),
                   where + "/delay"};
    }
    if (outcomes[i].kind != Outcome::Kind::throttled) continue;
    const auto& until = outcomes[i].until;
    if (!until || *until < kEarliestInstant || *until > kLatestInstant) {
      return Error{ErrorCode::invalid,
                   "expected an instant in 1970 to 2262, found " + (until ? to_string(*until) : "none"),
                   where + "/until"};
    }
  }
  return {};
}

Result<void> DispatchQueue::Impl::complete(CallId id, std::span<const Outcome> outcomes, Instant now) {
  advance(now);
  const auto found = in_flight_.find(id);
  if (found == in_flight_.end()) {
    return Error{ErrorCode::unknown,
                 "expected a call in flight, found call " + std::to_string(static_cast<std::uint64_t>(id)), "/call"};
  }
  lane::Lane& lane = lanes_[slot(found->second)].lane;
  if (auto checked = check_outcomes(outcomes, lane.in_flight().size()); !checked) return checked;
  std::vector<Attempt> attempts = lane.finish();
  const ConnectionIndex connection = attempts.front().connection;
  in_flight_.erase(found);
  note_answer(lane.call(), connection, outcomes);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    settle(std::move(attempts[i]), lane.call().handovers()[i], lane.call(), outcomes[i]);
  }
  refresh(connection);
  return {};
}

/// What a call as a whole tells of its connection: how long it takes, and whether it can be called.
void DispatchQueue::Impl::note_answer(const Call& call, ConnectionIndex index, std::span<const Outcome> outcomes) {
  lane::Connections::Known& known = connections_[index];
  const bool was_plannable = known.gate.plannable();
  const auto is = [](Outcome::Kind kind) { return [kind](const Outcome& outcome) { return outcome.kind == kind; }; };
  if (std::all_of(outcomes.begin(), outcomes.end(), is(Outcome::Kind::retry))) {
    known.gate.fail(now_, known.settings.id);
  } else {
    known.gate.answer();
  }
  for (const Outcome& outcome : outcomes) {
    if (outcome.kind == Outcome::Kind::throttled) known.gate.throttle(*outcome.until);
  }
  known.call_time.add(now_ - call.started_at());
  if (known.call_time.drifted() || was_plannable != known.gate.plannable()) plan_connection(index);
}

void DispatchQueue::Impl::settle(Attempt attempt, const Handover& handover, const Call& call, const Outcome& outcome) {
  if (WebinarRun* const run = find(attempt.webinar)) {
    run->advance(now_);
    run->note_ended(attempt.rule_index, attempt.attendee);
    follow_up(*run);
  }
  if (outcome.kind == Outcome::Kind::delivered) {
    ++counters_.delivered;
    finish(attempt);
    return;
  }
  if (outcome.kind == Outcome::Kind::rejected) {
    ++counters_.rejected;
    bury(std::move(attempt), handover, call, outcome.reason);
    return;
  }
  const Connection& connection = connections_[attempt.connection].settings;
  const bool throttled = outcome.kind == Outcome::Kind::throttled;
  if (throttled) --attempt.attempts;
  const Instant ready_at = throttled ? std::max(now_, *outcome.until)
                                     : now_ + outcome.delay.value_or(backoff(handover.key, attempt.attempts));
  std::string why;
  if (!throttled && attempt.attempts >= connection.max_attempts) {
    why = "gave up: " + std::to_string(attempt.attempts) + " attempts";
  } else if (ready_at > attempt.give_up_from + connection.give_up_after) {
    why = "gave up: " + to_string(connection.give_up_after) + " past due";
  }
  if (!why.empty()) {
    ++counters_.gave_up;
    bury(std::move(attempt), handover, call, outcome.reason.empty() ? why : why + ": " + outcome.reason);
    return;
  }
  ++(throttled ? counters_.throttled : counters_.retried);
  attempt.ready_at = ready_at;
  attempt.throttled = throttled;
  connections_[attempt.connection].retries.add(std::move(attempt));
}

void DispatchQueue::Impl::bury(Attempt attempt, const Handover& handover, const Call& call, std::string reason) {
  auto letter = std::make_shared<DeadLetter>();
  letter->kind = call.kind();
  letter->key = handover.key;
  letter->webinar = call.webinar();
  letter->rule = call.rule();
  letter->attendee = handover.attendee;
  letter->connection = call.connection();
  letter->action = call.action();
  letter->profile = handover.profile;
  letter->due = handover.due;
  letter->decided_at = handover.decided_at;
  letter->died_at = now_;
  letter->standing = handover.standing;
  letter->attempts = attempt.attempts;
  letter->reason = std::move(reason);
  if (WebinarRun* const run = find(attempt.webinar)) run->note_dead(attempt.rule_index, attempt.attendee);
  finish(attempt);
  dead_letters_.add(std::move(attempt), std::move(letter));
}

void DispatchQueue::Impl::finish(const Attempt& attempt) {
  if (!attempt.held) return;
  WebinarRun& run = *webinars_.at(attempt.webinar).run;
  run.advance(now_);
  run.finish_one();
  follow_up(run);
}

}  // namespace usher
