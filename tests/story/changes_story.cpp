// The plan changes: moves, edits, cancelling, and what was called before.
#include <algorithm>

#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

TEST_CASE("a move with a part of the moment called transfers nobody twice (S5d, S15b)") {
  VirtualHost host;
  host.schedule(launch({rule("reminder", Anchor::start(), -1h)}));
  for (const char* who : {"ada", "bob", "cleo"}) host.registers(who, kStart - 5h);
  host.run_until(kStart - 1h - 1ms);
  const Call* const call = host.queue.next(kStart - 1h);
  REQUIRE(call != nullptr);
  host.now = kStart - 1h;
  SECTION("told after the instant: all of them stay where they are") {
    host.now = kStart - 50min;
    REQUIRE(host.queue.feed(WebinarMoved{.at = host.now, .webinar = "launch", .start = kStart + 2h}, host.now));
    REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), host.now));
    host.run();
    CHECK(host.served() == Names{"reminder/bob", "reminder/cleo"});
    for (const Served& one : host.history) CHECK(one.due == kStart - 1h);
  }
  SECTION("at the instant: who was not called goes along and is decided anew") {
    REQUIRE(host.queue.feed(WebinarMoved{.at = host.now, .webinar = "launch", .start = kStart + 2h}, host.now));
    REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), host.now));
    host.run();
    CHECK(host.served() == Names{"reminder/bob", "reminder/cleo"});
    for (const Served& one : host.history) CHECK(one.due == kStart + 1h);
  }
}

TEST_CASE("a retry goes on with its decision wherever its rule moves (S15)") {
  VirtualHost host;
  host.schedule(launch({rule("reminder", Anchor::start(), -1h, Audience::offline())}));
  host.registers("ada", kStart - 5h);
  host.target = [](const Call&, const Handover& handover) {
    return handover.attempt == 1 ? Outcome::retry_after(30min) : Outcome::delivered();
  };
  host.run_until(kStart - 50min);
  host.joins("ada", kStart - 50min);
  host.tell(WebinarMoved{.at = kStart - 45min, .webinar = "launch", .start = kStart + 10h});
  host.run();
  REQUIRE(host.history.size() == 2);
  CHECK(host.history[1].due == kStart - 1h);
  CHECK(host.history[1].standing == Standing{});
  CHECK(host.history[1].key == host.history[0].key);
}

TEST_CASE("a webinar that is moved takes all of its rules along at once (S5)") {
  VirtualHost host;
  host.schedule(
      launch({rule("reminder", Anchor::start(), -1h), rule("pitch", Anchor::start(), 45min, Audience::online()),
              rule("missed", Anchor::end(), 1min, Audience::absent())}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 5h);
  host.tell(WebinarMoved{.at = kStart - 2h, .webinar = "launch", .start = kStart + 1h});
  host.joins("ada", kStart + 1h);
  host.run();
  CHECK(host.served() == Names{"reminder/ada", "reminder/bob", "pitch/ada", "missed/bob"});
  CHECK(host.only("reminder/ada").due == kStart);
  CHECK(host.only("pitch/ada").due == kStart + 105min);
  CHECK(host.only("missed/bob").due == kStart + 151min);
}

TEST_CASE("a rule that an edit brings too late stays the past, unless it is due at once (S5)") {
  VirtualHost host;
  host.schedule(launch({}));
  host.registers("ada", kStart - 1h);
  host.tell(
      WebinarEdited{.at = kStart + 30min,
                    .webinar = launch({rule("past", Anchor::start(), 10min),
                                       rule("at once", Anchor::start(), 10min, Audience::all(), WhenLate::at_once),
                                       rule("to come", Anchor::start(), 31min)})});
  host.run();
  CHECK(host.served() == Names{"at once/ada", "to come/ada"});
  CHECK(host.only("at once/ada").due == kStart + 30min);
}

TEST_CASE("a rule that is removed and comes back takes nobody twice (S5f)") {
  VirtualHost host;
  const Rule reminder = rule("reminder", Anchor::start(), -1h);
  host.schedule(launch({reminder}));
  host.registers("ada", kStart - 5h);
  host.run_until(kStart - 30min);
  host.tell(WebinarEdited{.at = kStart - 20min, .webinar = launch({})});
  host.registers("bob", kStart - 19min);
  Rule later = reminder;
  later.offset = 10min;
  host.tell(WebinarEdited{.at = kStart - 15min, .webinar = launch({later})});
  host.run();
  CHECK(host.served() == Names{"reminder/ada", "reminder/bob"});
}

TEST_CASE("an edited audience reads the decision that was taken (S5e, S14)") {
  VirtualHost host;
  host.call_time = 1min;
  host.schedule(
      launch({rule("first", Anchor::start(), 45min), rule("second", Anchor::start(), 45min, Audience::online())}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  host.joins("ada", kStart);
  host.run_until(kStart + 45min);
  // Ada's first call is out. Bob is not decided; a late join puts him in the room as of due.
  host.tell(AttendeeLeft{.at = kStart + 44min, .webinar = "launch", .attendee = "ada"});
  host.tell(AttendeeJoined{.at = kStart + 44min, .webinar = "launch", .attendee = "bob"});
  host.tell(WebinarEdited{.at = kStart + 45min,
                          .webinar = launch({rule("first", Anchor::start(), 45min),
                                             rule("second", Anchor::start(), 45min, Audience::attended())})});
  host.run();
  CHECK(host.served() == Names{"first/ada", "first/bob", "second/ada", "second/bob"});
  CHECK(host.only("second/ada").standing == Standing{true, true, true});
  CHECK(host.only("second/bob").standing == Standing{true, true, true});
}

namespace {

/// "first" and "second" are due at minute 45; ada's call by "first" is out when she unregisters at that instant.
void unregister_ada_while_called(VirtualHost& host) {
  host.call_time = 1min;
  host.schedule(launch({rule("first", Anchor::start(), 45min), rule("anew", Anchor::start(), 50min),
                        rule("second", Anchor::start(), 45min)}));
  host.registers("ada", kStart - 1h);
  host.run_until(kStart + 45min);
  host.unregisters("ada", kStart + 45min);
}

}  // namespace

TEST_CASE("what was decided when somebody unregistered is gone for good, whatever is edited (S5d, S11c)") {
  VirtualHost host;
  unregister_ada_while_called(host);
  host.registers("ada", kStart + 47min);
  host.tell(
      WebinarEdited{.at = kStart + 48min,
                    .webinar = launch({rule("first", Anchor::start(), 45min), rule("anew", Anchor::start(), 50min),
                                       rule("second", Anchor::start(), 50min, Audience::offline())})});
  host.run();
  // "anew" decides ada at minute 50, which "second" would read if it read anything.
  CHECK(host.served() == Names{"first/ada", "anew/ada"});
}

TEST_CASE("who turns out to be registered after all keeps the decision where the rule has gone (S5d, S11c)") {
  VirtualHost host;
  unregister_ada_while_called(host);
  host.tell(WebinarEdited{
      .at = kStart + 48min,
      .webinar = launch({rule("first", Anchor::start(), 45min), rule("second", Anchor::start(), 50min)})});
  host.tell(AttendeeRegistered{.at = kStart + 45min, .webinar = "launch", .attendee = "ada"});
  host.run();
  CHECK(host.served() == Names{"first/ada", "second/ada"});
  CHECK(host.only("second/ada").due == kStart + 50min);
  CHECK(host.only("second/ada").decided_at == kStart + 45min);
}

TEST_CASE("an edited rule reads its new moment's decision as soon as that is taken (S5e)") {
  VirtualHost host;
  host.call_time = 1min;
  host.schedule(launch({rule("first", Anchor::start(), 45min), rule("second", Anchor::start(), 45min)}));
  host.registers("ada", kStart - 1h);
  host.run_until(kStart + 45min);
  host.tell(WebinarEdited{.at = kStart + 45min,
                          .webinar = launch({rule("first", Anchor::start(), 45min),
                                             rule("second", Anchor::start(), 50min, Audience::online()),
                                             rule("anew", Anchor::start(), 50min)})});
  host.joins("ada", kStart + 47min);
  host.run();
  CHECK(host.served() == Names{"first/ada", "anew/ada", "second/ada"});
}

TEST_CASE("a cancelled webinar hands over nobody, but a retry in the air goes on (S5g)") {
  VirtualHost host;
  host.schedule(launch({rule("reminder", Anchor::start(), -1h), rule("pitch", Anchor::start(), 45min)}));
  for (const char* who : {"ada", "bob", "cleo"}) host.registers(who, kStart - 5h);
  const Call* call = host.queue.next(kStart - 1h);
  REQUIRE(call != nullptr);
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(30min), kStart - 1h));
  call = host.queue.next(kStart - 1h);
  REQUIRE(call != nullptr);
  host.now = kStart - 50min;
  REQUIRE(host.queue.feed(WebinarCancelled{.at = host.now, .webinar = "launch"}, host.now));
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(5min), host.now));
  host.run();
  CHECK(host.served() == Names{"reminder/bob", "reminder/ada"});
  CHECK(host.queue.pending().empty());
  CHECK(host.queue.check_invariants().empty());
}

TEST_CASE("a move or an edit that is told after the end cannot put the start behind it (S4b)") {
  VirtualHost host;
  host.schedule(launch({rule("seen", Anchor::end(), 1h, Audience::participants())}));
  host.joins("ada", kStart - 5min);
  host.tell(WebinarEnded{.at = kStart + 30min, .webinar = "launch"});
  const Error moved =
      host.refused(WebinarMoved{.at = kStart - 1min, .webinar = "launch", .start = kStart + 30min + 1ms});
  CHECK(moved.code == ErrorCode::conflict);
  CHECK(moved.where == "/start");
  Webinar later = launch({});
  later.start = kStart + 1h;
  const Error edited = host.refused(WebinarEdited{.at = kStart - 1min, .webinar = later});
  CHECK(edited.code == ErrorCode::conflict);
  CHECK(edited.where == "/webinar/start");
  CHECK(host.tell(WebinarMoved{.at = kStart - 1min, .webinar = "launch", .start = kStart + 30min}) == Fed::late);
  CHECK(host.queue.check_invariants().empty());
  host.run();
  CHECK(host.served() == Names{"seen/ada"});
  CHECK(host.queue.check_invariants().empty());
}
