#include "cli/replay_queue.hpp"

#include <utility>

namespace usher::cli {

Result<ReplayQueue> ReplayQueue::open(Journal& journal, const Options& options) {
  auto opened = JournaledQueue::open(journal, {.queue = options});
  if (!opened) return std::move(opened).error();
  return ReplayQueue{std::move(*opened)};
}

Result<void> ReplayQueue::add(const Connection& connection) {
  return std::visit([&](auto& queue) { return queue.add(connection); }, queue_);
}

Result<Fed> ReplayQueue::feed(const Event& event, Instant now) {
  return std::visit([&](auto& queue) { return queue.feed(event, now); }, queue_);
}

Result<const Call*> ReplayQueue::next(Instant now) {
  return std::visit([&](auto& queue) { return Result<const Call*>{queue.next(now)}; }, queue_);
}

Result<void> ReplayQueue::complete(CallId call, std::span<const Outcome> outcomes, Instant now) {
  return std::visit([&](auto& queue) { return queue.complete(call, outcomes, now); }, queue_);
}

Result<void> ReplayQueue::sync() {
  auto* const journaled = std::get_if<JournaledQueue>(&queue_);
  return journaled == nullptr ? Result<void>{} : journaled->sync();
}

std::optional<Instant> ReplayQueue::wake_at() const {
  return std::visit([](const auto& queue) { return queue.wake_at(); }, queue_);
}

const DispatchQueue& ReplayQueue::queue() const {
  const auto* const journaled = std::get_if<JournaledQueue>(&queue_);
  return journaled == nullptr ? std::get<DispatchQueue>(queue_) : journaled->queue();
}

}  // namespace usher::cli
