// Rules that every attendee has an instant of their own for (S12, S13).
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

TEST_CASE("a welcome goes out an hour after each registration, and anew after coming back (S12, S15b)") {
  VirtualHost host;
  host.schedule(launch({rule("welcome", Anchor::registered(), 1h)}));
  host.registers("ada", kStart - 10h);
  host.registers("bob", kStart - 10h + 10min);
  host.unregisters("bob", kStart - 9h);
  host.registers("bob", kStart - 8h);
  host.registers("ada", kStart - 5h);
  host.unregisters("ada", kStart - 4h);
  host.registers("ada", kStart - 3h);
  host.run();
  CHECK(host.served() == Names{"welcome/ada", "welcome/bob"});
  CHECK(host.only("welcome/ada").due == kStart - 9h);
  CHECK(host.only("welcome/bob").due == kStart - 7h);
}

TEST_CASE("ten minutes after joining and five after the threshold, for each when it is so far (S12)") {
  VirtualHost host;
  host.schedule(launch({rule("came", Anchor::joined(), 10min), rule("seen", Anchor::participated(), 5min)},
                       {.hundredths = 5000, .measure = Threshold::Measure::watched}));
  for (const char* who : {"ada", "bob", "cleo"}) host.registers(who, kStart - 1h);
  host.joins("ada", kStart - 20min);
  host.joins("bob", kStart + 20min);
  host.leaves("bob", kStart + 40min);
  host.joins("cleo", kStart + 30min);
  host.run();
  CHECK(host.served() == Names{"came/ada", "came/bob", "came/cleo", "seen/ada", "seen/cleo"});
  CHECK(host.only("came/ada").due == kStart + 10min);
  CHECK(host.only("seen/ada").due == kStart + 50min);
  CHECK(host.only("seen/cleo").due == kStart + 80min);
}

TEST_CASE("of a person's rule and the webinar's at one instant the decision is one (S14)") {
  VirtualHost host;
  host.call_time = 5min;
  host.schedule(launch({rule("personal", Anchor::joined(), 45min, Audience::online()),
                        rule("offline", Anchor::start(), 45min, Audience::offline())}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  host.joins("ada", kStart);
  host.joins("bob", kStart);
  host.run_until(kStart + 46min);
  // Ada's call is out. That she had left before is told too late for her, but in time for Bob.
  host.tell(AttendeeLeft{.at = kStart + 44min, .webinar = "launch", .attendee = "ada"});
  host.tell(AttendeeLeft{.at = kStart + 44min, .webinar = "launch", .attendee = "bob"});
  host.run();
  CHECK(host.served() == Names{"personal/ada", "offline/bob"});
}

TEST_CASE("who registers after the instant is left out, or handed over at once before the end (S13)") {
  VirtualHost host;
  host.schedule(launch({rule("strict", Anchor::start(), -1h),
                        rule("material", Anchor::start(), -1h, Audience::all(), WhenLate::at_once)}));
  host.registers("ada", kStart - 2h);
  host.registers("bob", kStart - 30min);
  host.registers("cleo", kStart + 90min - 1ms);
  host.registers("dan", kStart + 90min);
  host.run();
  CHECK(host.served() == Names{"strict/ada", "material/ada", "material/bob", "material/cleo"});
  CHECK(host.only("material/bob").due == kStart - 30min);
}

TEST_CASE("whoever has seen the pitch and is gone can be told from who stayed (S10)") {
  VirtualHost host;
  const Audience gone = Audience::participants() & Audience::offline();
  host.schedule(launch({rule("gone", Anchor::end(), 0min, gone), rule("others", Anchor::end(), 0min, ~gone),
                        rule("nobody", Anchor::end(), 0min, gone & ~gone)},
                       {.hundredths = 5000}));
  for (const char* who : {"ada", "bob", "cleo"}) host.registers(who, kStart - 1h);
  for (const char* who : {"ada", "bob"}) host.joins(who, kStart + 50min);
  host.leaves("ada", kStart + 60min);
  host.run();
  CHECK(host.served() == Names{"gone/ada", "others/bob", "others/cleo"});
}

TEST_CASE("the profile is the newest known when the call starts, whatever was known at due (S11)") {
  VirtualHost host;
  host.schedule(launch({rule("all", Anchor::start(), 0min)}));
  host.registers("ada", kStart - 1h, "old");
  host.registers("bob", kStart - 1h, "bob's");
  const Call* const call = host.queue.next(kStart);
  REQUIRE(call != nullptr);
  CHECK(call->handovers()[0].profile == "old");
  host.now = kStart + 1min;
  REQUIRE(host.queue.feed(AttendeeRegistered{.at = host.now, .webinar = "launch", .attendee = "ada", .profile = "new"},
                          host.now));
  REQUIRE(host.queue.feed(AttendeeRegistered{.at = host.now, .webinar = "launch", .attendee = "bob", .profile = ""},
                          host.now));
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(0ms), host.now));
  host.run();
  CHECK(host.only("all/ada").profile == "new");
  CHECK(host.only("all/bob").profile == "bob's");
}
