// What the programs here measure on: webinars whose attendees, known by ids of 36 characters, come and go at random,
// told in the order in which it happens. The same plan gives the same room, event for event.
//
//   Room room{{.attendees = 100'000, .rules = rules_at_the_end()}};
//   for (const Event& event : room.comings(256)) demand(bool(room.queue.feed(event, at(event))));
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "property/random.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::bench {

using namespace std::chrono_literals;

/// When the webinars start; they last a day, so that a million comings at one a millisecond fit in.
inline constexpr Instant kStart{Duration{1'777'921'200'000}};
inline constexpr Duration kLength = 24h;

/// Nothing is measured if the queue does not do as it is told.
void demand(bool done);

/// A text that looks like a UUID and depends on the number alone: made where it is needed, it takes no cache.
using IdText = std::array<char, 36>;
[[nodiscard]] IdText id_text(std::uint64_t number);
[[nodiscard]] inline std::string_view view(const IdText& text) {
  return {text.data(), text.size()};
}

struct RoomPlan {
  std::size_t attendees = 1;  ///< of all webinars together; attendee k is registered for webinar k modulo `webinars`
  std::size_t webinars = 1;
  Threshold threshold{};
  std::vector<Rule> rules{};                           ///< of each webinar, over the connection "crm"
  Connection connection{.id = "crm", .max_lead = 0s};  ///< default: nobody is called before due
  std::size_t percent_inside = 0;                      ///< so many come in an hour after the start, and stay
  friend bool operator==(const RoomPlan&, const RoomPlan&) = default;
};

/// A rule over "crm".
[[nodiscard]] Rule rule(std::string id, Anchor when, Duration offset, Audience audience = Audience::all());
/// Two complementary rules a minute after the end: what most webinars have.
[[nodiscard]] std::vector<Rule> rules_at_the_end();

class Room {
 public:
  /// Everybody is registered an hour before the start. The start has just come, or those have who come in.
  explicit Room(const RoomPlan& plan);

  /// So many events, one a millisecond: somebody at random comes, or goes where they are in the room. Valid until the
  /// next call of this or of `late_comings`; `now` is the last one's instant.
  std::span<const Event> comings(std::size_t count);
  /// The same told late: stays that were over before those came in who have come in.
  std::span<const Event> late_comings(std::size_t count);
  /// The same as it is told by who keeps handles. They are resolved long before: else the look-up would just have
  /// fetched what the move looks at.
  std::span<const AttendeeMove> moves(std::size_t count);
  /// One more attendee registers, now.
  Result<Fed> register_one();
  /// Time comes to `instant`, and nothing is called: what is due is decided.
  void pass(Instant instant);

  [[nodiscard]] std::string_view webinar_of(std::size_t attendee) const {
    return view(webinars_[attendee % webinars_.size()]);
  }

  DispatchQueue queue;
  Instant now = kStart - 1h;

 private:
  void come_in(std::size_t percent);
  std::span<const Event> turns(std::size_t count, std::vector<bool>& inside, Instant& instant);
  void resolve_all();

  std::size_t attendees_;
  std::vector<IdText> webinars_;
  std::vector<bool> inside_, inside_late_;
  Instant late_ = kStart + 1ms;
  property::Random random_{20'260'504};
  std::vector<Event> events_;
  std::vector<IdText> texts_;
  std::vector<std::size_t> numbers_;  ///< whom `events_` are about
  std::vector<AttendeeHandle> handles_;
  std::vector<AttendeeMove> moves_;
};

/// The room of a plan, kept until another one is asked for: repetitions of a measurement go on in the same one. Its
/// memory is some that the process has had before (used_heap.hpp).
Room& room_of(const RoomPlan& plan);
/// Away with it, for what needs the memory.
void clear_room();

}  // namespace usher::bench
