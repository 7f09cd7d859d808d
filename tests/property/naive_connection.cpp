#include "naive_connection.hpp"

#include <algorithm>

namespace usher::property {

Instant NaiveConnection::open_at() const {
  Instant instant = throttled_until_;
  if (last_start_) instant = std::max(instant, *last_start_ + settings_.spacing);
  if (suspended()) instant = std::max(instant, probe_at_);
  return instant;
}

void NaiveConnection::completed(const std::vector<Outcome>& outcomes, Instant now, HardCases& cases) {
  ++calls_;
  for (const Outcome& outcome : outcomes) {
    if (outcome.kind != Outcome::Kind::throttled) continue;
    if (throttled(now)) cases.met(HardCase::throttled_again);
    throttled_until_ = std::max(throttled_until_, *outcome.until);
  }
  const bool failed = std::all_of(outcomes.begin(), outcomes.end(),
                                  [](const Outcome& each) { return each.kind == Outcome::Kind::retry; });
  if (suspended()) cases.met(failed ? HardCase::probe_failed : HardCase::probe_ended_suspension);
  failures_ = failed ? failures_ + 1 : 0;
  if (failures_ == kFailuresToSuspend) cases.met(HardCase::suspended);
  if (suspended()) probe_at_ = now + backoff(settings_.id, failures_ - kFailuresToSuspend + 1);
}

ConnectionStatus NaiveConnection::status(Instant now) const {
  ConnectionStatus status{.id = settings_.id, .lane = settings_.lane};
  status.failures_in_row = failures_;
  status.calls = calls_;
  if (paused_) {
    status.state = ConnectionState::paused;
  } else if (throttled(now)) {
    status.state = ConnectionState::throttled;
    status.until = throttled_until_;
  } else if (suspended()) {
    status.state = ConnectionState::suspended;
    status.until = probe_at_;
  }
  return status;
}

void NaiveConnection::resume() {
  paused_ = false;
  failures_ = 0;
  throttled_until_ = kEarliestInstant;
}

}  // namespace usher::property
