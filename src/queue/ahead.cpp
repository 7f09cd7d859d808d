#include "queue/ahead.hpp"

#include <array>
#include <type_traits>

namespace usher::queue {
namespace {

/// The texts that an event views, by reference; an event of definitions owns its own.
template <class One>
auto views_of(One& one) {
  using Plain = std::remove_const_t<One>;
  if constexpr (std::is_same_v<Plain, WebinarScheduled> || std::is_same_v<Plain, WebinarEdited>) {
    return std::array<std::string_view*, 0>{};
  } else if constexpr (std::is_same_v<Plain, WebinarMarker>) {
    return std::array{&one.webinar, &one.marker};
  } else if constexpr (std::is_same_v<Plain, AttendeeRegistered>) {
    return std::array{&one.webinar, &one.attendee, &one.profile};
  } else if constexpr (std::is_same_v<Plain, AttendeeUnregistered>) {
    return std::array{&one.webinar, &one.attendee};
  } else if constexpr (std::is_same_v<Plain, AttendeeJoined> || std::is_same_v<Plain, AttendeeLeft>) {
    return std::array{&one.webinar, &one.attendee, &one.session};
  } else {
    return std::array{&one.webinar};
  }
}

}  // namespace

OwnedEvent::OwnedEvent(const Event& event) : text_(std::make_unique<std::string>()), event_(event) {
  std::visit(
      [&](auto& one) {
        const auto views = views_of(one);
        for (const std::string_view* view : views) *text_ += *view;
        std::size_t offset = 0;
        for (std::string_view* view : views) {
          const std::size_t size = view->size();
          *view = std::string_view{*text_}.substr(offset, size);
          offset += size;
        }
      },
      event_);
}

}  // namespace usher::queue
