// What a journal is told beside what happens, and what a queue does when it comes back (S26-S28).
#include <algorithm>

#include "queue/queue_impl.hpp"
#include "queue/restore.hpp"
#include "record/definitions.hpp"

namespace usher {

using lane::Attempt;
using queue::WebinarRun;
using record::ByteWriter;

namespace {

constexpr const char* kUnknown = "unknown: a crash has hidden whether it was delivered";

}  // namespace

Options nearest_valid(Options options) {
  options.max_defer = std::clamp(options.max_defer, Duration{0}, kLongestDuration);
  options.max_skew = std::clamp(options.max_skew, Duration{0}, kLongestDuration);
  options.retain = std::clamp(options.retain, Duration{0}, kLongestDuration);
  return options;
}

Result<void> DispatchQueue::Impl::restore(const JournalRow& row) {
  if (!restore_) restore_ = std::make_unique<Restore>(*this);
  return restore_->row(row);
}

void DispatchQueue::Impl::end_restoring() {
  if (restore_) restore_->finish();
  restore_.reset();
}

void DispatchQueue::Impl::open(const Options& options, std::size_t claims) {
  end_restoring();
  forgotten_.clear();  // by the sync that has made the records of it durable
  recorder_.switch_on(claims);
  disturb_at(kEarliestInstant);  // the short way does not record: no event goes it from here on
  recorder_.opened(nearest_valid(options), now_);
  reopen(nearest_valid(options));
}

/// The queue is made again: whatever was out may be at the target, or not (S27).
void DispatchQueue::Impl::reopen(const Options& options) {
  leave_course();
  leave_early();
  options_ = options;
  for (LaneState& lane : lanes_) {
    if (lane.lane.busy()) hide_outcome(lane);
  }
  for (auto& [number, held] : webinars_) {
    WebinarRun& run = *held.run;
    run.advance(now_);
    for (const WebinarRun::Claimed& claimed : run.end_claims()) hide_claim(run, claimed);
    follow_up(run);
  }
}

void DispatchQueue::Impl::hide_outcome(LaneState& state) {
  lane::Lane& lane = state.lane;
  std::vector<Attempt> attempts = std::exchange(lane.attempts(), {});
  lane.finish();
  const ConnectionIndex connection = attempts.front().connection;
  const bool hold = connections_[connection].settings.on_unknown == OnUnknown::hold;
  in_flight_.remove(lane.call().id());
  collected_.hidden(lane.call(), hold);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    Attempt attempt = std::move(attempts[i]);
    if (WebinarRun* const run = find(attempt.webinar)) {
      run->advance(now_);
      run->note_ended(attempt.rule_index, attempt.attendee);
      follow_up(*run);
    }
    if (attempt.forgotten) {
      finish(attempt);
      drop_if_gone(attempt.webinar);
    } else {
      call_again_or_hold(std::move(attempt), lane.call().handovers()[i].profile);
    }
  }
  refresh(connection);
}

void DispatchQueue::Impl::call_again_or_hold(Attempt attempt, std::string_view profile) {
  lane::Connections::Known& known = connections_[attempt.connection];
  attempt.unknown = true;
  if (known.settings.on_unknown == OnUnknown::hold) {
    ++counters_.gave_up;
    return bury(std::move(attempt), profile, kUnknown);
  }
  attempt.ready_at = now_;
  attempt.throttled = false;
  known.retries.add(std::move(attempt));
}

/// A first call may have gone out for the pair, which is decided by that: nothing learnt later may give it to another
/// rule of the moment. If it is not to go out again, it is a dead letter without a call.
void DispatchQueue::Impl::hide_claim(WebinarRun& run, const WebinarRun::Claimed& claimed) {
  const auto taken = run.take_recorded(claimed.due, claimed.rule, claimed.attendee, std::nullopt);
  if (!taken) return;
  std::vector<Attempt> attempts;
  add_attempts(run, claimed.rule, {&*taken, 1}, attempts);
  run.note_ended(claimed.rule, claimed.attendee);
  const ConnectionIndex connection = attempts.front().connection;
  call_again_or_hold(std::move(attempts.front()), run.attendance().registrations().profile(claimed.attendee));
  refresh(connection);
}

std::vector<KeptCall> DispatchQueue::Impl::calls_out() const {
  std::vector<KeptCall> calls;
  in_flight_.for_each([&](CallId, LaneIndex lane) { queue::append_kept(lanes_[slot(lane)].lane.call(), calls); });
  return calls;
}

void DispatchQueue::Impl::set_position(std::string_view position) {
  position_ = position;
  if (recorder_.on()) recorder_.begin(record::kQueue, record::Kind::position, now_).text(position_);
}

void DispatchQueue::Impl::checkpoint() {
  ByteWriter out = recorder_.begin(record::kQueue, record::Kind::checkpoint, now_);
  out.number(next_webinar_);
  out.number(next_order_);
  for (const std::uint64_t* counter : Restore::counters(counters_)) out.number(*counter);
  out.number(std::uint64_t{connections_.size()});
  for (std::uint32_t number = 0; number < connections_.size(); ++number) {
    const lane::Connections::Known& known = connections_[ConnectionIndex{number}];
    const lane::Gate::State gate = known.gate.kept();
    out.instant(gate.spaced_until);
    out.instant(gate.throttled_until);
    out.instant(gate.suspended_until);
    out.number(std::int64_t{gate.failures});
    out.byte(gate.paused ? 1 : 0);
    const lane::CallTime::State times = known.call_time.kept();
    for (const double value : {times.mean, times.variance, times.settled_mean, times.settled_deviation}) {
      out.real(value);
    }
    out.number(times.calls);
  }
}

}  // namespace usher
