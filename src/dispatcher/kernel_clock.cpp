#include "dispatcher/kernel_clock.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace usher::dispatcher {
namespace {

class File {
 public:
  explicit File(int number) : number_(number) {}
  ~File() {
    if (number_ >= 0) close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

timespec timespec_of(std::chrono::nanoseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return {.tv_sec = seconds.count(), .tv_nsec = (time - seconds).count()};
}
timespec timespec_of(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  return {.tv_sec = seconds.time_since_epoch().count(), .tv_nsec = std::chrono::nanoseconds{instant - seconds}.count()};
}

class KernelClock final : public Clock {
 public:
  [[nodiscard]] bool works() const { return timer_.number() >= 0 && notice_.number() >= 0; }

  [[nodiscard]] Instant now() override { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }
  [[nodiscard]] Steady steady() override { return std::chrono::steady_clock::now().time_since_epoch(); }

  /// Whatever ends it, whoever waits looks at the clocks again; so that a call is interrupted by a signal, or that the
  /// kernel has cancelled the timer since the wall clock was put, needs no other answer.
  void wait(std::optional<Instant> instant, std::optional<Steady> steady) override {
    // A timer at zero would be none.
    const itimerspec until{.it_interval = {}, .it_value = timespec_of(std::max(instant.value_or(Instant{}), kFirst))};
    if (instant) timerfd_settime(timer_.number(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &until, nullptr);
    pollfd files[] = {{.fd = notice_.number(), .events = POLLIN, .revents = 0},
                      {.fd = timer_.number(), .events = POLLIN, .revents = 0}};
    timespec left{};
    if (steady) left = timespec_of(std::max(*steady - this->steady(), Steady{0}));
    ppoll(files, instant ? 2 : 1, steady ? &left : nullptr, nullptr);
    drain(notice_.number());
    if (instant) drain(timer_.number());
  }

  void notify() override {
    const std::uint64_t one = 1;
    static_cast<void>(write(notice_.number(), &one, sizeof one) < 0);  // it fails only where enough have come already
  }

 private:
  static constexpr Instant kFirst{Duration{1}};

  static void drain(int file) {
    std::uint64_t count = 0;
    static_cast<void>(read(file, &count, sizeof count) < 0);
  }

  File timer_{timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK)};
  File notice_{eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

}  // namespace

std::shared_ptr<Clock> kernel_clock() {
  auto clock = std::make_shared<KernelClock>();
  if (!clock->works()) return nullptr;
  return clock;
}

}  // namespace usher::dispatcher
