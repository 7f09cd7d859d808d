// Events ahead of now, kept until their time has come (S1a), with their own copies of the texts.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "usher/event.hpp"

namespace usher::queue {

/// An event that owns what it views.
class OwnedEvent {
 public:
  explicit OwnedEvent(const Event& event);
  [[nodiscard]] const Event& event() const noexcept { return event_; }

 private:
  std::unique_ptr<std::string> text_;  ///< does not move with the object
  Event event_;
};

/// In the order of `at`, then of arrival.
class Ahead {
 public:
  void keep(const Event& event) { events_.emplace(at(event), OwnedEvent{event}); }
  [[nodiscard]] std::size_t size() const noexcept { return events_.size(); }
  [[nodiscard]] std::optional<Instant> next() const {
    return events_.empty() ? std::nullopt : std::optional{events_.begin()->first};
  }
  [[nodiscard]] OwnedEvent take() {
    auto node = events_.extract(events_.begin());
    return std::move(node.mapped());
  }

 private:
  std::multimap<Instant, OwnedEvent> events_;
};

}  // namespace usher::queue
