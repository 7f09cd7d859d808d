// What becomes of a call once the host has reported it (S23-S25).
#include <algorithm>

#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;
using queue::Ending;
using queue::WebinarRun;

namespace {

Result<void> check(const Outcome& outcome, const std::string& where) {
  const auto& delay = outcome.delay;
  if (delay && (*delay < Duration{0} || *delay > kLongestDuration)) {
    return Error{ErrorCode::invalid, "expected a delay of PT0S to P36525D, found " + to_string(*delay),
                 where + "/delay"};
  }
  if (outcome.kind != Outcome::Kind::throttled) return {};
  const auto& until = outcome.until;
  if (until && *until >= kEarliestInstant && *until <= kLatestInstant) return {};
  return Error{ErrorCode::invalid, "expected an instant in 1970 to 2262, found " + (until ? to_string(*until) : "none"),
               where + "/until"};
}

/// Nothing of it can be wrong.
bool is_plain(const Outcome& outcome) {
  return !outcome.delay && outcome.kind != Outcome::Kind::throttled;
}

}  // namespace

Result<LaneIndex> DispatchQueue::Impl::lane_of(CallId call) const {
  if (const auto lane = in_flight_.find(call)) return *lane;
  return Error{ErrorCode::unknown,
               "expected a call in flight, found call " + std::to_string(static_cast<std::uint64_t>(call)), "/call"};
}

/// The host's answer is admitted: `outcome_of` each handover by its place.
template <class OutcomeOf>
void DispatchQueue::Impl::answer(CallId id, const lane::Lane& lane, OutcomeOf outcome_of) {
  endings_.clear();
  for (std::size_t i = 0; i < lane.in_flight().size(); ++i) {
    endings_.push_back(ending_of(lane.in_flight()[i], lane.call().handovers()[i], outcome_of(i)));
  }
  recorder_.call_completed(id, lane.in_flight(), endings_, now_);
  conclude(id, endings_);
}

Result<void> DispatchQueue::Impl::complete_any(CallId id, const Outcome& outcome, Instant now) {
  advance(now);
  const auto index = lane_of(id);
  if (!index) return index.error();
  if (!is_plain(outcome)) {
    if (auto checked = check(outcome, "/outcomes/0"); !checked) return checked;
  }
  answer(id, lanes_[slot(*index)].lane, [&](std::size_t) -> const Outcome& { return outcome; });
  return {};
}

Result<void> DispatchQueue::Impl::complete(CallId id, std::span<const Outcome> outcomes, Instant now) {
  advance(now);
  const auto index = lane_of(id);
  if (!index) return index.error();
  const lane::Lane& lane = lanes_[slot(*index)].lane;
  if (outcomes.size() != lane.in_flight().size()) {
    return Error{ErrorCode::invalid,
                 "expected an outcome for each of " + std::to_string(lane.in_flight().size()) + " handovers, found " +
                     std::to_string(outcomes.size()),
                 "/outcomes"};
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (auto checked = check(outcomes[i], "/outcomes/" + std::to_string(i)); !checked) return checked;
  }
  answer(id, lane, [&](std::size_t handover) -> const Outcome& { return outcomes[handover]; });
  return {};
}

/// The call has come back, and that is what becomes of its handovers.
void DispatchQueue::Impl::conclude(CallId id, std::span<const Ending> endings) {
  LaneState& state = lanes_[slot(*in_flight_.find(id))];
  const Call& call = state.lane.call();
  state.lane.finish();
  attempts_.swap(state.lane.attempts());
  const ConnectionIndex connection = attempts_.front().connection;
  in_flight_.remove(id);
  note_answer(call, connection, endings);
  for (std::size_t i = 0; i < attempts_.size(); ++i) {
    settle(std::move(attempts_[i]), call.handovers()[i].profile, endings[i]);
  }
  attempts_.clear();
  refresh(connection);
}

/// What a call as a whole tells of its connection: how long it takes, and whether it can be called.
void DispatchQueue::Impl::note_answer(const Call& call, ConnectionIndex index, std::span<const Ending> endings) {
  lane::Connections::Known& known = connections_[index];
  const bool was_plannable = known.gate.plannable();
  const auto fails = [](const Ending& ending) { return ending.outcome == Outcome::Kind::retry; };
  if (std::all_of(endings.begin(), endings.end(), fails)) {
    known.gate.fail(now_, known.settings.id);
  } else {
    known.gate.answer();
  }
  for (const Ending& ending : endings) {
    if (ending.outcome == Outcome::Kind::throttled) known.gate.throttle(ending.until);
  }
  known.call_time.add(now_ - call.started_at());
  if (known.call_time.drifted() || was_plannable != known.gate.plannable()) plan_connection(index);
}

/// What the outcome means for a handover (S23).
Ending DispatchQueue::Impl::ending_of(const Attempt& attempt, const Handover& handover, const Outcome& outcome) const {
  Ending ending{.outcome = outcome.kind};
  if (attempt.forgotten || outcome.kind == Outcome::Kind::delivered) return ending;
  if (outcome.kind == Outcome::Kind::rejected) {
    ending.kind = Ending::Kind::refused;
    ending.reason = outcome.reason;
    return ending;
  }
  const Connection& connection = connections_[attempt.connection].settings;
  const bool throttled = outcome.kind == Outcome::Kind::throttled;
  if (throttled) ending.until = *outcome.until;
  ending.ready_at = throttled ? std::max(now_, *outcome.until)
                              : now_ + outcome.delay.value_or(backoff(handover.key, attempt.attempts));
  std::string why;
  if (!throttled && attempt.attempts >= connection.max_attempts) {
    why = "gave up: " + std::to_string(attempt.attempts) + " attempts";
  } else if (ending.ready_at > attempt.give_up_from + connection.give_up_after) {
    why = "gave up: " + to_string(connection.give_up_after) + " past due";
  }
  ending.kind = why.empty() ? Ending::Kind::again : Ending::Kind::gave_up;
  if (!why.empty()) ending.reason = outcome.reason.empty() ? why : why + ": " + outcome.reason;
  return ending;
}

/// `profile` is that of the call.
void DispatchQueue::Impl::settle(Attempt&& attempt, std::string_view profile, const Ending& ending) {
  if (WebinarRun* const run = find(attempt.webinar)) {
    run->advance(now_);
    run->note_ended(attempt.rule_index, attempt.attendee);
    follow_up(*run);
  }
  lane::Connections::Known& known = connections_[attempt.connection];
  const bool throttled = ending.outcome == Outcome::Kind::throttled;
  if (throttled) --attempt.attempts;
  if (attempt.forgotten) {
    finish(attempt);
    return drop_if_gone(attempt.webinar);
  }
  switch (ending.kind) {
    case Ending::Kind::done:
      ++counters_.delivered;
      finish(attempt);
      return drop_if_gone(attempt.webinar);
    case Ending::Kind::again:
      ++(throttled ? counters_.throttled : counters_.retried);
      attempt.ready_at = ending.ready_at;
      attempt.throttled = throttled;
      known.retries.add(std::move(attempt));
      return;
    case Ending::Kind::refused:
      ++counters_.rejected;
      break;
    case Ending::Kind::gave_up:
      ++counters_.gave_up;
      break;
  }
  bury(std::move(attempt), profile, ending.reason);
}

void DispatchQueue::Impl::bury(Attempt attempt, std::string_view profile, const std::string& reason) {
  if (WebinarRun* const run = find(attempt.webinar)) {
    run->note_dead(attempt.rule_index, attempt.attendee);
    if (run->attendance().registrations().profile(attempt.attendee) != profile) {
      attempt.texts = std::make_shared<lane::OwnTexts>(lane::OwnTexts{{}, {}, std::string{profile}});
    }
  }
  finish(attempt);
  dead_letters_.add(std::move(attempt), reason, now_);
}

/// The webinar waits for a handover of its to end, so it is there, unless that one has been dead.
void DispatchQueue::Impl::finish(const Attempt& attempt) {
  WebinarRun* const run = find(attempt.webinar);
  if (run == nullptr) return;
  run->advance(now_);
  run->finish_one();
  follow_up(*run);
}

}  // namespace usher
