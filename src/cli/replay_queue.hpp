// The queue of a replay: by itself, or with a journal behind it that keeps what the replay does.
#pragma once

#include <optional>
#include <span>
#include <variant>

#include "usher/dispatch_queue.hpp"
#include "usher/journaled_queue.hpp"

namespace usher::cli {

/// Every function does as that of JournaledQueue.
class ReplayQueue {
 public:
  explicit ReplayQueue(const Options& options) : queue_(std::in_place_type<DispatchQueue>, options) {}
  /// Borrows the journal. Errors: those of JournaledQueue::open.
  [[nodiscard]] static Result<ReplayQueue> open(Journal& journal, const Options& options);

  Result<void> add(const Connection& connection);
  Result<Fed> feed(const Event& event, Instant now);
  [[nodiscard]] Result<const Call*> next(Instant now);
  Result<void> complete(CallId call, std::span<const Outcome> outcomes, Instant now);
  Result<void> sync();
  [[nodiscard]] std::optional<Instant> wake_at() const;

  [[nodiscard]] const DispatchQueue& queue() const;
  /// Null where a journal is behind it.
  [[nodiscard]] DispatchQueue* by_itself() { return std::get_if<DispatchQueue>(&queue_); }

 private:
  explicit ReplayQueue(JournaledQueue queue) : queue_(std::move(queue)) {}

  std::variant<DispatchQueue, JournaledQueue> queue_;
};

}  // namespace usher::cli
