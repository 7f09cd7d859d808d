// How the dispatcher's lock is taken by who changes something.
#pragma once

#include <condition_variable>
#include <mutex>
#include <utility>

#include "dispatcher/core.hpp"

namespace usher {

/// Some time with the lock; what it makes necessary is done after it.
class Dispatcher::Core::Turn {
 public:
  explicit Turn(Core& core) : core_(core), lock_(core.mutex_) {}
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    const Signals signals = std::exchange(core_.signals_, {});
    lock_.unlock();
    if (signals.worker) core_.work_to_do_.notify_one();
    if (signals.time) core_.clock_.notify();
    core_.announcer_.deliver();
  }
  template <class Until>
  void wait(std::condition_variable& change, Until until) {
    change.wait(lock_, until);
  }

 private:
  Core& core_;
  std::unique_lock<std::mutex> lock_;
};

template <class Ask>
auto Dispatcher::Core::ask_queue(Ask&& ask) {
  Turn turn{*this};
  auto answer = queue_.ask([&](auto& queue) { return ask(queue, now()); });
  changed();
  return answer;
}

}  // namespace usher
