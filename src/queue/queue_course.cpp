// Courses: the calls of one rule in a moment that has come, where nothing else is asked of the queue in between.
//
// From due on a thousand calls differ in nothing but their attendee. A course starts and ends them as `start_due` and
// `conclude` would; whatever else is asked, or has come to be due, ends it, and the long way goes on from there.
#include <algorithm>

#include "queue/call_writer.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;
using lane::Head;
using queue::WebinarRun;

/// The first call is out.
void DispatchQueue::Impl::enter_course(const Head& head) {
  lane::Connections::Known& known = connections_[head.connection];
  LaneState& state = lanes_[slot(known.lane)];
  lane::Lane& lane = state.lane;
  const bool alone = lane.planned().empty() && lane.heads().first() == known.head.key() &&
                     known.head.key() != nullptr && *known.head.key() == head && known.corrections.empty() &&
                     known.retries.empty();
  if (!alone || known.settings.batch != 1 || known.gate.suspended() || !correcting_.empty() || !stale_.empty()) return;
  WebinarRun* const run = find(lane::WebinarNumber{head.first});
  if (run == nullptr || known.due.first() == nullptr || known.due.first()->due != head.instant) return;
  course_.in_run = run->course(head.instant, RuleIndex{head.second});
  if (!course_.in_run) return;
  course_.state = Course::State::out;
  course_.connection = head.connection;
  course_.known = &known;
  course_.lane = &state;
  course_.run = run;
  // Nothing is filed while the course lasts, so what comes first stays first.
  course_.lasts_until = next_crossing();
  if (!to_close_.empty()) course_.lasts_until = std::min(course_.lasts_until, to_close_.first()->first + Duration{1});
  course_.other = starts_.empty() ? StartKey{.start = attendance::kNever} : *starts_.first();
}

void DispatchQueue::Impl::leave_course() {
  const bool unfiled = course_.state == Course::State::idle;
  course_.state = Course::State::none;
  if (unfiled) refresh(course_.connection);
}

const Call* DispatchQueue::Impl::next(Instant now) {
  if (course_.state == Course::State::idle) {
    if (const Call* const call = next_on_course(now)) return call;
  } else if (early_.state == Early::State::idle) {
    if (const auto call = next_early(now)) return *call;
  }
  return next_of_all(now);
}

Result<void> DispatchQueue::Impl::complete(CallId id, const Outcome& outcome, Instant now) {
  if (outcome.kind == Outcome::Kind::delivered && !outcome.delay) {
    if (course_.state == Course::State::out && complete_on_course(id, now)) return {};
    if (early_.state == Early::State::out && complete_early(id, now)) return {};
  }
  return complete_any(id, outcome, now);
}

const Call* DispatchQueue::Impl::next_on_course(Instant now) {
  now_ = std::max(now_, now);
  lane::Connections::Known& known = *course_.known;
  const auto opens_at = known.gate.opens_at();
  if (now_ >= course_.lasts_until || !opens_at || *opens_at > now_) return nullptr;
  lane::Lane& lane = course_.lane->lane;
  WebinarRun::Taken& taken = course_.taken;
  const Instant since = std::max(course_.in_run->moment->due(), *opens_at);
  if (course_.other.start <= since && course_.other < StartKey{since, lane.id(), known.lane}) return nullptr;
  WebinarRun& run = *course_.run;
  if (!run.take_next(*course_.in_run, now_, taken)) return nullptr;
  Attempt& attempt = course_.attempts.front();
  attempt.attendee = taken.attendee;
  attempt.decision = taken.decision;
  attempt.order = next_order_++;
  const CallId id{++counters_.calls};
  if (recorder_.on()) {
    run.advance(now_);
    secure(run, taken.due, attempt.rule_index, {&taken, 1});
    recorder_.call_started(id, course_.connection, course_.attempts, now_);
  }
  const attendance::Attendance& attendance = run.attendance();
  CallWriter::write_again(lane.call(), id, now_,
                          {.attendee = attendance.id(taken.attendee),
                           .profile = attendance.registrations().profile(taken.attendee),
                           .due = taken.due,
                           .decided_at = taken.decision.decided_at,
                           .standing = taken.decision.standing});
  in_flight_.add(id, known.lane);
  known.gate.start(now_, known.settings.spacing);
  lane.start(course_.attempts);
  course_.state = Course::State::out;
  return &lane.call();
}

/// Whether the call was the course's, and has been delivered.
bool DispatchQueue::Impl::complete_on_course(CallId id, Instant now) {
  lane::Lane& lane = course_.lane->lane;
  if (lane.call().id() != id) return false;
  now_ = std::max(now_, now);
  if (now_ >= course_.lasts_until) return false;
  if (recorder_.on()) recorder_.call_completed(id, lane.in_flight(), {&course_.ending, 1}, now_);
  lane.finish(course_.attempts);
  in_flight_.remove(id);
  course_.state = Course::State::idle;
  lane::Connections::Known& known = *course_.known;
  known.gate.answer();
  known.call_time.add(now_ - lane.call().started_at());
  ++counters_.delivered;
  WebinarRun& run = *course_.run;
  run.end_one(*course_.in_run, course_.attempts.front().attendee, now_);
  if (known.call_time.drifted()) {
    course_.state = Course::State::none;
    plan_connection(course_.connection);
  }
  if (run.take_changed()) {
    leave_course();
    carry(run);
  }
  return true;
}

}  // namespace usher
