// Calls: which starts next, what it carries, and what becomes of it.
#include <algorithm>

#include "queue/call_writer.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;
using lane::Lane;
using lane::Work;
using queue::WebinarRun;

LaneIndex DispatchQueue::Impl::lane_named(const std::string& id) {
  const auto [place, added] = lane_ids_.try_emplace(id, LaneIndex{static_cast<std::uint32_t>(lanes_.size())});
  if (added) lanes_.push_back({lane::Lane{id}, {}, {}});
  return place->second;
}

/// Keeps the sets of ready lanes and of retry timers in step with what the lane has to do.
void DispatchQueue::Impl::refresh(LaneIndex index) {
  LaneState& state = lanes_[slot(index)];
  const Lane& lane = state.lane;
  auto instant = lane.busy() ? std::nullopt : lane.first_instant(now_);
  if (instant && *instant > now_) instant.reset();
  if (state.ready_key != instant) {
    if (state.ready_key) ready_.erase({*state.ready_key, lane.id(), index});
    if (instant) ready_.emplace(*instant, lane.id(), index);
    state.ready_key = instant;
  }
  const auto retry = lane.next_retry(now_);
  if (state.retry_key != retry) {
    if (state.retry_key) retry_timers_.erase({*state.retry_key, index});
    if (retry) retry_timers_.emplace(*retry, index);
    state.retry_key = retry;
  }
}

void DispatchQueue::Impl::close_moments() {
  for (auto number = to_close_.begin(); number != to_close_.end();) {
    WebinarRun& run = *webinars_.at(*number).run;
    run.advance(now_);
    run.close_moments();
    number = run.awaits_closing() ? std::next(number) : to_close_.erase(number);
    follow_up(run);
  }
}

const Call* DispatchQueue::Impl::next(Instant now) {
  advance(now);
  close_moments();
  while (!ready_.empty()) {
    const ReadyKey first = *ready_.begin();
    drop_idle_work(std::get<LaneIndex>(first));
    if (!ready_.empty() && *ready_.begin() == first) return start(std::get<LaneIndex>(first));
  }
  return nullptr;
}

const Call* DispatchQueue::Impl::next(std::string_view id, Instant now) {
  advance(now);
  close_moments();
  const auto lane = lane_ids_.find(id);
  if (lane == lane_ids_.end() || lanes_[slot(lane->second)].lane.busy()) return nullptr;
  drop_idle_work(lane->second);
  return start(lane->second);
}

/// Work is announced when somebody may be taken; this finds out whether the lane's first has anybody still.
void DispatchQueue::Impl::drop_idle_work(LaneIndex index) {
  Lane& lane = lanes_[slot(index)].lane;
  for (const Work* work = lane.first_work(); work != nullptr; work = lane.first_work()) {
    WebinarRun* const run = find(work->webinar);
    if (run != nullptr && run->rule(work->rule).active() &&
        connections_[run->rule(work->rule).connection].lane == index && run->has_work(work->due, work->rule)) {
      break;
    }
    lane.remove(Work{*work});
  }
  refresh(index);
}

/// Starts the next call of a lane that is free, if it has anything to do.
const Call* DispatchQueue::Impl::start(LaneIndex index) {
  Lane& lane = lanes_[slot(index)].lane;
  if (const auto first = lane.retries().begin(); first != lane.retries().end() && first->ready_at <= now_) {
    return make_call(index, lane.take_retries(now_, connections_[first->connection].settings.batch));
  }
  std::vector<Attempt> attempts = take_work(index);
  return attempts.empty() ? nullptr : make_call(index, std::move(attempts));
}

/// Up to a batch of the rule that is first on the lane, from the moments in which it has somebody, by due.
std::vector<Attempt> DispatchQueue::Impl::take_work(LaneIndex index) {
  Lane& lane = lanes_[slot(index)].lane;
  std::vector<Attempt> attempts;
  if (lane.first_work() == nullptr) return attempts;
  const WebinarRun& run = *find(lane.first_work()->webinar);
  const auto batch =
      static_cast<std::size_t>(connections_[run.rule(lane.first_work()->rule).connection].settings.batch);
  for (std::optional<Work> work = *lane.first_work(); work && attempts.size() < batch;) {
    const std::size_t before = attempts.size();
    append_taken(*work, batch, attempts);
    const auto further = lane.next_of_rule(*work);
    if (attempts.size() == before) lane.remove(*work);
    work = further;
  }
  return attempts;
}

void DispatchQueue::Impl::append_taken(const Work& work, std::size_t most, std::vector<Attempt>& attempts) {
  WebinarRun& run = *webinars_.at(work.webinar).run;
  run.advance(now_);
  for (const auto& taken : run.take(work.due, work.rule, most - attempts.size())) {
    Attempt attempt;
    attempt.webinar = work.webinar;
    attempt.rule_index = work.rule;
    attempt.attendee = taken.attendee;
    attempt.rule = run.rule(work.rule).definition;
    attempt.connection = run.rule(work.rule).connection;
    attempt.due = taken.due;
    attempt.decision = taken.decision;
    attempt.order = next_order_++;
    attempt.give_up_from = taken.due;
    attempts.push_back(std::move(attempt));
  }
  follow_up(run);
}

const Call* DispatchQueue::Impl::make_call(LaneIndex index, std::vector<Attempt> attempts) {
  LaneState& state = lanes_[slot(index)];
  std::vector<CallWriter::Entry> entries;
  for (Attempt& attempt : attempts) {
    ++attempt.attempts;
    const WebinarRun* const run = find(attempt.webinar);
    CallWriter::Entry entry;
    entry.attendee = run != nullptr ? run->attendance().id(attempt.attendee) : attempt.letter->attendee;
    entry.profile =
        run != nullptr ? run->attendance().registrations().profile(attempt.attendee) : attempt.letter->profile;
    entry.due = attempt.due;
    entry.decided_at = attempt.decision.decided_at;
    entry.standing = attempt.decision.standing;
    entry.attempt = attempt.attempts;
    entries.push_back(entry);
  }
  const Attempt& first = attempts.front();
  const WebinarRun* const run = find(first.webinar);
  CallWriter::Head head;
  head.id = CallId{++counters_.calls};
  head.started_at = now_;
  head.lane = state.lane.id();
  head.connection = connections_[first.connection].settings.id;
  head.webinar = run != nullptr ? std::string_view{run->id()} : std::string_view{first.letter->webinar};
  head.rule = first.rule->id;
  head.action = first.rule->action;
  CallWriter::write(state.lane.call(), head, entries);
  in_flight_.emplace(head.id, index);
  state.lane.start(std::move(attempts));
  refresh(index);
  return &state.lane.call();
}

std::size_t DispatchQueue::Impl::handovers_of(CallId call) const {
  const auto found = in_flight_.find(call);
  return found == in_flight_.end() ? 0 : lanes_[slot(found->second)].lane.in_flight().size();
}

Result<void> DispatchQueue::Impl::complete(CallId id, std::span<const Outcome> outcomes, Instant now) {
  advance(now);
  const auto found = in_flight_.find(id);
  if (found == in_flight_.end()) {
    return Error{ErrorCode::unknown,
                 "expected a call in flight, found call " + std::to_string(static_cast<std::uint64_t>(id)), "/call"};
  }
  const LaneIndex index = found->second;
  Lane& lane = lanes_[slot(index)].lane;
  if (outcomes.size() != lane.in_flight().size()) {
    return Error{ErrorCode::invalid,
                 "expected an outcome for each of " + std::to_string(lane.in_flight().size()) + " handovers, found " +
                     std::to_string(outcomes.size()),
                 "/outcomes"};
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const auto& delay = outcomes[i].delay;
    if (delay && (*delay < Duration{0} || *delay > kLongestDuration)) {
      return Error{ErrorCode::invalid, "expected a delay of PT0S to P36525D, found " + to_string(*delay),
                   "/outcomes/" + std::to_string(i) + "/delay"};
    }
  }
  std::vector<Attempt> attempts = lane.finish();
  in_flight_.erase(found);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    settle(std::move(attempts[i]), lane.call().handovers()[i], lane.call(), outcomes[i]);
  }
  refresh(index);
  return {};
}

void DispatchQueue::Impl::settle(Attempt attempt, const Handover& handover, const Call& call, const Outcome& outcome) {
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
  const Instant ready_at = now_ + outcome.delay.value_or(backoff(handover.key, attempt.attempts));
  std::string why;
  if (attempt.attempts >= connection.max_attempts) {
    why = "gave up: " + std::to_string(attempt.attempts) + " attempts";
  } else if (ready_at > attempt.give_up_from + connection.give_up_after) {
    why = "gave up: " + to_string(connection.give_up_after) + " past due";
  }
  if (!why.empty()) {
    ++counters_.gave_up;
    bury(std::move(attempt), handover, call, outcome.reason.empty() ? why : why + ": " + outcome.reason);
    return;
  }
  ++counters_.retried;
  attempt.ready_at = ready_at;
  lane::Lane& lane = lanes_[slot(connections_[attempt.connection].lane)].lane;
  lane.add_retry(std::move(attempt));
}

void DispatchQueue::Impl::bury(Attempt attempt, const Handover& handover, const Call& call, std::string reason) {
  auto letter = std::make_shared<DeadLetter>();
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

std::optional<Instant> DispatchQueue::Impl::wake_at() const {
  if (!ready_.empty()) return now_ + Duration{1};
  std::optional<Instant> wake = ahead_.next();
  const auto consider = [&wake](Instant instant) {
    if (!wake || instant < *wake) wake = instant;
  };
  if (!wakes_.empty()) consider(wakes_.begin()->first);
  if (!retry_timers_.empty()) consider(retry_timers_.begin()->first);
  return wake;
}

}  // namespace usher
