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
  if (!alone || known.settings.batch != 1 || !known.planned.empty() || known.gate.suspended() || !correcting_.empty() ||
      !stale_.empty())
    return;
  WebinarRun* const run = find(lane::WebinarNumber{head.first});
  if (run == nullptr || known.due.first() == nullptr || known.due.first()->due != head.instant) return;
  course_.in_run = run->course(head.instant, RuleIndex{head.second});
  if (!course_.in_run) return;
  course_.state = Course::State::out;
  disturb_at(kEarliestInstant);  // whatever else is asked for
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
  if (course_.state == Course::State::none) return;
  const bool unfiled = course_.state == Course::State::idle;
  course_.in_run->write_down();
  course_.state = Course::State::none;
  if (unfiled) refresh(course_.connection);
}

const Call* DispatchQueue::next(Instant now) {
  return impl_->next(now);
}

const Call* DispatchQueue::Impl::next(Instant now) {
  if (course_.state == Course::State::idle) return next_on_course(now);
  return early_.state == Early::State::idle ? next_early_or_of_all(now) : next_of_all(now);
}

const Call* DispatchQueue::Impl::next_early_or_of_all(Instant now) {
  const auto early = next_early(now);
  return early ? *early : next_of_all(now);
}

/// Or off it, where it ends.
const Call* DispatchQueue::Impl::next_on_course(Instant now) {
  now_ = std::max(now_, now);
  lane::Connections::Known& known = *course_.known;
  lane::Lane& lane = course_.lane->lane;
  decision::Course& in_run = *course_.in_run;
  const Instant opens_at = known.gate.opens_unless_paused();  // to pause it would end the course
  if (now_ >= course_.lasts_until || opens_at > now_) return next_of_all(now);
  const Instant since = std::max(in_run.moment().due(), opens_at);
  const bool other_first = course_.other.start <= since && course_.other < StartKey{since, lane.id(), known.lane};
  if (other_first || !in_run.goes_on()) return next_of_all(now);
  WebinarRun& run = *course_.run;
  const AttendeeIndex attendee = in_run.next();
  const decision::Decision decision = run.take_next(in_run, now_);
  Attempt& attempt = lane.attempts().front();
  attempt.attendee = attendee;
  // One by one: a copy of the whole would be read in one piece while its parts are still on their way.
  attempt.decision.standing = decision.standing;
  attempt.decision.decided_at = decision.decided_at;
  attempt.order = next_order_++;
  const CallId id{++counters_.calls};
  if (recorder_.on()) record_on_course(id);
  const attendance::Attendance& attendance = run.attendance();
  CallWriter::write_again(lane.call(), id, now_, attendance.id(attendee), attendance.registrations().profile(attendee),
                          decision);
  send_out(id, known, lane);
  course_.state = Course::State::out;
  return &lane.call();
}

/// As it is before a call that goes the long way is given out.
void DispatchQueue::Impl::record_on_course(CallId id) {
  WebinarRun& run = *course_.run;
  const std::vector<Attempt>& attempts = course_.lane->lane.attempts();
  const Attempt& attempt = attempts.front();
  const WebinarRun::Taken taken{.attendee = attempt.attendee, .due = attempt.due, .decision = attempt.decision};
  run.advance(now_);
  course_.in_run->write_down();
  secure(run, attempt.due, attempt.rule_index, {&taken, 1});
  recorder_.call_started(id, course_.connection, attempts, now_);
}

Result<void> DispatchQueue::complete(CallId call, const Outcome& outcome, Instant now) {
  return impl_->complete(call, outcome, now);
}

/// Nothing here is called and comes back: what is rare is gone on with elsewhere, so that nothing has to be kept for
/// it.
Result<void> DispatchQueue::Impl::complete(CallId id, const Outcome& outcome, Instant now) {
  const bool delivered = outcome.kind == Outcome::Kind::delivered && !outcome.delay;
  if (!delivered || course_.state != Course::State::out) return complete_off_course(id, outcome, now);
  lane::Lane& lane = course_.lane->lane;
  now_ = std::max(now_, now);
  if (lane.call().id() != id || now_ >= course_.lasts_until) return complete_off_course(id, outcome, now);
  lane::Connections::Known& known = *course_.known;
  take_back(known, lane);
  course_.state = Course::State::idle;
  ++counters_.delivered;
  WebinarRun& run = *course_.run;
  run.end_one(*course_.in_run, lane.attempts().front().attendee, now_);
  if (known.call_time.drifted() || run.has_changed() || recorder_.on()) return follow_up_on_course(id);
  return {};
}

Result<void> DispatchQueue::Impl::follow_up_on_course(CallId id) {
  if (recorder_.on()) recorder_.call_completed(id, course_.lane->lane.attempts(), {&course_.ending, 1}, now_);
  // Nothing is planned with it.
  if (course_.known->call_time.drifted()) course_.known->call_time.settle();
  if (course_.run->has_changed()) {
    leave_course();
    follow_up(*course_.run);
  }
  return {};
}

Result<void> DispatchQueue::Impl::complete_off_course(CallId id, const Outcome& outcome, Instant now) {
  const bool delivered = outcome.kind == Outcome::Kind::delivered && !outcome.delay;
  if (delivered && early_.state == Early::State::out && complete_early(id, now)) return {};
  return complete_any(id, outcome, now);
}

}  // namespace usher
