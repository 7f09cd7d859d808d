// Who is registered when (S11, S12).
#include "attendance/registrations.hpp"

#include "support/catch.hpp"
#include "usher/limits.hpp"

using usher::AttendeeIndex;
using usher::Instant;
using usher::attendance::Registrations;
using Kind = Registrations::Kind;
using namespace std::chrono_literals;

namespace {

constexpr AttendeeIndex kAda{0};

Registrations of_one() {
  Registrations registrations;
  registrations.add_attendee();
  return registrations;
}

}  // namespace

TEST_CASE("S11: registered as of an instant is who registered last until then") {
  for (const bool reversed : {false, true}) {
    Registrations ada = of_one();
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
  Registrations ada = of_one();
  ada.add(kAda, Kind::registered, Instant{10min});
  ada.add(kAda, Kind::unregistered, Instant{10min});
  CHECK_FALSE(ada.registered_as_of(kAda, Instant{10min}));
  Registrations bob = of_one();
  bob.add(kAda, Kind::unregistered, Instant{10min});
  bob.add(kAda, Kind::registered, Instant{10min});
  CHECK(bob.registered_as_of(kAda, Instant{10min}));
}

TEST_CASE("S11: the profile in force is that of the latest registration that brought one") {
  Registrations ada = of_one();
  CHECK(ada.profile(kAda).empty());
  ada.set_profile(kAda, "second", Instant{20min});
  ada.set_profile(kAda, "first", Instant{10min});
  CHECK(ada.profile(kAda) == "second");
  ada.set_profile(kAda, "again", Instant{20min});
  CHECK(ada.profile(kAda) == "again");
  ada.set_profile(kAda, "third", Instant{30min});
  CHECK(ada.profile(kAda) == "third");
}

TEST_CASE("an attendee has room for 1,000 registrations and unregistrations") {
  Registrations ada = of_one();
  for (int i = 0; i < static_cast<int>(usher::limits::kRegistrations); ++i) {
    REQUIRE(ada.has_room(kAda));
    ada.add(kAda, i % 2 == 0 ? Kind::registered : Kind::unregistered, Instant{i * 1min});
  }
  CHECK_FALSE(ada.has_room(kAda));
}
