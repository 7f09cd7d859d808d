// Events ahead of now, kept until their time has come (S1a), with their own copies of the texts.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "lane/webinar_number.hpp"
#include "queue/attendee_event.hpp"
#include "usher/event.hpp"

namespace usher::queue {

/// An event that owns what it views.
class OwnedEvent {
 public:
  explicit OwnedEvent(const Event& event);
  explicit OwnedEvent(const AttendeeEvent& event);
  [[nodiscard]] const std::variant<Event, AttendeeEvent>& event() const noexcept { return event_; }

 private:
  std::unique_ptr<std::string> text_;  ///< does not move with the object
  std::variant<Event, AttendeeEvent> event_;
};

/// In the order of `at`, then of arrival.
class Ahead {
 public:
  struct Waiting {
    lane::WebinarNumber webinar{};
    OwnedEvent owned;
  };
  void keep(lane::WebinarNumber webinar, const Event& event) {
    events_.emplace(at(event), Waiting{webinar, OwnedEvent{event}});
  }
  void keep(lane::WebinarNumber webinar, const AttendeeEvent& event) {
    events_.emplace(event.at, Waiting{webinar, OwnedEvent{event}});
  }
  /// Drops what waits of one attendee.
  void forget(lane::WebinarNumber webinar, AttendeeIndex attendee);
  [[nodiscard]] bool empty() const noexcept { return events_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return events_.size(); }
  [[nodiscard]] std::optional<Instant> next() const {
    return events_.empty() ? std::nullopt : std::optional{events_.begin()->first};
  }
  [[nodiscard]] Waiting take() {
    auto node = events_.extract(events_.begin());
    return std::move(node.mapped());
  }

 private:
  std::multimap<Instant, Waiting> events_;
};

}  // namespace usher::queue
