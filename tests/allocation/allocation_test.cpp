// Once warm, what happens all the time is to ask nothing of the heap: no allocation for an event, a decision, or a call
// and its completion. The table says how far that is reached; its numbers may only become smaller.
#include <memory>
#include <string>

#include "allocation/counting_allocator.hpp"
#include "bench/support/room.hpp"
#include "support/catch.hpp"

namespace usher::allocation {
namespace {

using bench::kStart;
using bench::Room;
using namespace std::chrono_literals;

constexpr std::size_t kTimes = 4096;  ///< what grows by doubling, now and then, does not come to a whole one

/// At most so many allocations for one operation.
struct Bounds {
  double join, leave, duplicate, late;
  double registration;    ///< of somebody new, without a profile
  double watched_coming;  ///< a join or leave where the threshold is time watched
  double next_idle;
  double at_due, batch, before_due;  ///< next and complete, for a handover
};
constexpr Bounds kBounds{.join = 0.01,
                         .leave = 0.01,
                         .duplicate = 0,
                         .late = 0.01,
                         .registration = 0.01,
                         .watched_coming = 0.04,
                         .next_idle = 0,
                         .at_due = 0.01,
                         .batch = 0.01,
                         .before_due = 1.01};

/// Per operation, over so many of them.
template <class What>
double allocations_per(std::size_t operations, What what) {
  return static_cast<double>(allocations_of(what)) / static_cast<double>(operations);
}

Event some_presence(const Room& room, std::size_t number, std::string_view id, bool joins) {
  if (joins) return AttendeeJoined{room.now, room.webinar_of(number), id};
  return AttendeeLeft{room.now, room.webinar_of(number), id};
}

/// Everybody does the same at `now`.
std::vector<Event> everybody(const Room& room, const std::vector<bench::IdText>& ids, bool joins) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < ids.size(); ++i) events.push_back(some_presence(room, i, bench::view(ids[i]), joins));
  return events;
}

struct Warm {
  explicit Warm(Threshold threshold = {})
      : room{{.attendees = kTimes, .threshold = threshold, .rules = bench::rules_at_the_end()}} {
    for (std::size_t i = 0; i < kTimes; ++i) ids.push_back(bench::id_text(i));
    for (const bool joins : {true, false}) feed(joins);
  }
  double feed(bool joins) {
    room.now += 1min;
    return tell(everybody(room, ids, joins));
  }
  double tell(const std::vector<Event>& events) {
    return allocations_per(events.size(), [&] {
      for (const Event& event : events) bench::demand(static_cast<bool>(room.queue.feed(event, room.now)));
    });
  }
  Room room;
  std::vector<bench::IdText> ids;
};

TEST_CASE("a join or a leave in order asks at most so much of the heap") {
  Warm warm;
  CHECK(warm.feed(true) <= kBounds.join);
  CHECK(warm.feed(false) <= kBounds.leave);
}

TEST_CASE("a join or a leave asks at most so much of the heap where each attendee's time in the room is counted") {
  Warm warm{{.hundredths = 60'00, .measure = Threshold::Measure::watched}};
  for (int times = 0; times < 3; ++times) {
    for (const bool joins : {true, false}) CHECK(warm.feed(joins) <= kBounds.watched_coming);
  }
  // Everybody at an instant of their own, so that none shares another's crossing.
  const auto comings = warm.room.comings(kTimes);
  CHECK(warm.tell({comings.begin(), comings.end()}) <= kBounds.watched_coming);
}

TEST_CASE("somebody new who registers asks at most so much of the heap") {
  Warm warm;
  CHECK(allocations_per(4 * kTimes, [&] {
          for (std::size_t i = 0; i < 4 * kTimes; ++i) bench::demand(static_cast<bool>(warm.room.register_one()));
        }) <= kBounds.registration);
}

TEST_CASE("an event that is told again asks at most so much of the heap") {
  Warm warm;
  CHECK(warm.tell(everybody(warm.room, warm.ids, false)) <= kBounds.duplicate);
}

TEST_CASE("a late event asks at most so much of the heap") {
  Warm warm;
  Room earlier{{.attendees = kTimes, .rules = bench::rules_at_the_end()}};
  earlier.now += 1min + 30s;
  const std::vector<Event> late = everybody(earlier, warm.ids, true);
  CHECK(warm.tell(late) <= kBounds.late);
}

TEST_CASE("asking for a call when there is none asks at most so much of the heap") {
  Warm warm;
  CHECK(allocations_per(kTimes, [&] {
          for (std::size_t i = 0; i < kTimes; ++i) bench::demand(warm.room.queue.next(warm.room.now) == nullptr);
        }) <= kBounds.next_idle);
}

/// Allocations for a handover of one rule for everybody, from when `from` has come; half of the calls are made to warm
/// up. Calls take as long as planned, or before due they would all be put off until due.
double handover(std::int32_t batch, Duration max_lead, Instant from) {
  Room room{{.attendees = kTimes,
             .rules = {bench::rule("all", Anchor::start(), 10h)},
             .connection = {.id = "crm", .batch = batch, .call_time = 1ms, .max_lead = max_lead}}};
  room.pass(from);
  const auto call = [&] {
    const Call* made = room.queue.next(room.now);
    while (made == nullptr) {
      room.now = *room.queue.wake_at();
      made = room.queue.next(room.now);
    }
    room.now += 1ms;
    bench::demand(static_cast<bool>(room.queue.complete(made->id(), Outcome::delivered(), room.now)));
  };
  const std::size_t calls = kTimes / static_cast<std::size_t>(batch) / 2;
  for (std::size_t i = 0; i < calls; ++i) call();
  return allocations_per(calls * static_cast<std::size_t>(batch), [&] {
    for (std::size_t i = 0; i < calls; ++i) call();
  });
}

TEST_CASE("a call and its completion ask at most so much of the heap") {
  CHECK(handover(1, 0s, kStart + 10h) <= kBounds.at_due);
  CHECK(handover(64, 0s, kStart + 10h) <= kBounds.batch);
  CHECK(handover(1, 9h, kStart + 9h) <= kBounds.before_due);
}

TEST_CASE(
    "rows that move, profiles that are told anew and who is forgotten leave no id and no profile in memory given "
    "back") {
  constexpr std::string_view kAda = "ada-0123-4567-89ab-cdef-0123456789ab";
  constexpr std::string_view kProfile = R"({"email":"ada@example.org","phone":"555"})";
  constexpr std::string_view kMail = "ada@example.org";  // a text that is given up is at least marked as empty
  auto queue = std::make_unique<DispatchQueue>();
  REQUIRE(queue->feed(WebinarScheduled{.at = kStart - 2h, .webinar = {.id = "w", .start = kStart, .duration = 1h}},
                      kStart - 2h));
  const auto registers = [&](std::string_view who, std::string_view profile, Instant at) {
    REQUIRE(queue->feed(AttendeeRegistered{.at = at, .webinar = "w", .attendee = who, .profile = profile}, at));
  };
  registers(kAda, kProfile, kStart - 1h);
  CHECK(given_back_with(kAda, [&] {
          for (std::size_t i = 0; i < 2000; ++i) registers(bench::view(bench::id_text(i)), {}, kStart - 1h);
        }) == 0);
  CHECK(given_back_with(kMail, [&] { registers(kAda, R"({"email":"ada@example.com"})", kStart - 30min); }) == 0);
  registers(kAda, kProfile, kStart - 20min);
  CHECK(given_back_with(kMail, [&] {
          REQUIRE(queue->forget("w", kAda, kStart - 10min));
          queue.reset();
        }) == 0);
  watch_for({});
}

}  // namespace
}  // namespace usher::allocation
