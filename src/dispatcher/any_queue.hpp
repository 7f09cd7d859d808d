// The queue, with a journal behind it or without: one face for both.
#pragma once

#include <utility>
#include <variant>

#include "usher/journaled_queue.hpp"

namespace usher::dispatcher {

class AnyQueue {
 public:
  explicit AnyQueue(DispatchQueue queue) : queue_(std::move(queue)) {}
  explicit AnyQueue(JournaledQueue queue) : queue_(std::move(queue)) {}

  /// What both have and do alike.
  template <class Ask>
  auto ask(Ask&& ask) {
    return std::visit(std::forward<Ask>(ask), queue_);
  }

  /// A known connection gets these settings.
  Result<void> add(const Connection& connection);
  Result<Fed> feed(const Event& event, Instant now, std::string_view source_position);
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const Event> events, Instant now,
                                              std::string_view source_position);
  [[nodiscard]] Result<const Call*> next(Instant now);
  [[nodiscard]] std::optional<Instant> wake_at() const;
  Result<void> sync();
  [[nodiscard]] std::size_t unwritten() const;
  [[nodiscard]] const DispatchQueue& queue() const;

 private:
  std::variant<DispatchQueue, JournaledQueue> queue_;
};

}  // namespace usher::dispatcher
