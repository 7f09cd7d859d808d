// Bit planes of different age.
#include "attendance/plane.hpp"

#include <vector>

#include "support/catch.hpp"

using usher::AttendeeIndex;
using usher::attendance::for_each_bit;
using usher::attendance::Plane;

TEST_CASE("a plane holds a bit for each attendee, and none past its end") {
  Plane plane;
  plane.set(AttendeeIndex{0});
  plane.set(AttendeeIndex{63});
  plane.set(AttendeeIndex{64});
  plane.set(AttendeeIndex{200});
  plane.clear(AttendeeIndex{63});
  plane.clear(AttendeeIndex{100'000});
  CHECK(plane.words() == 4);
  CHECK(plane.word(0) == 1);
  CHECK(plane.word(1) == 1);
  CHECK(plane.word(999) == 0);
  CHECK(plane.test(AttendeeIndex{200}));
  CHECK_FALSE(plane.test(AttendeeIndex{63}));
  CHECK_FALSE(plane.test(AttendeeIndex{100'000}));
  plane.turn(AttendeeIndex{63});
  plane.turn(AttendeeIndex{64});
  CHECK(plane.word(0) == (usher::attendance::Word{1} | usher::attendance::Word{1} << 63U));
  CHECK(plane.word(1) == 0);
}

TEST_CASE("the union of planes is as long as the longer") {
  Plane shorter;
  Plane longer;
  shorter.set(AttendeeIndex{1});
  longer.set(AttendeeIndex{70});
  Plane both = shorter;
  both |= longer;
  CHECK(both.test(AttendeeIndex{1}));
  CHECK(both.test(AttendeeIndex{70}));
  longer |= shorter;
  CHECK(longer.test(AttendeeIndex{1}));
  CHECK(longer.words() == 2);
}

TEST_CASE("the bits of a word are visited from the lowest on") {
  std::vector<AttendeeIndex> visited;
  for_each_bit((std::uint64_t{1} << 63U) | 5U, 2, [&](AttendeeIndex attendee) { visited.push_back(attendee); });
  CHECK(visited == std::vector<AttendeeIndex>{AttendeeIndex{128}, AttendeeIndex{130}, AttendeeIndex{191}});
}

TEST_CASE("where there is room, bits are put and added without looking whether there is") {
  Plane plane;
  plane.reach(65);
  CHECK(plane.words() == 2);
  plane.put(AttendeeIndex{64}, true);
  plane.add(AttendeeIndex{3}, true);
  plane.add(AttendeeIndex{64}, false);
  CHECK(plane.word(0) == 8);
  CHECK(plane.word(1) == 1);
  plane.put(AttendeeIndex{64}, false);
  CHECK(plane.word(1) == 0);
  plane.reach(1);
  CHECK(plane.words() == 2);
}
