// The thread that sleeps until there is something to do, and looks after calls that do not end.
#include <algorithm>
#include <system_error>

#include "dispatcher/turn.hpp"

namespace usher {

bool Dispatcher::Core::start_timekeeper() {
  try {
    timekeeper_ = std::thread{[core = shared_from_this()] { core->keep_time(); }};
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void Dispatcher::Core::keep_time() {
  for (;;) {
    Waits waits;
    {
      Turn turn{*this};
      if (stopping_) return;
      waits = look_at_the_time();
    }
    tend_workers();
    clock_.wait(waits.instant, waits.steady);
  }
}

/// Does what its time has come for, and says until when nothing else will be.
Dispatcher::Core::Waits Dispatcher::Core::look_at_the_time() {
  const Instant now = this->now();
  const Clock::Steady steady = clock_.steady();
  Waits waits{.instant = {}, .steady = look_for_stuck(steady)};
  if (const auto rests_until = journal_.rests_until()) {
    if (steady >= *rests_until) {
      journal_.wake();
      wake_a_worker();
    } else if (!waits.steady || *rests_until < *waits.steady) {
      waits.steady = rests_until;
    }
  } else if (!work_) {
    waits.instant = queue_.wake_at();
    if (waits.instant && *waits.instant <= now) {
      wake_a_worker();
      waits.instant.reset();  // whoever asks says when the next is
    }
  }
  armed_ = waits.instant.value_or(Instant::max());
  armed_steady_ = waits.steady.value_or(Clock::Steady::max());
  signals_.time = false;
  return waits;
}

/// When the oldest call that is not stuck yet will be; calls are out in the order of their start.
std::optional<Clock::Steady> Dispatcher::Core::look_for_stuck(Clock::Steady now) {
  for (auto at = out_.upper_bound(looked_through_); at != out_.end(); ++at) {
    auto& [id, out] = *at;
    if (now < out.since + options_.stuck_after) return out.since + options_.stuck_after;
    looked_through_ = id;
    if (out.stage == Out::Stage::open) tell_stuck(id, out, now);
  }
  return std::nullopt;
}

void Dispatcher::Core::tell_stuck(CallId id, Out& out, Clock::Steady now) {
  out.stuck = true;
  if (begun_.contains(id)) hung_.insert(id);
  if (announcer_.observer() == nullptr) return;
  const Duration since = std::chrono::floor<Duration>(now - out.since);
  announcer_.post([call = named(id, *out.call), since](Observer& observer) { observer.stuck(call, since); });
}

/// Replaces threads that hang in a connector, and joins those that are not needed any longer.
void Dispatcher::Core::tend_workers() {
  std::size_t missing = 0;
  bool none_left = false;
  {
    const std::lock_guard lock{mutex_};
    const std::size_t wanted = options_.workers + hung_.size();
    const std::size_t allowed = std::min(wanted, options_.most_workers);
    if (allowed > running_) missing = allowed - running_;
    none_left = wanted > options_.most_workers;
  }
  join_gone();
  if (!start_workers(missing)) none_left = true;
  Turn turn{*this};
  if (!none_left || std::exchange(short_of_workers_, true) || announcer_.observer() == nullptr) return;
  announcer_.post([workers = running_](Observer& observer) { observer.out_of_workers(workers); });
}

}  // namespace usher
