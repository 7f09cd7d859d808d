// Tells the observer what is rare, in the order in which it happened: it is posted with the dispatcher locked, and told
// by whoever comes by without the lock.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "usher/observer.hpp"

namespace usher::dispatcher {

class Announcer {
 public:
  using Notice = std::function<void(Observer&)>;

  explicit Announcer(std::shared_ptr<Observer> observer) : observer_(std::move(observer)) {}

  /// Nobody listens: nothing has to be put together to be told.
  [[nodiscard]] Observer* observer() const noexcept { return observer_.get(); }
  /// There is an observer. Whoever posts delivers soon, which is what bounds how many wait.
  void post(Notice notice);
  /// Everything posted before has been told when it returns, save where the observer itself has called: then it is
  /// told once the observer has returned.
  void deliver() noexcept;

 private:
  const std::shared_ptr<Observer> observer_;
  std::atomic<std::size_t> untold_ = 0;  ///< posted and not yet told to the end
  std::mutex mutex_;
  std::condition_variable told_;
  std::deque<Notice> notices_;
  bool telling_ = false;
  std::thread::id teller_;
};

}  // namespace usher::dispatcher
