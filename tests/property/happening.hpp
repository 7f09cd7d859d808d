// An event that owns its strings, so that a timeline can be stored, shortened, printed and fed more than once.
#pragma once

#include <string>

#include "usher/event.hpp"

namespace usher::property {

struct Happening {
  enum class Kind {
    scheduled,
    edited,
    moved,
    started,
    ended,
    cancelled,
    marker,
    registered,
    unregistered,
    joined,
    left,
  };
  Kind kind{};
  Instant at{};
  std::string webinar{};
  std::string attendee{};
  std::string session{};
  std::string profile{};
  std::string marker{};
  Instant start{};       ///< Kind::moved: the new planned start
  Webinar definition{};  ///< Kind::scheduled, Kind::edited

  /// About the webinar rather than about one attendee.
  [[nodiscard]] bool about_webinar() const noexcept { return kind < Kind::registered; }
  [[nodiscard]] bool about_presence() const noexcept { return kind >= Kind::joined; }
  friend bool operator==(const Happening&, const Happening&) = default;
};

/// The event to feed; it borrows the strings of `happening`.
[[nodiscard]] Event event_of(const Happening& happening);

/// For people: "left at +3600000 attendee a7 session s1", instants in milliseconds from `origin`.
[[nodiscard]] std::string describe(const Happening& happening, Instant origin);
/// "+90000": milliseconds from `origin`.
[[nodiscard]] std::string describe(Instant instant, Instant origin);

}  // namespace usher::property
