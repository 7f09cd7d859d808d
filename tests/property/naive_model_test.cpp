// The judge is judged by hand: standing, registration, due instants and calls.
#include "evening.hpp"
#include "support/catch.hpp"

namespace usher::property {

using Kind = Happening::Kind;

TEST_CASE("of online and offline at one instant everybody gets exactly one (S14)") {
  Evening evening{
      {rule("on", Anchor::start(), 45, Audience::online()), rule("off", Anchor::start(), 45, Audience::offline())}};
  evening.registered("ada");
  evening.registered("bob");
  evening.joins("ada", 61, 61);
  evening.joins("bob", 61, 61);
  CHECK(evening.work(104) == "");
  evening.leaves("bob", 105, 105);
  CHECK(evening.work(105) == "on:ada@105 off:bob@105");
  CHECK(evening.work(110) == "");
}

TEST_CASE("late events count for whoever has not been called, and for nobody else (S15)") {
  Evening evening{
      {rule("on", Anchor::start(), 45, Audience::online()), rule("off", Anchor::start(), 45, Audience::offline())}};
  evening.joins("ada", 61, 61);
  evening.joins("bob", 61, 61);
  CHECK(evening.work(106, 1) == "on:ada@105");
  evening.leaves("ada", 104, 107);
  evening.leaves("bob", 104, 107);
  CHECK(evening.work(108) == "off:bob@105");
}

TEST_CASE("a closed moment learns nothing more until a rule comes to it (S15a)") {
  Evening evening{{rule("on", Anchor::start(), 45, Audience::online())}};
  evening.registered("ada");
  CHECK(evening.work(106) == "");
  evening.joins("ada", 61, 107);
  CHECK(evening.work(107) == "");
  evening.webinar().rules.push_back(rule("too", Anchor::start(), 45, Audience::online()));
  evening.edit(104, 108);
  CHECK(evening.work(108) == "on:ada@105 too:ada@105");
}

TEST_CASE("the mark and the ends of the webinar are half-open where stays are (S6-S8)") {
  Evening evening{{rule("p", Anchor::end(), 1, Audience::participants()),
                   rule("a", Anchor::end(), 1, Audience::attended() & Audience::non_participants())}};
  evening.present("until-mark", 61, 90);
  evening.present("beyond-mark", 61, 91);
  evening.present("at-end", 120, 120);
  evening.present("touches-start", 50, 60);
  CHECK(evening.work(121) == "p:beyond-mark@121 p:at-end@121 a:until-mark@121");
}

TEST_CASE("at 100 percent who stays until the end participates, who comes at the end does not (S8)") {
  Evening evening{{rule("p", Anchor::end(), 0, Audience::participants())}, 10'000};
  evening.joins("stays", 119, 119);
  evening.joins("until-end", 100, 100);
  evening.joins("comes-at-end", 120, 120);
  evening.leaves("until-end", 120, 120);
  CHECK(evening.work(120) == "p:stays@120 p:until-end@120");
}

TEST_CASE("a stay of no length attends and is never online; a pair within a stay changes nothing (S7, S9)") {
  Evening evening{{rule("on", Anchor::start(), 5, Audience::online()),
                   rule("at", Anchor::start(), 5, Audience::attended() & Audience::offline())}};
  evening.leaves("blink", 65, 65);
  evening.joins("blink", 65, 65);
  evening.joins("stays", 61, 61);
  evening.leaves("stays", 65, 65);
  evening.joins("stays", 65, 65);
  CHECK(evening.work(65) == "on:stays@65 at:blink@65");
}

TEST_CASE("time watched is that of all sessions united (S8)") {
  Evening evening{{rule("p", Anchor::participated(), 0, Audience::all())}};
  evening.webinar().threshold.measure = Threshold::Measure::watched;
  evening.edit(1, 1);
  evening.present("ada", 61, 71);
  evening.feed({.kind = Kind::joined, .at = minute(66), .webinar = "w", .attendee = "ada", .session = "two"}, 66);
  evening.feed({.kind = Kind::left, .at = minute(76), .webinar = "w", .attendee = "ada", .session = "two"}, 76);
  evening.joins("ada", 80, 80);
  CHECK(evening.work(94) == "");
  CHECK(evening.work(95) == "p:ada@95");
}

TEST_CASE("unregistering after due takes away what is not called, for good (S11c)") {
  Evening evening{{rule("all", Anchor::start(), 45, Audience::all())}};
  evening.registered("ada");
  evening.registered("bob");
  CHECK(evening.work(105, 1) == "all:ada@105");
  evening.tell(Kind::unregistered, 106, 106, "bob");
  evening.registered("bob", 107);
  CHECK(evening.work(108) == "");
}

TEST_CASE("walk-ins are registered from their join, or not at all (S11a)") {
  const std::vector<Rule> rules{rule("r", Anchor::registered(), 0, Audience::all())};
  Evening registering{rules};
  registering.joins("ada", 70, 72);
  registering.joins("ada", 65, 74);
  CHECK(registering.work(75) == "r:ada@65");
  Evening ignoring{rules, 0, Timing::automated, WalkIns::ignore};
  ignoring.joins("ada", 70, 72);
  CHECK(ignoring.work(75) == "");
}

TEST_CASE("a due instant before it was known is skipped, or due as soon as it is known (S5)") {
  Evening evening{{rule("skips", Anchor::at_marker("pitch"), -10, Audience::all()),
                   rule("at-once", Anchor::at_marker("pitch"), -10, Audience::all())}};
  evening.webinar().rules[1].when_late = WhenLate::at_once;
  evening.edit(1, 1);
  evening.registered("ada");
  evening.tell(Kind::marker, 80, 82, "pitch");
  CHECK(evening.work(82) == "at-once:ada@80");
}

TEST_CASE("who registers after due is left out, or due then, before the end (S13)") {
  Evening evening{{rule("out", Anchor::start(), 5, Audience::all()), rule("in", Anchor::start(), 5, Audience::all())}};
  evening.webinar().rules[1].when_late = WhenLate::at_once;
  evening.edit(1, 1);
  CHECK(evening.work(66) == "");
  evening.registered("ada", 70);
  evening.registered("too-late", 120);
  CHECK(evening.work(121) == "in:ada@70");
}

TEST_CASE("a live webinar knows neither start nor end until they are told (S4)") {
  Evening evening{{rule("before", Anchor::start(), -10, Audience::all()),
                   rule("s", Anchor::start(), 0, Audience::all()), rule("e", Anchor::end(), 0, Audience::attended())},
                  0,
                  Timing::live};
  evening.joins("ada", 50, 50);
  CHECK(evening.work(61) == "before:ada@50");
  CHECK(evening.tell(Kind::ended, 61, 61).refusals.count(ErrorCode::conflict) == 1);
  evening.tell(Kind::started, 62, 63);
  CHECK(evening.work(63) == "s:ada@62");
  CHECK(evening.work(200) == "");
  evening.tell(Kind::ended, 199, 200);
  CHECK(evening.work(200) == "e:ada@199");
}

TEST_CASE("events ahead are kept until their instant has come (S1a)") {
  Evening evening{{rule("on", Anchor::start(), 5, Audience::online())}};
  CHECK(evening.tell(Kind::joined, 64, 60, "ada").fed == Fed::ahead);
  CHECK(evening.tell(Kind::joined, 66, 60, "bob").refusals.count(ErrorCode::too_far_ahead) == 1);
  CHECK(evening.work(63) == "");
  CHECK(evening.work(65) == "on:ada@65");
}

TEST_CASE("retries go first, and end in the dead letters (S20, S23, S25)") {
  Evening evening{{rule("all", Anchor::start(), 5, Audience::all())}};
  evening.registered("ada");
  evening.registered("bob");
  auto call = evening.model().next(minute(65));
  REQUIRE(call);
  evening.model().complete(call->id, {Outcome::retry_after(std::chrono::minutes{1})}, minute(65));
  call = evening.model().next(minute(66));
  REQUIRE(call);
  CHECK(call->handovers.front().attendee == "ada");
  CHECK(call->handovers.front().attempt == 2);
  CHECK_FALSE(evening.model().next(minute(66)));
  evening.model().complete(call->id, {Outcome::retry()}, minute(66));
  REQUIRE(evening.model().dead_letters().size() == 1);
  CHECK(evening.work(67) == "all:bob@65");
  CHECK(evening.model().resubmit("w/all/ada/1", minute(67)).empty());
  CHECK(evening.work(67) == "all:ada@65");
}

TEST_CASE("a batch carries one rule, by due and then by registration (S21)") {
  Connection threes = target();
  threes.batch = 3;
  Evening evening{
      {rule("r", Anchor::registered(), 10, Audience::all()), rule("all", Anchor::start(), 5, Audience::all())},
      0,
      Timing::automated,
      WalkIns::register_them,
      threes};
  evening.registered("ada", 3);
  evening.registered("bob", 2);
  const auto call = evening.model().next(minute(70));
  REQUIRE(call);
  REQUIRE(call->handovers.size() == 2);
  CHECK(call->handovers[0].attendee == "bob");
  CHECK(call->handovers[0].due == minute(12));
  CHECK(call->handovers[1].due == minute(13));
}

}  // namespace usher::property
