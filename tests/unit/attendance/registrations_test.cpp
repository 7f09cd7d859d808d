// Who is registered when (S11, S12).
#include "attendance/registrations.hpp"

#include "ada.hpp"
#include "support/catch.hpp"
#include "usher/limits.hpp"

using usher::AttendeeIndex;
using usher::Instant;
using usher::attendance::Attendees;
using usher::attendance::Registrations;
using usher::attendance_test::kAda;
using Kind = Registrations::Kind;
using namespace std::chrono_literals;

namespace {

/// Registrations of one attendee, whose row comes along.
struct One : private Attendees, public Registrations {
  One() : Registrations(static_cast<Attendees&>(*this)) { add_nameless(); }
};

}  // namespace

TEST_CASE("S11: registered as of an instant is who registered last until then") {
  for (const bool reversed : {false, true}) {
    One ada;
    const std::pair<Kind, Instant> entries[] = {{Kind::registered, Instant{10min}},
                                                {Kind::unregistered, Instant{20min}},
                                                {Kind::registered, Instant{30min}},
                                                {Kind::registered, Instant{40min}}};
    for (std::size_t i = 0; i < 4; ++i) {
      const auto& [kind, at] = entries[reversed ? 3 - i : i];
      CHECK(ada.add(kAda, kind, at));
      CHECK_FALSE(ada.add(kAda, kind, at));
    }
    CHECK_FALSE(ada.any_until(kAda, Instant{10min - 1ms}));
    CHECK(ada.any_until(kAda, Instant{10min}));
    CHECK_FALSE(ada.registered_as_of(kAda, Instant{10min - 1ms}));
    CHECK(ada.registered_as_of(kAda, Instant{10min}));
    CHECK(ada.registered_as_of(kAda, Instant{20min - 1ms}));
    CHECK_FALSE(ada.registered_as_of(kAda, Instant{20min}));
    CHECK(ada.registered_as_of(kAda, Instant{30min}));
    CHECK(ada.unregistered_after(kAda, Instant{20min - 1ms}));
    CHECK_FALSE(ada.unregistered_after(kAda, Instant{20min}));
    CHECK(ada.first_after(kAda, Instant{10min}) == Instant{30min});
    CHECK(ada.first_after(kAda, Instant{10min - 1ms}) == Instant{10min});
    CHECK_FALSE(ada.first_after(kAda, Instant{40min}));
    CHECK(ada.since(kAda) == Instant{30min});
    CHECK(ada.add(kAda, Kind::unregistered, Instant{50min}));
    CHECK_FALSE(ada.since(kAda));
  }
}

TEST_CASE("S11: of a registration and an unregistration at one instant the one that arrived last counts") {
  One ada;
  ada.add(kAda, Kind::registered, Instant{10min});
  ada.add(kAda, Kind::unregistered, Instant{10min});
  CHECK_FALSE(ada.registered_as_of(kAda, Instant{10min}));
  One bob;
  bob.add(kAda, Kind::unregistered, Instant{10min});
  bob.add(kAda, Kind::registered, Instant{10min});
  CHECK(bob.registered_as_of(kAda, Instant{10min}));
}

TEST_CASE("S11: the profile in force is that of the latest registration that brought one") {
  One ada;
  CHECK(ada.profile(kAda).empty());
  ada.set_profile(kAda, "second", Instant{20min});
  ada.set_profile(kAda, "first", Instant{10min});
  CHECK(ada.profile(kAda) == "second");
  ada.set_profile(kAda, "again", Instant{20min});
  CHECK(ada.profile(kAda) == "again");
  ada.set_profile(kAda, "third", Instant{30min});
  CHECK(ada.profile(kAda) == "third");
}

TEST_CASE("an entry counts the same where it is the only one and where others have come before or after it") {
  One ada;
  ada.add(kAda, Kind::unregistered, Instant{20min});
  CHECK(ada.any_until(kAda, Instant{20min}));
  CHECK_FALSE(ada.any_until(kAda, Instant{20min - 1ms}));
  CHECK(ada.unregistered_after(kAda, Instant{10min}));
  CHECK_FALSE(ada.since(kAda));
  ada.add(kAda, Kind::registered, Instant{10min});
  CHECK(ada.registered_as_of(kAda, Instant{10min}));
  CHECK(ada.unregistered_after(kAda, Instant{10min}));
  CHECK_FALSE(ada.registered_as_of(kAda, usher::kLatestInstant));
  CHECK_FALSE(ada.add(kAda, Kind::unregistered, Instant{20min}));
  ada.add(kAda, Kind::registered, usher::kLatestInstant);
  CHECK(ada.since(kAda) == usher::kLatestInstant);
  CHECK(ada.first_after(kAda, Instant{10min}) == usher::kLatestInstant);
}

TEST_CASE("profiles are kept of who has one, be it one in a million") {
  One ada;
  const AttendeeIndex last{1'000'000};
  CHECK(ada.profile(last).empty());
  CHECK(ada.set_profile(last, "last", Instant{1min}));
  CHECK_FALSE(ada.set_profile(last, "last", Instant{1min}));
  CHECK(ada.profile(last) == "last");
  CHECK(ada.profile(AttendeeIndex{999'999}).empty());
  CHECK(ada.profile(kAda).empty());
}

TEST_CASE("an attendee has room for 1,000 registrations and unregistrations") {
  One ada;
  for (int i = 0; i < static_cast<int>(usher::limits::kRegistrations); ++i) {
    REQUIRE(ada.has_room(kAda));
    ada.add(kAda, i % 2 == 0 ? Kind::registered : Kind::unregistered, Instant{i * 1min});
  }
  CHECK_FALSE(ada.has_room(kAda));
}
