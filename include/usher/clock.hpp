// Where a Dispatcher has its time from, and how it waits for it. Hosts take the default, system_clock(); a test gives a
// clock of its own that it can put forwards and back, and in whose time nothing takes long:
//
//   auto clock = std::make_shared<MyClock>();
//   usher::Dispatcher dispatcher{std::move(queue), {.clock = clock}};
#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "usher/time.hpp"

namespace usher {

/// Two clocks in one, as a machine has them: the wall clock says which instant it is, and may be put forwards or back;
/// the steady one says how long something has taken. Thread-safe, except that one thread waits at a time.
class Clock {
 public:
  /// Since an instant that stays the same as long as the clock lives. Time in which the machine sleeps need not count.
  using Steady = std::chrono::nanoseconds;

  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() = 0;
  [[nodiscard]] virtual Steady steady() = 0;
  /// Waits until `now()` is `instant` or later, or `steady()` is `steady` or later, or `notify` was called since the
  /// last wait returned; without either of the two for the latter alone. May return sooner, and does as soon as it
  /// learns that the wall clock was put or the machine has slept.
  virtual void wait(std::optional<Instant> instant, std::optional<Steady> steady) = 0;
  virtual void notify() = 0;
};

/// The machine's clocks. On Linux it waits in the kernel by the wall clock itself, and is told at once when that is put
/// or the machine wakes up (timerfd). Elsewhere, or where no file descriptor is left, it waits by the steady clock and
/// looks at the wall clock once a second, which is then how long it may take to notice.
[[nodiscard]] std::shared_ptr<Clock> system_clock();

}  // namespace usher
