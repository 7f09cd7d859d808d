// Connectors of tests: what they do is said where they are used, and they write down what they were asked.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/virtual_clock.hpp"
#include "usher/connector.hpp"

namespace usher::dispatcher_test {

/// Waits for what another thread is about to bring; only a test that fails waits long.
class Signal {
 public:
  template <class Change>
  void change(Change change) {
    const std::lock_guard lock{mutex_};
    change();
    changed_.notify_all();
  }
  template <class Condition>
  [[nodiscard]] bool wait(Condition condition) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, kPatience, condition);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
};

/// Makes calls by a function, and keeps the keys of the handovers in the order in which they came.
class Calls final : public Connector {
 public:
  using Begin = std::function<void(const Call&, Reply)>;

  explicit Calls(Begin begin = [](const Call&, Reply reply) { reply(Outcome::delivered()); })
      : begin_(std::move(begin)) {}

  void begin(const Call& call, Reply reply) override {
    came_.change([&] {
      for (const Handover& handover : call.handovers()) {
        keys_.push_back((handover.redelivery ? "again " : "") + std::string{handover.key});
      }
    });
    begin_(call, std::move(reply));
  }
  [[nodiscard]] bool wait_for(std::size_t keys) {
    return came_.wait([&] { return keys_.size() >= keys; });
  }
  [[nodiscard]] std::vector<std::string> keys() {
    std::vector<std::string> keys;
    came_.change([&] { keys = keys_; });
    return keys;
  }

 private:
  Begin begin_;
  Signal came_;
  std::vector<std::string> keys_;
};

/// Keeps replies until a test answers them.
class Keeps {
 public:
  [[nodiscard]] Calls::Begin begin() {
    return [this](const Call&, Reply reply) { came_.change([&] { replies_.push_back(std::move(reply)); }); };
  }
  [[nodiscard]] bool wait_for(std::size_t replies) {
    return came_.wait([&] { return replies_.size() >= replies; });
  }
  /// The oldest, which must be there.
  [[nodiscard]] Reply take() {
    std::optional<Reply> reply;
    came_.change([&] {
      reply.emplace(std::move(replies_.front()));
      replies_.pop_front();
    });
    return *std::move(reply);
  }

 private:
  Signal came_;
  std::deque<Reply> replies_;
};

}  // namespace usher::dispatcher_test
