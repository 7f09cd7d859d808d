#include "dispatcher/announcer.hpp"

namespace usher::dispatcher {

void Announcer::post(Notice notice) {
  const std::lock_guard lock{mutex_};
  notices_.push_back(std::move(notice));
  ++untold_;
}

void Announcer::deliver() noexcept {
  if (untold_ == 0) return;
  std::unique_lock lock{mutex_};
  while (telling_ || !notices_.empty()) {
    if (telling_) {
      if (teller_ == std::this_thread::get_id()) return;
      told_.wait(lock);
      continue;
    }
    telling_ = true;
    teller_ = std::this_thread::get_id();
    const Notice notice = std::move(notices_.front());
    notices_.pop_front();
    lock.unlock();
    notice(*observer_);
    lock.lock();
    telling_ = false;
    --untold_;
    told_.notify_all();
  }
}

}  // namespace usher::dispatcher
