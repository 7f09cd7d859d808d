// Single handovers: what the host asks of them, and does to them.
#include <algorithm>

#include "queue/call_writer.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;

std::optional<DispatchQueue::Impl::Whereabouts> DispatchQueue::Impl::whereabouts(const Pair& pair) const {
  const auto is_it = [&](const Attempt& attempt) {
    return attempt.webinar == pair.run->number() && attempt.rule_index == pair.rule &&
           attempt.attendee == pair.attendee;
  };
  for (std::uint32_t number = 0; number < lanes_.size(); ++number) {
    const lane::Lane& lane = lanes_[number].lane;
    const auto in_flight = std::find_if(lane.in_flight().begin(), lane.in_flight().end(), is_it);
    if (in_flight != lane.in_flight().end()) return Whereabouts{LaneIndex{number}, nullptr, &*in_flight};
    const auto retry = std::find_if(lane.retries().begin(), lane.retries().end(), is_it);
    if (retry != lane.retries().end()) return Whereabouts{LaneIndex{number}, &*retry, nullptr};
  }
  return std::nullopt;
}

Result<void> DispatchQueue::Impl::pause(std::string_view, Instant) {
  return {};
}

Result<void> DispatchQueue::Impl::resume(std::string_view, Instant) {
  return {};
}

std::vector<ConnectionStatus> DispatchQueue::Impl::connections() const {
  return {};
}

std::vector<PlannedMoment> DispatchQueue::Impl::plan(Instant, std::size_t) {
  return {};
}

Result<void> DispatchQueue::Impl::cancel(std::string_view webinar, std::string_view rule, std::string_view attendee,
                                         Instant now) {
  advance(now);
  const auto pair = find(webinar, rule, attendee);
  if (!pair) return pair.error();
  queue::WebinarRun& run = *pair->run;
  run.advance(now_);
  if (const auto where = whereabouts(*pair)) {
    if (where->in_flight != nullptr) {
      return Error{ErrorCode::conflict, "expected a handover that is not in flight, found one that is", "/attendee"};
    }
    lane::Lane& lane = lanes_[slot(where->lane)].lane;
    const Attempt attempt = *where->retry;
    lane.remove_retry(attempt);
    refresh(where->lane);
    run.mark_cancelled(pair->rule, pair->attendee);
    finish(attempt);
  } else {
    auto cancelled = run.cancel(pair->rule, pair->attendee);
    follow_up(run);
    if (!cancelled) return cancelled;
  }
  ++counters_.cancelled;
  return {};
}

Result<void> DispatchQueue::Impl::resubmit(std::string_view key, Instant now) {
  advance(now);
  auto attempt = dead_letters_.take(key);
  if (!attempt) {
    return Error{ErrorCode::unknown, "expected the key of a dead letter, found \"" + std::string{key} + "\"", "/key"};
  }
  attempt->attempts = 0;
  attempt->give_up_from = std::max(attempt->due, now_);
  attempt->ready_at = now_;
  queue::WebinarRun* const run = find(attempt->webinar);
  attempt->held = run != nullptr;
  if (run != nullptr) {
    run->advance(now_);
    run->resume_one();
    follow_up(*run);
  }
  const LaneIndex lane = connections_[attempt->connection].lane;
  lanes_[slot(lane)].lane.add_retry(*std::move(attempt));
  refresh(lane);
  return {};
}

Result<void> DispatchQueue::Impl::forget_dead_letter(std::string_view key) {
  if (!dead_letters_.take(key)) {
    return Error{ErrorCode::unknown, "expected the key of a dead letter, found \"" + std::string{key} + "\"", "/key"};
  }
  return {};
}

PendingHandover DispatchQueue::Impl::describe(const Attempt& attempt) const {
  const queue::WebinarRun* const run = find(attempt.webinar);
  PendingHandover pending;
  pending.webinar = run != nullptr ? run->id() : attempt.letter->webinar;
  pending.rule = attempt.rule->id;
  pending.attendee = run != nullptr ? std::string{run->attendance().id(attempt.attendee)} : attempt.letter->attendee;
  pending.connection = connections_[attempt.connection].settings.id;
  pending.due = attempt.due;
  pending.attempts = attempt.attempts;
  return pending;
}

std::vector<PendingHandover> DispatchQueue::Impl::pending(std::size_t most) const {
  std::vector<PendingHandover> list;
  for (const LaneState& state : lanes_) {
    for (const Attempt& attempt : state.lane.in_flight()) {
      if (list.size() == most) return list;
      list.push_back(describe(attempt));
      list.back().state = PendingHandover::State::in_flight;
      list.back().in_flight_since = state.lane.call().started_at();
    }
    for (const Attempt& attempt : state.lane.retries()) {
      if (list.size() == most) return list;
      list.push_back(describe(attempt));
      list.back().state = PendingHandover::State::retrying;
      list.back().retry_at = attempt.ready_at;
    }
  }
  for (const auto& [number, held] : webinars_) {
    if (list.size() == most) return list;
    const queue::WebinarRun& run = *held.run;
    run.for_each_waiting([&](AttendeeIndex attendee, const decision::RuleState& rule, Instant due) {
      PendingHandover pending;
      pending.webinar = run.id();
      pending.rule = rule.id;
      pending.attendee = run.attendance().id(attendee);
      pending.connection = rule.definition->connection;
      pending.due = due;
      list.push_back(std::move(pending));
      return list.size() < most;
    });
  }
  return list;
}

Result<Explanation> DispatchQueue::Impl::explain(std::string_view webinar, std::string_view rule,
                                                 std::string_view attendee) {
  const auto pair = find(webinar, rule, attendee);
  if (!pair) return pair.error();
  pair->run->advance(now_);
  follow_up(*pair->run);
  Explanation facts = pair->run->explain(pair->rule, pair->attendee);
  const auto where = whereabouts(*pair);
  const Attempt* attempt = nullptr;
  if (where) {
    attempt = where->in_flight != nullptr ? where->in_flight : where->retry;
    facts.verdict = where->in_flight != nullptr ? Explanation::Verdict::in_flight : Explanation::Verdict::retrying;
  } else if (const Attempt* const dead = dead_letters_.find(key_of(webinar, rule, attendee), pair->run->number())) {
    attempt = dead;
    facts.verdict = Explanation::Verdict::dead_letter;
  }
  if (attempt == nullptr) return facts;
  facts.due = attempt->due;
  facts.decided_at = attempt->decision.decided_at;
  facts.standing = attempt->decision.standing;
  facts.sentence = queue::explain_sentence(webinar, rule, attendee, facts);
  return facts;
}

}  // namespace usher
