#include "queue/ahead.hpp"

namespace usher::queue {

OwnedEvent::OwnedEvent(const Event& event) : text_(std::make_unique<std::string>()), event_(event) {
  auto& owned = std::get<Event>(event_);
  std::visit(
      [&](auto& one) {
        if constexpr (requires { one.marker; }) {
          *text_ += one.marker;
          one.marker = std::string_view{*text_};
        }
        // The webinar is known by its number, and texts of attendees by theirs.
        if constexpr (requires { one.webinar.data(); }) one.webinar = {};
      },
      owned);
}

OwnedEvent::OwnedEvent(const AttendeeEvent& event)
    : text_(std::make_unique<std::string>(event.profile)), event_(event) {
  std::get<AttendeeEvent>(event_).profile = *text_;
}

void Ahead::forget(lane::WebinarNumber webinar, AttendeeIndex attendee) {
  std::erase_if(events_, [&](const auto& waiting) {
    const auto* const event = std::get_if<AttendeeEvent>(&waiting.second.owned.event());
    return event != nullptr && waiting.second.webinar == webinar && event->attendee == attendee;
  });
}

}  // namespace usher::queue
