// Calls: which starts next, and what it carries.
#include <algorithm>

#include "queue/call_writer.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;
using lane::Head;
using lane::Job;
using lane::Lane;
using lane::Work;
using queue::WebinarRun;

void DispatchQueue::Impl::close_moments() {
  while (!to_close_.empty() && to_close_.first()->first < now_) {
    WebinarRun& run = *webinars_.at(to_close_.first()->second).run;
    run.advance(now_);
    const bool compares = run.has_to_compare();
    const std::vector<Instant> closed = run.close_moments();
    if (compares || !closed.empty()) recorder_.settled(run.number(), closed, now_);
    follow_up(run);
  }
}

/// What has come right by itself does not keep a lane from what else it has.
void DispatchQueue::Impl::drop_idle_corrections() {
  for (auto index = correcting_.begin(); index != correcting_.end();) {
    lane::WorkSet& works = connections_[*index].corrections;
    const auto idle = [&](const Work& work) {
      WebinarRun* const run = find(work.webinar);
      return run == nullptr || run->rule(work.rule).connection != *index || !run->has_correction(work.due, work.rule);
    };
    bool dropped = false;
    while (!works.empty() && idle(*works.first())) {
      works.remove(Work{*works.first()});
      dropped = true;
    }
    if (dropped) refresh(*index);
    index = works.empty() ? correcting_.erase(index) : std::next(index);
  }
}

const Call* DispatchQueue::Impl::next_of_all(Instant now) {
  advance(now);
  close_moments();
  drop_idle_corrections();
  if (!stale_.empty()) settle_plans();
  while (!starts_.empty() && starts_.first()->start <= now_) {
    if (const Call* const call = start(starts_.first()->lane)) return call;
  }
  return nullptr;
}

const Call* DispatchQueue::Impl::next(std::string_view id, Instant now) {
  advance(now);
  close_moments();
  drop_idle_corrections();
  settle_plans();
  const auto lane = lane_ids_.find(id);
  if (lane == lane_ids_.end()) return nullptr;
  const auto& entry = lanes_[slot(lane->second)].in_starts;
  while (entry.key() != nullptr && entry.key()->start <= now_) {
    if (const Call* const call = start(lane->second)) return call;
  }
  return nullptr;
}

/// Starts the next call of a lane that is free and can go on. Where nobody is left of what it had first, that is taken
/// off its list and there is no call yet: another lane may be ready for longer now.
const Call* DispatchQueue::Impl::start(LaneIndex index) {
  Lane& lane = lanes_[slot(index)].lane;
  const Head* const head = lane.heads().first();
  const auto planned = lane.starts_at();
  if (planned && *planned <= now_ && !(head != nullptr && before_early(lane, *head))) {
    const Duration call = connections_[lane.planned().first()->connection].call_time.expected(1, Duration{0});
    const auto early = lane.first_early(now_, call, [this](ConnectionIndex connection) { return ready(connection); });
    if (early) return start_early(*early);
  }
  if (head != nullptr) return start_due(Head{*head});
  refresh(index);
  return nullptr;
}

/// Whether what is due goes before what is to be called before due (S20, S20b).
bool DispatchQueue::Impl::before_early(const Lane& lane, const Head& head) const {
  if (head.stage != Head::Stage::due) return head.stage != Head::Stage::probe;
  if (head.instant + options_.max_defer <= now_) return true;
  const lane::Connections::Known& known = connections_[head.connection];
  return now_ + known.call_time.expected(1, Duration{0}) <= lane.latest_expected_start();
}

std::size_t DispatchQueue::Impl::batch_of(ConnectionIndex connection) const {
  return static_cast<std::size_t>(connections_[connection].settings.batch);
}

const Call* DispatchQueue::Impl::start_due(const Head& head) {
  lane::Connections::Known& known = connections_[head.connection];
  attempts_.clear();
  switch (head.stage) {
    case Head::Stage::correction:
      take_due(head.connection, true);
      recorder_.require_durable();
      break;
    case Head::Stage::retry:
      recorder_.require_durable();
      known.retries.take_call(now_, known.gate.suspended() ? 1 : batch_of(head.connection), attempts_);
      break;
    case Head::Stage::due:
      take_due(head.connection, false);
      break;
    case Head::Stage::probe:
      return start_early({head.instant, lane::WebinarNumber{head.first}, head.connection});
  }
  if (attempts_.empty()) {
    refresh(head.connection);
    return nullptr;
  }
  const Call* const call = make_call();
  if (head.stage == Head::Stage::due) enter_course(head);
  return call;
}

/// Up to a batch of the rule that the connection has first, from the moments in which it has somebody, by due. What
/// turns out to have nobody is taken off the connection's list.
void DispatchQueue::Impl::take_due(ConnectionIndex index, bool corrections) {
  lane::Connections::Known& known = connections_[index];
  lane::WorkSet& works = corrections ? known.corrections : known.due;
  const std::size_t batch = known.gate.suspended() ? 1 : batch_of(index);
  for (std::optional<Work> work = *works.first(); work && attempts_.size() < batch;) {
    WebinarRun* const run = find(work->webinar);
    const bool known_here =
        run != nullptr && run->rule(work->rule).active() && run->rule(work->rule).connection == index;
    bool more = false;
    taken_.clear();
    if (known_here) {
      run->advance(now_);
      const auto kind = attempts_.empty() ? std::nullopt : std::optional{attempts_.front().kind};
      const std::size_t most = batch - attempts_.size();
      more = corrections ? run->take_corrections(work->due, work->rule, most, kind, taken_)
                         : run->take(work->due, work->rule, most, taken_);
    }
    if (!taken_.empty()) {
      if (!corrections) secure(*run, work->due, work->rule, taken_);
      add_attempts(*run, work->rule, taken_, attempts_);
    }
    if (!more) works.remove(*work);
    if (attempts_.empty() || attempts_.size() == batch) break;
    work = works.next_of_rule(*work);
  }
}

/// What has to be durable before calls from due on: what they are decided on, and whom they may carry (S26).
void DispatchQueue::Impl::secure(WebinarRun& run, Instant due, RuleIndex rule,
                                 std::span<const WebinarRun::Taken> taken) {
  if (!recorder_.on()) return;
  if (const decision::Moment* const moment = run.to_record(due)) recorder_.planes(run.number(), *moment, now_);
  const bool claimed = std::all_of(taken.begin(), taken.end(),
                                   [&](const WebinarRun::Taken& one) { return run.claimed(due, rule, one.attendee); });
  if (claimed && recorder_.claims() != 0) return;
  recorder_.require_durable();
  if (recorder_.claims() == 0) return;
  const std::size_t most = recorder_.claims() * batch_of(run.rule(rule).connection);
  const std::vector<AttendeeIndex> more = run.claim(due, rule, most);
  if (!more.empty()) recorder_.claimed(run.number(), due, rule, more, now_);
}

const Call* DispatchQueue::Impl::start_early(const Job& job) {
  Held& held = webinars_.at(job.webinar);
  WebinarRun& run = *held.run;
  run.advance(now_);
  const LaneIndex lane = connections_[job.connection].lane;
  const bool probes = connections_[job.connection].gate.suspended();
  batches_.clear();
  run.expected(job.due, expected_);
  for (const auto& [rule, handovers] : expected_) {
    const ConnectionIndex connection = run.rule(rule).connection;
    const lane::Connections::Known& known = connections_[connection];
    const bool planned = !probes && known.lane == lane && known.gate.plannable() && ready(connection) &&
                         job.due - known.settings.max_lead <= now_;
    if (planned || (probes && connection == job.connection)) {
      batches_.push_back({rule, probes ? 1 : batch_of(connection)});
    }
  }
  if (const Call* const call = enter_early(held, job)) return call;
  taken_.clear();
  const RuleIndex rule = run.take_early(job.due, batches_, places_, taken_);
  if (!taken_.empty()) {
    recorder_.require_durable();
    attempts_.clear();
    add_attempts(run, rule, taken_, attempts_);
    return make_call();
  }
  plan_job(job, 0);  // Nobody matches as things stand. What changes that plans the moment anew.
  return nullptr;
}

void DispatchQueue::Impl::add_attempts(WebinarRun& run, RuleIndex rule, std::span<const WebinarRun::Taken> taken,
                                       std::vector<Attempt>& attempts) {
  for (const auto& one : taken) {
    Attempt& attempt = attempts.emplace_back();
    attempt.webinar = run.number();
    attempt.rule_index = rule;
    attempt.attendee = one.attendee;
    attempt.rule = run.rule(rule).definition;
    attempt.connection = run.rule(rule).connection;
    attempt.kind = one.kind;
    attempt.generation = one.generation;
    attempt.due = one.due;
    attempt.decision = one.decision;
    attempt.order = next_order_++;
    attempt.give_up_from = one.generation == 1 ? one.due : now_;
    if (one.generation > 1) note_correction(run, rule, one);
  }
  follow_up(run);
}

void DispatchQueue::Impl::note_correction(const WebinarRun& run, RuleIndex rule, const WebinarRun::Taken& taken) {
  ++counters_.corrections;
  if (taken.kind == CallKind::retraction) ++counters_.retractions;
  // What still waits to be repeated of the pair is overtaken (S17c).
  run.rule(rule).for_each_connection([&](ConnectionIndex connection) {
    const auto overtaken = connections_[connection].retries.take(run.number(), rule, taken.attendee);
    if (!overtaken) return;
    refresh(connection);
    finish(*overtaken);
  });
}

const Call* DispatchQueue::Impl::make_call() {
  const CallId id{++counters_.calls};
  recorder_.call_started(id, attempts_.front().connection, attempts_, now_);
  return launch(id, attempts_);
}

/// The call goes out on its lane with `attempts`, which are empty then.
const Call* DispatchQueue::Impl::launch(CallId id, std::vector<Attempt>& attempts) {
  const ConnectionIndex connection = attempts.front().connection;
  lane::Connections::Known& known = connections_[connection];
  LaneState& state = lanes_[slot(known.lane)];
  for (Attempt& attempt : attempts) {
    ++attempt.attempts;
    if (!attempt.again) continue;
    if (WebinarRun* const run = find(attempt.webinar)) run->note_in_flight(attempt.rule_index, attempt.attendee);
  }
  write_call(state.lane.call(), id, attempts);
  state.lane.attempts().swap(attempts);
  attempts.clear();
  send_out(id, known, state.lane);
  refresh(known.lane);
  return &state.lane.call();
}

void DispatchQueue::Impl::write_call(Call& call, CallId id, std::span<const Attempt> attempts) const {
  const Attempt& first = attempts.front();
  const lane::Connections::Known& known = connections_[first.connection];
  const WebinarRun* const run = find(first.webinar);
  const auto attendee = [run](const Attempt& attempt) {
    return run != nullptr ? run->attendance().id(attempt.attendee) : std::string_view{attempt.texts->attendee};
  };
  const auto profile = [run](const Attempt& attempt) {
    return run != nullptr ? run->attendance().registrations().profile(attempt.attendee)
                          : std::string_view{attempt.texts->profile};
  };
  CallWriter writer{call,
                    {.id = id,
                     .kind = first.kind,
                     .started_at = now_,
                     .lane = lanes_[slot(known.lane)].lane.id(),
                     .webinar = std::string_view{run != nullptr ? run->id() : *first.texts->webinar},
                     .rule = first.rule}};
  std::size_t room = 0;
  for (const Attempt& attempt : attempts) room += writer.room_for(attendee(attempt), profile(attempt));
  writer.make_room(room);
  for (const Attempt& attempt : attempts) {
    writer.add({.attendee = attendee(attempt),
                .profile = profile(attempt),
                .due = attempt.due,
                .decided_at = attempt.decision.decided_at,
                .standing = attempt.decision.standing,
                .attempt = attempt.attempts,
                .generation = attempt.generation,
                .redelivery = attempt.unknown});
  }
}

std::optional<Instant> DispatchQueue::Impl::wake_at() {
  leave_course();
  file_early();
  settle_plans();
  if (!starts_.empty() && starts_.first()->start <= now_) return now_ + Duration{1};
  std::optional<Instant> wake = ahead_.next();
  const auto consider = [&wake](Instant instant) {
    if (!wake || instant < *wake) wake = instant;
  };
  if (!starts_.empty() && starts_.first()->start != attendance::kNever) {
    consider(starts_.first()->start);
  }
  if (!wakes_.empty()) consider(wakes_.first()->first);
  if (!timers_.empty()) consider(timers_.first()->first);
  return wake;
}

}  // namespace usher
