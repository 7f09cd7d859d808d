// The head planes follow what the log says, on every path (S6 to S9, S9a).
#include "attendance/attendance.hpp"

#include <string>

#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/minute.hpp"
#include "support/seed.hpp"

using usher::AttendeeIndex;
using usher::Instant;
using usher::Standing;
using usher::Threshold;
using usher::attendance::Attendance;
using usher::attendance::Frame;
using usher::attendance::Presence;
using usher::attendance::Registrations;
using usher::property::Random;
using usher::test::minute;
using Measure = Threshold::Measure;
using namespace std::chrono_literals;

namespace {

Frame random_frame(Random& random) {
  Frame frame;
  frame.planned = random.between(1, 30) * 1min;
  frame.threshold = {random.pick(std::array{0, 1, 5000, 9999, 10'000}),
                     random.chance(50) ? Measure::position : Measure::watched};
  if (random.chance(85)) frame.start = minute(random.between(10, 40));
  if (frame.start && random.chance(70)) {
    // Some end early, some overrun, some where they start.
    frame.end = *frame.start + random.between(0, 40) * 1min;
  }
  return frame;
}

struct Walk {
  explicit Walk(std::uint64_t seed) : random(seed) {
    attendance.set_frame(random_frame(random));
    for (std::uint64_t i = 0; random.chance(80) && i < 2 * people; ++i) {
      attendance.add_registration(somebody(), Registrations::Kind::registered, now);
    }
  }

  void step() {
    const int kind = random.between(1, 100);
    if (kind <= 25) {
      now += random.between(0, 3) * 1min;
      attendance.advance(now);
    } else if (kind <= 85) {
      move();
    } else if (kind <= 92) {
      attendance.add_registration(
          somebody(), random.pick(std::array{Registrations::Kind::registered, Registrations::Kind::unregistered}),
          some_time());
    } else if (kind <= 94) {
      attendance.settle(now - random.between(0, 3) * 1min);
    } else if (kind <= often_changed) {
      attendance.set_frame(random_frame(random));
    }
  }
  void move() {
    const auto who = somebody();
    const auto expected = attendance.presence().open(who) != 0 ? Presence::Kind::leave : Presence::Kind::join;
    const auto kind =
        random.chance(50) ? expected : random.pick(std::array{Presence::Kind::join, Presence::Kind::leave});
    const Instant at = some_time();
    const std::string session = random.chance(named) ? random.pick(std::array<std::string, 2>{"tab", "phone"}) : "";
    if (session.empty() && at > attendance.plain_after() &&
        attendance.move_plainly(attendance.with_row(who), kind, at)) {
      ++plain;
      return;
    }
    late += attendance.in_order(who, at) ? 0 : 1;
    duplicates += attendance.move(who, attendance.session(who, session), kind, at).duplicate ? 1 : 0;
  }
  AttendeeIndex somebody() { return attendance.intern("attendee " + std::to_string(random.below(people))); }
  Instant some_time() {
    if (random.chance(70)) return now;
    return std::max(usher::kEarliestInstant, now - random.between(0, 20) * 1min);
  }

  Random random;
  std::uint64_t people = random.pick(std::array{5U, 70U});
  int often_changed = random.pick(std::array{94, 95, 100});  ///< so many percent less 94 change the frame
  int named = random.pick(std::array{0, 30});                ///< percent of sessions
  Attendance attendance;
  Instant now = usher::kEarliestInstant;
  int late = 0, duplicates = 0, plain = 0;
};

}  // namespace

TEST_CASE("S9a: after every event, in whatever order, the planes are the standing as of now") {
  const std::uint64_t first = usher::test::seed();
  int late = 0;
  int duplicates = 0;
  int plain = 0;
  for (std::uint64_t seed = first; seed < first + 200; ++seed) {
    Walk walk{seed};
    const Attendance& attendance = walk.attendance;
    for (int step = 0; step < 400; ++step) {
      walk.step();
      if (seed % 2 == 0 && step % 8 != 0) continue;  // so that the planes have something to catch up with
      INFO("USHER_SEED=" << seed << ", step " << step);
      if (const auto who = attendance.first_contradiction(attendance.now())) FAIL(attendance.id(*who));
    }
    late += walk.late;
    duplicates += walk.duplicates;
    plain += walk.plain;
  }
  CHECK(late > 1000);
  CHECK(duplicates > 100);
  CHECK(plain > 1500);
}

TEST_CASE(
    "who comes or goes plainly is told of at once, and by the planes when somebody looks; who is forgotten is not") {
  Attendance attendance;
  attendance.set_frame({minute(100), minute(200), 100min, {50'00, Measure::position}});
  const AttendeeIndex ada = attendance.intern("ada");
  const AttendeeIndex bob = attendance.intern("bob");
  attendance.add_registration(ada, Registrations::Kind::registered, minute(90));
  attendance.advance(minute(160));
  REQUIRE(attendance.plain_after() < minute(160));
  const auto moves = [&](Presence::Kind kind, int at) {
    return attendance.move_plainly(attendance.with_row(ada), kind, minute(at));
  };
  attendance.move(bob, 0, Presence::Kind::join, minute(155));  // so that the log has room at hand
  REQUIRE(moves(Presence::Kind::join, 156));
  CHECK(attendance.standing(ada) == Standing{true, true, true});
  REQUIRE(moves(Presence::Kind::leave, 157));
  CHECK(attendance.standing(ada) == Standing{true, true, false});
  CHECK(attendance.head().at(ada) == Standing{true, true, false});
  REQUIRE(moves(Presence::Kind::join, 158));
  attendance.forget(ada);
  CHECK(attendance.standing(ada) == Standing{});
  CHECK(attendance.head().at(ada) == Standing{});
}

TEST_CASE("S9: who has left plainly, and by what is told late was not there any more, has not attended") {
  Attendance attendance;
  attendance.set_frame({minute(100), minute(200), 100min, {50'00, Measure::position}});
  const AttendeeIndex ada = attendance.intern("ada");
  attendance.add_registration(ada, Registrations::Kind::registered, minute(80));
  attendance.move(ada, 0, Presence::Kind::join, minute(90));
  attendance.advance(minute(160));
  REQUIRE(attendance.move_plainly(attendance.with_row(ada), Presence::Kind::leave, minute(155)));
  CHECK(attendance.standing(ada) == Standing{true, true, false});
  attendance.move(ada, 0, Presence::Kind::leave, minute(95));
  CHECK(attendance.standing(ada) == Standing{});
  CHECK(attendance.head().at(ada) == Standing{});
}

TEST_CASE("an attendee's index and id belong together") {
  Attendance attendance;
  CHECK_FALSE(attendance.find("ada"));
  const AttendeeIndex ada = attendance.intern("ada");
  CHECK(attendance.intern("ada") == ada);
  CHECK(attendance.find("ada") == ada);
  CHECK(attendance.id(ada) == "ada");
  CHECK(attendance.size() == 1);
}

TEST_CASE("the next crossing is the start, the mark, the end, and whoever has watched long enough") {
  Attendance attendance;
  CHECK_FALSE(attendance.next_crossing());
  attendance.set_frame({minute(100), minute(200), 100min, {6000, Measure::watched}});
  CHECK(attendance.next_crossing() == minute(100));
  attendance.advance(minute(100));
  CHECK(attendance.next_crossing() == minute(160));
  attendance.advance(minute(110));
  const AttendeeIndex ada = attendance.intern("ada");
  attendance.move(ada, {}, Presence::Kind::join, minute(110));
  attendance.advance(minute(160));
  CHECK(attendance.next_crossing() == minute(170));
  CHECK_FALSE(attendance.head().participant.test(ada));
  attendance.advance(minute(170));
  CHECK(attendance.head().participant.test(ada));
  CHECK(attendance.next_crossing() == minute(200));
  attendance.advance(minute(200));
  CHECK_FALSE(attendance.next_crossing());
}

TEST_CASE("S8, S9: who left before the crossing that a late event has shown has not watched long enough") {
  Attendance attendance;
  attendance.set_frame({minute(100), {}, 60min, {10'000, Measure::watched}});
  const AttendeeIndex ada = attendance.intern("ada");
  attendance.advance(minute(180));
  attendance.move(ada, 0, Presence::Kind::join, minute(100));
  attendance.move(ada, 0, Presence::Kind::leave, minute(120));
  attendance.move(ada, 0, Presence::Kind::join, minute(145));
  REQUIRE_FALSE(attendance.head().at(ada).participant);
  // From another tab until minute 139: the hour was over in minute 166.
  const Presence::Session tab = attendance.session(ada, "tab");
  attendance.move(ada, tab, Presence::Kind::join, minute(115));
  attendance.move(ada, tab, Presence::Kind::leave, minute(139));
  REQUIRE(attendance.head().at(ada).participant);
  attendance.move(ada, 0, Presence::Kind::leave, minute(164));
  CHECK_FALSE(attendance.head().at(ada).participant);
  CHECK_FALSE(attendance.first_contradiction(attendance.now()));
}

TEST_CASE("who was expected to cross twice at one instant, once by a late event, has crossed once") {
  Attendance attendance;
  attendance.set_frame({minute(100), {}, 60min, {50'00, Measure::watched}});
  attendance.advance(minute(101));
  const AttendeeIndex ada = attendance.intern("ada");
  attendance.move(ada, 0, Presence::Kind::join, minute(100));
  attendance.advance(minute(115));
  attendance.move(ada, attendance.session(ada, "tab"), Presence::Kind::join, minute(115));
  attendance.advance(minute(120));
  attendance.move(ada, 0, Presence::Kind::leave, minute(110));
  attendance.advance(minute(130));
  CHECK(attendance.take_crossed().empty());
  CHECK(attendance.next_crossing() == minute(135));
  attendance.advance(minute(135));
  CHECK(attendance.take_crossed() == std::vector{ada});
  CHECK_FALSE(attendance.first_contradiction(attendance.now()));
}

TEST_CASE("S6: a leave that is in order and finds no join is told, a late one and a pair at one instant are not") {
  Attendance attendance;
  attendance.advance(minute(100));
  const AttendeeIndex ada = attendance.intern("ada");
  CHECK(attendance.move(ada, {}, Presence::Kind::leave, minute(10)).unpaired);
  CHECK_FALSE(attendance.move(ada, {}, Presence::Kind::join, minute(20)).unpaired);
  CHECK_FALSE(attendance.move(ada, {}, Presence::Kind::leave, minute(20)).unpaired);
  CHECK_FALSE(attendance.move(ada, {}, Presence::Kind::join, minute(30)).unpaired);
  CHECK_FALSE(attendance.move(ada, {}, Presence::Kind::leave, minute(40)).unpaired);
  CHECK(attendance.move(ada, {}, Presence::Kind::leave, minute(50)).unpaired);
  CHECK(attendance.move(ada, {}, Presence::Kind::leave, minute(50)).duplicate);
}

TEST_CASE("S6: two sessions of one person are one presence: the first to leave does not put the person out") {
  Attendance attendance;
  attendance.set_frame({minute(10), minute(100), 90min, {}});
  attendance.advance(minute(50));
  const AttendeeIndex ada = attendance.intern("ada");
  attendance.move(ada, attendance.session(ada, "tab"), Presence::Kind::join, minute(20));
  attendance.move(ada, attendance.session(ada, "phone"), Presence::Kind::join, minute(21));
  attendance.move(ada, attendance.session(ada, "tab"), Presence::Kind::leave, minute(22));
  CHECK(attendance.head().at(ada) == Standing{true, true, true});
  attendance.move(ada, attendance.session(ada, "phone"), Presence::Kind::leave, minute(23));
  CHECK(attendance.head().at(ada) == Standing{true, true, false});
}

TEST_CASE("S11: the plane of the registered follows each registration") {
  Attendance attendance;
  attendance.advance(minute(50));
  const AttendeeIndex ada = attendance.intern("ada");
  CHECK(attendance.add_registration(ada, Registrations::Kind::registered, minute(10)));
  CHECK(attendance.registered().test(ada));
  CHECK_FALSE(attendance.add_registration(ada, Registrations::Kind::registered, minute(10)));
  CHECK(attendance.add_registration(ada, Registrations::Kind::unregistered, minute(30)));
  CHECK_FALSE(attendance.registered().test(ada));
  CHECK(attendance.add_registration(ada, Registrations::Kind::registered, minute(20)));
  CHECK_FALSE(attendance.registered().test(ada));
}
