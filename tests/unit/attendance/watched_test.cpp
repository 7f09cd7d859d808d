// Time watched, and the crossings that are to come (S8).
#include "attendance/watched.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "ada.hpp"
#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/minute.hpp"
#include "support/seed.hpp"

using usher::AttendeeIndex;
using usher::Instant;
using usher::attendance::Frame;
using usher::attendance::kNever;
using usher::attendance::Plane;
using usher::attendance::Watched;
using usher::attendance_test::kAda;
using usher::test::minute;
using Measure = usher::Threshold::Measure;
using namespace std::chrono_literals;

namespace {

/// From minute 100 to 200; who has watched 60 minutes is a participant.
struct Hundred : Watched {
  explicit Hundred(std::size_t attendees)
      : Watched(Frame{minute(100), minute(200), 100min, {60'00, Measure::watched}}) {
    for (std::size_t i = 0; i < attendees; ++i) add_attendee();
  }
};

std::vector<std::uint32_t> pass_next(Watched& watched) {
  std::vector<std::uint32_t> passed;
  watched.pass_next([&](AttendeeIndex attendee, bool) { passed.push_back(static_cast<std::uint32_t>(attendee)); });
  return passed;
}

}  // namespace

TEST_CASE("S8: only time within the webinar counts, and what is missing tells when the threshold is reached") {
  Hundred watched{1};
  watched.count(kAda, false, minute(90));
  CHECK(watched.crossing(kAda) == minute(160));
  watched.count(kAda, true, minute(120));
  watched.count(kAda, false, minute(150));
  CHECK(watched.crossing(kAda) == minute(190));
  watched.count(kAda, true, minute(155));
  watched.count(kAda, false, minute(165));
  CHECK(watched.crossing(kAda) == minute(200));
  watched.count(kAda, true, minute(166));
  watched.count(kAda, false, minute(167));
  CHECK_FALSE(watched.crossing(kAda));
}

TEST_CASE("what was counted up to a later instant is taken back where somebody turns out to have left before") {
  Hundred watched{1};
  watched.restore(kAda, 30min, minute(150));
  watched.count(kAda, true, minute(140));
  watched.count(kAda, false, minute(160));
  CHECK(watched.crossing(kAda) == minute(200));
  watched.restore(kAda, 30min, minute(150));
  CHECK(watched.crossing(kAda) == minute(180));
}

TEST_CASE("who is in the room from before the start is one plane, until they come or go") {
  Hundred watched{70};
  Plane online;
  online.set(AttendeeIndex{3});
  online.set(AttendeeIndex{69});
  watched.start(online);
  watched.count(AttendeeIndex{69}, true, minute(110));
  CHECK(watched.from_start().test(AttendeeIndex{3}));
  CHECK_FALSE(watched.from_start().test(AttendeeIndex{69}));
  watched.cross(AttendeeIndex{69}, minute(170));
  CHECK(watched.crossed_at(AttendeeIndex{3}) == minute(160));
  CHECK(watched.crossed_at(AttendeeIndex{69}) == minute(170));
}

TEST_CASE("everybody is looked at no later than when their crossing was expected") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  usher::property::Random random{seed};
  constexpr std::size_t kAttendees = 100;
  Hundred watched{kAttendees};
  std::map<AttendeeIndex, Instant> expected;  // what each one's crossing is now
  std::size_t shared = 0, earlier = 0;
  Instant now = minute(100);
  for (int step = 0; step < 5000; ++step) {
    const AttendeeIndex attendee{static_cast<std::uint32_t>(random.below(kAttendees))};
    const Instant at = now + random.between(1, 9) * 1min;
    const auto known = expected.find(attendee);
    // By coming and going it moves to later, by a late event anywhere.
    const bool late = random.chance(50);
    if (known != expected.end() && at < known->second && !late) continue;
    earlier += known != expected.end() && at < known->second ? 1 : 0;
    if (late) watched.restore(attendee, 0min, now);
    watched.expect(attendee, at);
    expected[attendee] = at;
    if (random.chance(90)) continue;
    now = watched.next();
    std::size_t passed = 0;
    while (watched.next() == now) {
      for (const std::uint32_t number : pass_next(watched)) {
        ++passed;
        const auto found = expected.find(AttendeeIndex{number});
        if (found == expected.end()) continue;
        if (found->second > now) {
          watched.expect(found->first, found->second);
        } else {
          expected.erase(found);
        }
      }
    }
    shared += passed > 1 ? 1 : 0;
    for (const auto& [who, coming] : expected) {
      if (coming <= now) FAIL(static_cast<std::uint32_t>(who) << " was not looked at, step " << step);
    }
  }
  CHECK(shared > 10);
  CHECK(earlier > 50);
}

TEST_CASE("who has come or gone since a crossing was expected is not certain to cross then") {
  Hundred watched{3};
  for (std::uint32_t number = 0; number < 3; ++number) watched.expect(AttendeeIndex{number}, minute(170));
  watched.count(AttendeeIndex{1}, true, minute(120));
  watched.restore(AttendeeIndex{2}, 10min, minute(120));
  watched.pass_next([&](AttendeeIndex attendee, bool certain) { CHECK(certain == (attendee == kAda)); });
}

TEST_CASE("a thousand that are expected at one instant are one list, and come out once each") {
  constexpr std::uint32_t kAttendees = 1000;
  Hundred watched{kAttendees};
  for (std::uint32_t number = 0; number < kAttendees; ++number) {
    watched.expect(AttendeeIndex{number}, minute(170));
    watched.expect(AttendeeIndex{number}, minute(180));  // later: when that one has come
  }
  std::vector<bool> seen(kAttendees);
  for (const std::uint32_t number : pass_next(watched)) {
    CHECK_FALSE(seen[number]);
    seen[number] = true;
  }
  CHECK(std::count(seen.begin(), seen.end(), true) == kAttendees);
  CHECK(watched.next() == kNever);
}
