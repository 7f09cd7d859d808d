// Calls before due, one after the other, where nothing else is asked of the queue in between.
//
// As a course (queue_course.cpp) this starts and ends them as `start_early` and `conclude` would, without looking for
// anything again; whatever else is asked, or has come to be due, ends it. The one thing that each of them changes is
// how many calls of its rule are to come. So the moment is not planned anew on all that it goes over: its one job gets
// another length, and at the same points of time, since what calls take is learned in between.
#include <algorithm>

#include "queue/call_writer.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;
using lane::Job;
using lane::Lane;
using queue::WebinarRun;

/// The job is next, and `expected_` and `batches_` are of it. Its call; nullptr, and nothing done, where something
/// about it is special, or nobody matches as things stand.
const Call* DispatchQueue::Impl::enter_early(Held& held, const Job& job) {
  lane::Connections::Known& known = connections_[job.connection];
  LaneState& state = lanes_[slot(known.lane)];
  Lane& lane = state.lane;
  const bool alone = lane.heads().empty() && known.corrections.empty() && known.retries.empty() && known.due.empty() &&
                     correcting_.empty() && stale_.empty() && !held.run->has_changed();
  const Job* const first = lane.planned().first();
  if (!alone || known.gate.suspended() || first == nullptr || *first != job) return nullptr;
  const auto goes_over_it = [&](const WebinarRun::Expected& each) {
    return held.run->rule(each.rule).connection == job.connection;
  };
  if (!std::all_of(expected_.begin(), expected_.end(), goes_over_it)) return nullptr;
  const auto calls = known.planned.find({job.due, job.webinar});
  early_.moment = held.run->plain_early(job.due);
  if (early_.moment == nullptr || calls == known.planned.end()) return nullptr;
  early_.job = job;
  early_.held = &held;
  early_.known = &known;
  early_.calls = &calls->second;
  early_.lane = &state;
  early_.expected = expected_;
  early_.batches = batches_;
  lane.attempts().clear();
  const Call* const call = call_early();
  if (call == nullptr) return nullptr;
  disturb_at(kEarliestInstant);  // whatever else is asked for
  // Nothing else is filed while this lasts, so what comes first stays first.
  early_.lasts_until = next_crossing();
  if (!to_close_.empty()) early_.lasts_until = std::min(early_.lasts_until, to_close_.first()->first + Duration{1});
  early_.other = starts_.empty() ? StartKey{.start = attendance::kNever} : *starts_.first();
  return call;
}

void DispatchQueue::Impl::leave_early() {
  if (early_.state == Early::State::none) return;
  early_.state = Early::State::none;
  if (early_.unplanned) {
    WebinarRun& run = *early_.held->run;
    run.mark_stale(early_.job.due);
    stale_.file(early_.held->near.make().in_stale, run.number());
  }
  if (!early_.filed) refresh(early_.job.connection);
}

/// None where it is to be found out the long way.
std::optional<const Call*> DispatchQueue::Impl::next_early(Instant now) {
  if (std::max(now_, now) >= early_.lasts_until) return std::nullopt;
  now_ = std::max(now_, now);
  if (early_.unplanned && !plan_early()) return std::nullopt;
  Lane& lane = early_.lane->lane;
  const auto start = lane.starts_at();
  const bool ready = start && *start <= now_ && early_.known->gate.open(now_);
  if (!ready && !early_.filed) file_early();
  if (early_.filed) {
    if (starts_.empty() || starts_.first()->start > now_) return nullptr;
    if (starts_.first()->lane != early_.known->lane) return std::nullopt;
  } else if (early_.other < StartKey{*start, lane.id(), early_.known->lane}) {
    return std::nullopt;
  }
  if (!ready || !lane.first_is_next(now_)) return std::nullopt;
  WebinarRun& run = *early_.held->run;
  run.advance(now_);
  if (run.has_changed()) return std::nullopt;
  const Call* const call = call_early();
  return call != nullptr ? std::optional{call} : std::nullopt;
}

/// nullptr, and nothing done, where nobody matches as things stand.
const Call* DispatchQueue::Impl::call_early() {
  WebinarRun& run = *early_.held->run;
  lane::Connections::Known& known = *early_.known;
  Lane& lane = early_.lane->lane;
  taken_.clear();
  const RuleIndex rule = run.take_early(*early_.moment, early_.batches, places_, taken_);
  if (taken_.empty()) return nullptr;
  recorder_.require_durable();
  const CallId id{++counters_.calls};
  const bool alike = rule == early_.rule && taken_.size() == lane.attempts().size();
  make_attempts_early(rule);
  if (recorder_.on()) recorder_.call_started(id, early_.job.connection, lane.attempts(), now_);
  if (alike) {
    write_call(lane.call(), id, run, taken_);
  } else {
    write_call(lane.call(), id, lane.attempts());
  }
  send_out(id, known, lane);
  early_.state = Early::State::out;
  early_.unplanned = true;
  early_.filed = false;
  const StartKey* const filed = early_.lane->in_starts.key();
  if (filed != nullptr && filed->start != attendance::kNever) refresh(known.lane);
  return &lane.call();
}

/// Of `taken_`. Where there are as many of the rule from the last call, they differ in little.
void DispatchQueue::Impl::make_attempts_early(RuleIndex rule) {
  std::vector<Attempt>& attempts = early_.lane->lane.attempts();
  if (rule != early_.rule || taken_.size() != attempts.size()) {
    early_.rule = rule;
    attempts.clear();
    add_attempts(*early_.held->run, rule, taken_, attempts);
    for (Attempt& attempt : attempts) ++attempt.attempts;
    return;
  }
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    attempts[i].attendee = taken_[i].attendee;
    attempts[i].decision = taken_[i].decision;
    attempts[i].order = next_order_++;
  }
}

/// All but whom it carries is as it was.
void DispatchQueue::Impl::write_call(Call& call, CallId id, const WebinarRun& run,
                                     std::span<const WebinarRun::Taken> taken) const {
  const attendance::Attendance& attendance = run.attendance();
  CallWriter writer{call, id, now_};
  std::size_t room = 0;
  for (const WebinarRun::Taken& one : taken) {
    room += writer.room_for(attendance.id(one.attendee), attendance.registrations().profile(one.attendee));
  }
  writer.make_room(room);
  for (const WebinarRun::Taken& one : taken) {
    writer.add({.attendee = attendance.id(one.attendee),
                .profile = attendance.registrations().profile(one.attendee),
                .due = one.due,
                .decided_at = one.decision.decided_at,
                .standing = one.decision.standing});
  }
}

/// Whether the call was the last one from here, and has been delivered.
bool DispatchQueue::Impl::complete_early(CallId id, Instant now) {
  Lane& lane = early_.lane->lane;
  if (lane.call().id() != id || std::max(now_, now) >= early_.lasts_until) return false;
  now_ = std::max(now_, now);
  if (recorder_.on()) {
    early_.endings.resize(lane.in_flight().size());
    recorder_.call_completed(id, lane.in_flight(), early_.endings, now_);
  }
  lane::Connections::Known& known = *early_.known;
  take_back(known, lane);
  early_.state = Early::State::idle;
  if (known.call_time.drifted()) plan_connection(early_.job.connection);
  if (!early_.unplanned) file_early();
  WebinarRun& run = *early_.held->run;
  run.advance(now_);
  for (const Attempt& attempt : lane.attempts()) {
    ++counters_.delivered;
    run.end_early(attempt.rule_index, attempt.attendee);
  }
  if (run.has_changed()) {
    leave_early();
    follow_up(run);
  }
  return true;
}

/// Plans the job by what its rule is still expected to take. Whether anything is left to plan.
bool DispatchQueue::Impl::plan_early() {
  const WebinarRun& run = *early_.held->run;
  const auto batch = static_cast<std::uint64_t>(early_.known->settings.batch);
  std::uint64_t calls = 0;
  for (WebinarRun::Expected& each : early_.expected) {
    if (each.rule == early_.rule) each.handovers = run.expected(*early_.moment, each.rule);
    calls += (each.handovers + batch - 1) / batch;
  }
  if (calls == 0) return false;
  *early_.calls = calls;
  plan_on(early_.lane->lane, early_.job, calls, *early_.known);
  early_.unplanned = false;
  return true;
}

/// The plan is asked for, and when the lane can go on by it.
void DispatchQueue::Impl::file_early() {
  if (early_.state == Early::State::none || early_.filed) return;
  if (early_.unplanned && !plan_early()) return leave_early();
  refresh(early_.known->lane);
  early_.filed = early_.state == Early::State::idle;
}

}  // namespace usher
