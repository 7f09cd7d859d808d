#include "dispatcher/any_queue.hpp"

namespace usher::dispatcher {

Result<void> AnyQueue::add(const Connection& connection) {
  auto added = ask([&](auto& queue) { return queue.add(connection); });
  if (added || added.error().code != ErrorCode::duplicate) return added;
  // Only a queue without a journal calls a known connection a duplicate.
  return std::get<DispatchQueue>(queue_).change(connection);
}

Result<Fed> AnyQueue::feed(const Event& event, Instant now, std::string_view source_position) {
  if (auto* const journaled = std::get_if<JournaledQueue>(&queue_)) return journaled->feed(event, now, source_position);
  return std::get<DispatchQueue>(queue_).feed(event, now);
}

std::vector<Result<Fed>> AnyQueue::feed(std::span<const Event> events, Instant now, std::string_view source_position) {
  if (auto* const journaled = std::get_if<JournaledQueue>(&queue_)) {
    return journaled->feed(events, now, source_position);
  }
  return std::get<DispatchQueue>(queue_).feed(events, now);
}

Result<const Call*> AnyQueue::next(Instant now) {
  if (auto* const journaled = std::get_if<JournaledQueue>(&queue_)) return journaled->next(now);
  return std::get<DispatchQueue>(queue_).next(now);
}

std::optional<Instant> AnyQueue::wake_at() const {
  return std::visit([](const auto& queue) { return queue.wake_at(); }, queue_);
}

Result<void> AnyQueue::sync() {
  if (auto* const journaled = std::get_if<JournaledQueue>(&queue_)) return journaled->sync();
  return {};
}

std::size_t AnyQueue::unwritten() const {
  const auto* const journaled = std::get_if<JournaledQueue>(&queue_);
  return journaled != nullptr ? journaled->unwritten() : 0;
}

const DispatchQueue& AnyQueue::queue() const {
  const auto* const journaled = std::get_if<JournaledQueue>(&queue_);
  return journaled != nullptr ? journaled->queue() : std::get<DispatchQueue>(queue_);
}

}  // namespace usher::dispatcher
