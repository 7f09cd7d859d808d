// Handles of attendees, and the ids they stand for. A handle is a place in a table and how often that place was given
// away: whoever held the place before has another number, and is refused.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/usher.h"

namespace usher::c {

/// The ids behind a handle; valid until the table changes.
struct AttendeeIds {
  std::string_view webinar, attendee;
};

class Attendees {
 public:
  /// The handle of these ids, the same each time until it is stale.
  [[nodiscard]] usher_attendee resolve(std::string_view webinar, std::string_view attendee);
  /// Nothing where the handle is stale or never was.
  [[nodiscard]] std::optional<AttendeeIds> find(usher_attendee who) const noexcept;

  /// All handles of a webinar are stale: its id begins anew.
  void drop(std::string_view webinar);
  void drop(std::string_view webinar, std::string_view attendee);
  /// The table has grown so much that it is worth asking which of its webinars are still there.
  [[nodiscard]] bool crowded() const noexcept { return webinars_.size() >= sweep_at_; }
  void keep_only(const std::function<bool(std::string_view)>& known);

 private:
  using Webinar = std::map<std::string, std::uint32_t, std::less<>>;  ///< places by attendee
  using Webinars = std::map<std::string, Webinar, std::less<>>;
  struct Place {
    std::uint32_t generation = 1;
    std::string_view webinar, attendee;  ///< of the maps' keys; empty: free
  };

  void free(std::uint32_t place);

  Webinars webinars_;
  std::vector<Place> places_;
  std::vector<std::uint32_t> free_;
  std::size_t sweep_at_ = 64;
};

}  // namespace usher::c
