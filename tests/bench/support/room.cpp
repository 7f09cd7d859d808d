#include "bench/support/room.hpp"

#include <cstdlib>
#include <memory>

#include "bench/support/used_heap.hpp"

namespace usher::bench {
namespace {

struct Kept {
  RoomPlan plan;
  std::unique_ptr<Room> room;
};
Kept& kept() {
  static Kept one = [] {
    use_heap();
    return Kept{};
  }();
  return one;
}

}  // namespace

void demand(bool done) {
  if (!done) std::abort();
}

IdText id_text(std::uint64_t number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  property::Random random{number};
  IdText text;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 16 == 0) bits = random.next();
    text[i] = kDigits[bits & 15U];
    bits >>= 4U;
  }
  for (const std::size_t hyphen : {8U, 13U, 18U, 23U}) text[hyphen] = '-';
  return text;
}

Rule rule(std::string id, Anchor when, Duration offset, Audience audience) {
  return {.id = std::move(id), .when = std::move(when), .offset = offset, .audience = audience, .connection = "crm"};
}

std::vector<Rule> rules_at_the_end() {
  return {rule("thanks", Anchor::end(), 1min, Audience::participants()),
          rule("missed", Anchor::end(), 1min, Audience::non_participants())};
}

Room::Room(const RoomPlan& plan) : attendees_(plan.attendees) {
  demand(static_cast<bool>(queue.add(plan.connection)));
  demand(static_cast<bool>(queue.add({.id = "idle", .lane = "idle"})));
  for (std::size_t number = 0; number < plan.webinars; ++number) {
    const IdText& id = webinars_.emplace_back(id_text(~std::uint64_t{number}));
    const Webinar webinar{.id = std::string{view(id)},
                          .start = kStart,
                          .duration = kLength,
                          .threshold = plan.threshold,
                          .rules = plan.rules};
    demand(static_cast<bool>(queue.feed(WebinarScheduled{now, webinar}, now)));
  }
  for (std::size_t number = 0; number < plan.attendees; ++number) {
    const IdText id = id_text(number);
    demand(static_cast<bool>(queue.feed(AttendeeRegistered{now, webinar_of(number), view(id)}, now)));
  }
  inside_.resize(plan.attendees);
  inside_late_.resize(plan.attendees);
  pass(kStart);
  if (plan.percent_inside > 0) come_in(plan.percent_inside);
}

std::span<const Event> Room::turns(std::size_t count, std::vector<bool>& inside, Instant& instant) {
  events_.resize(count, AttendeeJoined{});
  texts_.resize(count);
  numbers_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t number = random_.below(attendees_);
    numbers_[i] = number;
    texts_[i] = id_text(number);
    instant += 1ms;
    if (inside[number]) {
      events_[i] = AttendeeLeft{instant, webinar_of(number), view(texts_[i])};
    } else {
      events_[i] = AttendeeJoined{instant, webinar_of(number), view(texts_[i])};
    }
    inside[number] = !inside[number];
  }
  return events_;
}

std::span<const Event> Room::comings(std::size_t count) {
  return turns(count, inside_, now);
}

std::span<const Event> Room::late_comings(std::size_t count) {
  return turns(count, inside_late_, late_);
}

std::span<const AttendeeMove> Room::moves(std::size_t count) {
  if (handles_.empty()) resolve_all();
  const std::span<const Event> events = comings(count);
  moves_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    moves_[i] = {
        .who = handles_[numbers_[i]], .at = at(events[i]), .left = std::holds_alternative<AttendeeLeft>(events[i])};
  }
  return moves_;
}

void Room::resolve_all() {
  for (std::size_t number = 0; number < attendees_; ++number) {
    const IdText id = id_text(number);
    const auto handle = queue.find_attendee(webinar_of(number), view(id));
    demand(handle.has_value());
    handles_.push_back(*handle);
  }
}

void Room::come_in(std::size_t percent) {
  now += 1h;
  for (std::size_t number = 0; number < attendees_; ++number) {
    if (property::Random{number + attendees_}.below(100) >= percent) continue;
    const IdText id = id_text(number);
    demand(static_cast<bool>(queue.feed(AttendeeJoined{now, webinar_of(number), view(id)}, now)));
    inside_[number] = true;
  }
}

Result<Fed> Room::register_one() {
  const IdText id = id_text(attendees_++);
  return queue.feed(AttendeeRegistered{now, webinar_of(0), view(id)}, now);
}

void Room::pass(Instant instant) {
  now = instant;
  demand(static_cast<bool>(queue.pause("idle", now)));  // the entry that does nothing else
}

Room& room_of(const RoomPlan& plan) {
  if (kept().room == nullptr || kept().plan != plan) {
    clear_room();
    kept() = {plan, std::make_unique<Room>(plan)};
  }
  return *kept().room;
}

void clear_room() {
  kept() = {};
}

}  // namespace usher::bench
