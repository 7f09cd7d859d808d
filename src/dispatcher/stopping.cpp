// How it ends: what is out may finish until the deadline, then it is asked to, then it is left behind.
#include <algorithm>

#include "dispatcher/turn.hpp"

namespace usher {

Stopped Dispatcher::Core::stop(Duration finish) {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(stopping_, true)) return {};
  }
  work_to_do_.notify_all();
  clock_.notify();
  // From here on it is this thread that waits by the clock.
  if (timekeeper_.joinable()) timekeeper_.join();
  if (!wait_for_the_end(finish)) {
    {
      const std::lock_guard lock{mutex_};
      giving_up_ = true;
    }
    stop_.request_stop();
    static_cast<void>(wait_for_the_end(options_.give_up_within));
  }
  // Who is not in a connector is in the middle of something short.
  while (!is_quiet()) clock_.wait(std::nullopt, std::nullopt);
  Stopped how;
  close(how);
  join_gone();
  for (auto& [number, thread] : threads_) thread.detach();
  how.threads_left = threads_.size();
  threads_.clear();
  announcer_.deliver();
  if (Observer* const observer = announcer_.observer()) observer->stopped(how);
  return how;
}

bool Dispatcher::Core::ended() const {
  return running_ == 0 &&
         std::all_of(out_.begin(), out_.end(), [](const auto& out) { return out.second.stage == Out::Stage::lost; });
}

bool Dispatcher::Core::is_quiet() {
  const std::lock_guard lock{mutex_};
  return running_ == begun_.size() &&
         std::none_of(out_.begin(), out_.end(), [](const auto& out) { return out.second.stage == Out::Stage::ending; });
}

bool Dispatcher::Core::wait_for_the_end(Duration longest) {
  const Clock::Steady deadline = clock_.steady() + longest;
  for (;;) {
    {
      const std::lock_guard lock{mutex_};
      if (ended()) return true;
    }
    if (clock_.steady() >= deadline) return false;
    clock_.wait(std::nullopt, deadline);
  }
}

/// From here on no answer counts.
void Dispatcher::Core::close(Stopped& how) {
  // A connector that goes away may answer in its destructor, and that takes the lock.
  decltype(connectors_) connectors;
  Turn turn{*this};
  closed_ = true;
  for (const auto& [id, out] : out_) how.given_up.push_back(named(id, *out.call));
  how.synced = write();
  connectors.swap(connectors_);
}

void Dispatcher::Core::join_gone() {
  std::vector<std::uint64_t> gone;
  {
    const std::lock_guard lock{mutex_};
    gone.swap(gone_);
  }
  for (const std::uint64_t number : gone) {
    const auto thread = threads_.find(number);
    thread->second.join();
    threads_.erase(thread);
  }
}

}  // namespace usher
