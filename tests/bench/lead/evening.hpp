// An evening of the model: webinars, who was in the room when, the moments that fall due, and the truth about
// everybody at any instant. The truth is computed from the stays here, and not by what it judges.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/lead/parameters.hpp"
#include "usher/time.hpp"

namespace usher::lead {

/// Whom a rule is for. A webinar has at most one rule for each, which goes by this name.
enum class Group { online, offline, participants, non_participants, all };
inline constexpr std::array kGroups{Group::online, Group::offline, Group::participants, Group::non_participants,
                                    Group::all};
[[nodiscard]] std::string_view to_string(Group group);

/// In the room from `joined` on and up to, not including, `left`.
struct Stay {
  Instant joined{}, left{};
};

/// One webinar as it went. Attendees are numbered in the order of their registration, the day before.
struct Room {
  Instant start{}, end{};
  Instant mark{};                             ///< from here on who is in the room is a participant
  std::vector<Stay> stays{};                  ///< attendee by attendee, in order
  std::vector<std::size_t> first_stay = {0};  ///< of each attendee in `stays`; one more than there are attendees

  [[nodiscard]] std::size_t attendees() const noexcept { return first_stay.size() - 1; }
  [[nodiscard]] std::span<const Stay> stays_of(std::size_t attendee) const {
    return std::span{stays}.subspan(first_stay[attendee], first_stay[attendee + 1] - first_stay[attendee]);
  }
  void add_attendee(std::span<const Stay> of_attendee);
};

/// Whether the attendee belongs to the group as of the instant.
[[nodiscard]] bool belongs(const Room& room, std::size_t attendee, Group group, Instant instant);

/// All rules of a webinar that are due at one instant: one that is for all, or a complementary pair.
struct Moment {
  std::size_t room = 0;
  Instant due{};
  std::vector<Group> groups{};
};

struct Evening {
  std::vector<Room> rooms{};
  std::vector<Moment> moments{};  ///< by due, then by room
};

/// Three webinars of so many registrants each, with five rules: online and offline 45 min after the start, participants
/// and non-participants 1 min after the end, all 10 min after the end.
[[nodiscard]] Evening usual_evening(std::span<const std::size_t> registrants, const Parameters& parameters,
                                    std::uint64_t seed);

/// Webinars of so many registrants each, in an order that is drawn, whose online and offline are due within minutes.
[[nodiscard]] Evening colliding_evening(std::span<const std::size_t> registrants, const Parameters& parameters,
                                        std::uint64_t seed);

/// A number of minutes or seconds, as whole milliseconds.
[[nodiscard]] Duration minutes(double count);
[[nodiscard]] Duration seconds(double count);

/// What all instants are told relative to, and the first quarter hour at which a webinar may start.
inline constexpr Instant kEvening{std::chrono::sys_days{std::chrono::year{2026} / 5 / 4} + std::chrono::hours{18}};

}  // namespace usher::lead
