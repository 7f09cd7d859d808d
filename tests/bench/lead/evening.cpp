#include "bench/lead/evening.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

#include "bench/lead/draws.hpp"

namespace usher::lead {
namespace {

using namespace std::chrono_literals;

constexpr Duration kHalfTime = 45min;
constexpr Duration kAfterEnd = 1min;
constexpr Duration kFarewell = 10min;
constexpr Duration kLastMinutes = 2min;
constexpr Duration kQuarterHour = 15min;
constexpr std::array kLengths{60min, 75min, 90min};
constexpr std::uint64_t kPlan = 1, kRooms = 100;  ///< what the seeds of the streams are for

/// Where somebody who is in the room from `joined` on leaves it, if nothing but the end makes them go.
Instant leaves_at_the_end(const Room& room, Instant joined, const Parameters& parameters, Draws& draws) {
  const Instant last_minutes = std::max(joined, room.end - kLastMinutes);
  if (joined < room.end && draws.chance(parameters.exit_share)) {
    return last_minutes + Duration{1} +
           Duration{std::llround(draws.uniform() * double((room.end - last_minutes).count()))};
  }
  return std::max(joined, room.end) + Duration{1} + minutes(draws.exponential(parameters.linger_mean));
}

std::vector<Stay> draw_stays(const Room& room, const Parameters& parameters, Draws& draws) {
  std::vector<Stay> stays;
  Instant joined = room.start + minutes(parameters.arrival_mean + parameters.arrival_spread * draws.normal());
  while (joined < room.end) {
    Instant left = joined + Duration{1} + minutes(draws.exponential(parameters.stay_mean));
    const bool to_the_end = left >= room.end - kLastMinutes;
    if (to_the_end) left = leaves_at_the_end(room, joined, parameters, draws);
    stays.push_back({joined, left});
    if (to_the_end || !draws.chance(parameters.return_share)) break;
    joined = left + Duration{1} + minutes(draws.exponential(parameters.away_mean));
  }
  return stays;
}

Room draw_room(Instant start, Duration length, std::size_t registrants, const Parameters& parameters, Draws draws) {
  Room room{.start = start, .end = start + length, .mark = start + length * std::llround(parameters.threshold) / 100};
  const double attending = draws.uniform(parameters.attending_least, parameters.attending_most);
  for (std::size_t attendee = 0; attendee < registrants; ++attendee) {
    room.add_attendee(draws.chance(attending) ? draw_stays(room, parameters, draws) : std::vector<Stay>{});
  }
  return room;
}

void in_due_order(std::vector<Moment>& moments) {
  std::ranges::sort(moments, {}, [](const Moment& moment) { return std::tuple{moment.due, moment.room}; });
}

}  // namespace

std::string_view to_string(Group group) {
  constexpr std::array<std::string_view, kGroups.size()> kNames{"online", "offline", "participants", "non_participants",
                                                                "all"};
  return kNames[static_cast<std::size_t>(group)];
}

Duration minutes(double count) {
  return Duration{std::llround(count * 60'000)};
}
Duration seconds(double count) {
  return Duration{std::llround(count * 1'000)};
}

void Room::add_attendee(std::span<const Stay> of_attendee) {
  stays.insert(stays.end(), of_attendee.begin(), of_attendee.end());
  first_stay.push_back(stays.size());
}

bool belongs(const Room& room, std::size_t attendee, Group group, Instant instant) {
  const auto stays = room.stays_of(attendee);
  const auto online = [&] {
    return std::ranges::any_of(stays, [&](Stay stay) { return stay.joined <= instant && instant < stay.left; });
  };
  const auto participant = [&] {
    const Instant until = std::min(instant, room.end);
    return std::ranges::any_of(stays, [&](Stay stay) {
      const Instant in_the_room = std::max(stay.joined, room.mark);
      return in_the_room <= until && in_the_room < stay.left;
    });
  };
  switch (group) {
    case Group::online:
      return online();
    case Group::offline:
      return !online();
    case Group::participants:
      return participant();
    case Group::non_participants:
      return !participant();
    case Group::all:
      break;
  }
  return true;
}

Evening usual_evening(std::span<const std::size_t> registrants, const Parameters& parameters, std::uint64_t seed) {
  Evening evening;
  Draws plan{stream(seed, kPlan)};
  std::vector<Duration::rep> slots(static_cast<std::size_t>(parameters.start_slots));
  std::iota(slots.begin(), slots.end(), 0);
  for (const std::size_t count : registrants) {
    const std::size_t index = evening.rooms.size();
    const auto picked = plan.below(slots.size());
    const auto slot = slots[picked];
    slots.erase(slots.begin() + static_cast<std::ptrdiff_t>(picked));
    const Duration length = kLengths[plan.below(kLengths.size())];
    const Instant start = kEvening + kQuarterHour * slot;
    evening.rooms.push_back(draw_room(start, length, count, parameters, Draws{stream(seed, kRooms + index)}));
    const Instant end = evening.rooms.back().end;
    evening.moments.push_back({index, start + kHalfTime, {Group::online, Group::offline}});
    evening.moments.push_back({index, end + kAfterEnd, {Group::participants, Group::non_participants}});
    evening.moments.push_back({index, end + kFarewell, {Group::all}});
  }
  in_due_order(evening.moments);
  return evening;
}

Evening colliding_evening(std::span<const std::size_t> registrants, const Parameters& parameters, std::uint64_t seed) {
  Evening evening;
  Draws plan{stream(seed, kPlan)};
  std::vector<std::size_t> counts(registrants.begin(), registrants.end());
  for (std::size_t left = counts.size(); left > 1; --left) std::swap(counts[left - 1], counts[plan.below(left)]);
  for (const std::size_t count : counts) {
    const std::size_t index = evening.rooms.size();
    const Instant start = kEvening + seconds(std::floor(plan.uniform(0, parameters.overload_spread * 60)));
    const Duration length = kLengths[plan.below(kLengths.size())];
    evening.rooms.push_back(draw_room(start, length, count, parameters, Draws{stream(seed, kRooms + index)}));
    evening.moments.push_back({index, start + kHalfTime, {Group::online, Group::offline}});
  }
  in_due_order(evening.moments);
  return evening;
}

}  // namespace usher::lead
