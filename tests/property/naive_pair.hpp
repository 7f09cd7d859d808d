// A rule, an attendee, and what history says about the two: what NaiveWebinar keeps beside the facts (SPEC S5, S15).
#pragma once

#include <cstdint>
#include <optional>

#include "usher/audience.hpp"
#include "usher/time.hpp"
#include "usher/webinar.hpp"

namespace usher::property {

struct Decision {
  Standing standing{};
  Instant decided_at{};
  std::uint64_t order = 0;  ///< counts decisions and arrivals of pairs at moments, to tell which was first
};

/// A rule and an attendee.
struct Pair {
  enum class Place {
    follows,         ///< its moment is its present due
    stayed_decided,  ///< S5d 1: set apart for good
    stayed_waiting,  ///< S5d 3: set apart while a rule of the moment takes the attendee
  };
  std::optional<Instant> moment{};       ///< its due instant
  bool left_when_called = false;         ///< was in no moment for a while, or came to another one
  std::optional<Instant> last_moment{};  ///< left, the attendee not having been registered as of it (S17d)
  Place place = Place::follows;
  std::optional<Decision> along{};  ///< S5d 2: the decision it took along
  std::uint64_t came = 0;           ///< when it came to its moment, in the count of Decision::order
  bool called = false;
  bool cancelled = false;
  [[nodiscard]] bool open() const noexcept { return !called && !cancelled; }
};

/// A rule, known by its id for the whole life of the webinar.
struct RuleSlot {
  Rule rule;
  bool held = true;                ///< false: an edit has removed it
  std::optional<Instant> value{};  ///< S5a; empty also where it is anchored at the attendee
  Instant value_since{};           ///< the `at` of the event that gave it this value
  Instant given_at{};              ///< S5b: the `at` of the event that gave it its anchor and offset
  bool audience_edited = false;    ///< S5e
};

}  // namespace usher::property
