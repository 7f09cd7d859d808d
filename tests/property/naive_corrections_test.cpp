// The judge is judged by hand: corrections, and what is only counted.
#include "evening.hpp"
#include "support/catch.hpp"

namespace usher::property {

using Kind = Happening::Kind;

namespace {

Rule corrected(Rule rule, int minutes = 60) {
  rule.correct = true;
  rule.correct_for = std::chrono::minutes{minutes};
  return rule;
}

std::vector<Rule> both() {
  return {corrected(rule("on", Anchor::start(), 5, Audience::online())),
          corrected(rule("off", Anchor::start(), 5, Audience::offline()))};
}

}  // namespace

TEST_CASE("the wrong one is retracted, the missing one is made, as often as the truth changes (S17a, S17b)") {
  Evening evening{both()};
  evening.joins("ada", 61, 61);
  CHECK(evening.work(65) == "on:ada@65");
  CHECK(evening.work(66) == "");
  evening.leaves("ada", 64, 67);
  CHECK(evening.work(67) == "-on:ada@65 off:ada@65");
  evening.feed({.kind = Kind::joined, .at = minute(64), .webinar = "w", .attendee = "ada", .session = "two"}, 68);
  const auto call = evening.model().next(minute(68));
  REQUIRE(call);
  CHECK(call->rule == "on");
  CHECK(call->kind == CallKind::transfer);
  CHECK(call->handovers.front().key == "w/on/ada/3");
  CHECK(call->handovers.front().decided_at == minute(65));
  CHECK(call->handovers.front().standing.online);
  evening.model().complete(call->id, {Outcome::delivered()}, minute(68));
  CHECK(evening.work(68) == "-off:ada@65");
  CHECK(evening.model().counters().corrections == 3);
  CHECK(evening.model().counters().retractions == 2);
}

TEST_CASE("a wrong one that is not called yet is dropped, whatever was decided (S17a)") {
  Evening evening{both()};
  evening.webinar().rules.push_back(corrected(rule("too", Anchor::start(), 5, Audience::online())));
  evening.edit(1, 1);
  evening.joins("ada", 61, 61);
  CHECK(evening.work(65, 1) == "on:ada@65");
  evening.leaves("ada", 64, 66);
  CHECK(evening.work(66) == "-on:ada@65 off:ada@65");
}

TEST_CASE("what is known to be wrong is not handed over after the time in which it could be put right, either (S17a)") {
  for (const bool told_in_time : {false, true}) {
    Evening evening{{corrected(rule("on", Anchor::start(), 5, Audience::online()), 10),
                     corrected(rule("too", Anchor::start(), 5, Audience::online()), 10)}};
    evening.joins("ada", 61, 61);
    evening.joins("bob", 61, 61);
    CHECK(evening.work(65, 1) == "on:ada@65");
    evening.leaves("ada", 64, told_in_time ? 70 : 80);
    CHECK(evening.work(80) == "on:bob@65 too:bob@65");
  }
}

TEST_CASE("corrections start from due to the end of their time, both included (S17, S17e)") {
  for (const int told : {75, 76}) {
    Evening evening{{corrected(rule("on", Anchor::start(), 5, Audience::online()), 10)}};
    evening.joins("ada", 61, 61);
    CHECK(evening.work(65) == "on:ada@65");
    evening.leaves("ada", 64, told);
    CHECK(evening.work(told) == (told == 75 ? "-on:ada@65" : ""));
  }
}

TEST_CASE("nothing follows while the last call is in flight; one that waits to be repeated is dropped (S17c)") {
  Evening evening{{corrected(rule("on", Anchor::start(), 5, Audience::online()))}};
  evening.joins("ada", 61, 61);
  const auto call = evening.model().next(minute(65));
  REQUIRE(call);
  evening.leaves("ada", 64, 66);
  CHECK_FALSE(evening.model().next(minute(66)));
  evening.model().complete(call->id, {Outcome::retry_after(Duration{0})}, minute(66));
  CHECK(evening.work(66) == "-on:ada@65");
}

TEST_CASE("what is in the dead letters or was cancelled is not corrected (S17c)") {
  Evening evening{{corrected(rule("on", Anchor::start(), 5, Audience::online()))}};
  evening.joins("ada", 61, 61);
  evening.joins("bob", 61, 61);
  for (const Outcome& outcome : {Outcome::rejected("no"), Outcome::retry_after(std::chrono::minutes{5})}) {
    const auto call = evening.model().next(minute(65));
    REQUIRE(call);
    evening.model().complete(call->id, {outcome}, minute(65));
  }
  CHECK(evening.model().cancel("w", "on", "bob", minute(66)).empty());
  evening.leaves("ada", 64, 67);
  evening.leaves("bob", 64, 67);
  CHECK(evening.work(80) == "");
}

TEST_CASE("unregistering after due is no reason to retract; not having been registered is (S17, S17b)") {
  Evening evening{{corrected(rule("all", Anchor::start(), 5, Audience::all()))}};
  evening.registered("ada");
  evening.registered("bob");
  CHECK(evening.work(65) == "all:ada@65 all:bob@65");
  evening.tell(Kind::unregistered, 66, 67, "ada");
  evening.tell(Kind::unregistered, 64, 67, "bob");
  CHECK(evening.work(67) == "-all:bob@65");
}

TEST_CASE("a late registration is made up for, even if the moment is closed (S17a)") {
  Evening evening{
      {corrected(rule("all", Anchor::start(), 5, Audience::all())), rule("not", Anchor::start(), 5, Audience::all())}};
  CHECK(evening.work(66) == "");
  evening.tell(Kind::registered, 64, 67, "ada");
  CHECK(evening.work(67) == "all:ada@65");
}

TEST_CASE("who has moved is corrected by the truth as of the new instant, from then on (S17d)") {
  Evening evening{{corrected(rule("on", Anchor::start(), 5, Audience::online()))}};
  evening.joins("ada", 61, 61);
  CHECK(evening.work(65) == "on:ada@65");
  evening.leaves("ada", 68, 68);
  Happening moved{.kind = Kind::moved, .at = minute(59), .webinar = "w", .start = minute(70)};
  CHECK(evening.feed(moved, 69).refusals.empty());
  CHECK(evening.work(74) == "");
  CHECK(evening.model().next_call_at() == minute(75));
  CHECK(evening.work(75) == "-on:ada@75");
}

TEST_CASE("by rules that do not correct the differences are counted, once their time is over (S17f)") {
  Evening evening{
      {rule("on", Anchor::start(), 5, Audience::online()), rule("off", Anchor::start(), 5, Audience::offline())}};
  evening.joins("ada", 61, 61);
  evening.joins("bob", 61, 61);
  CHECK(evening.work(65) == "on:ada@65 on:bob@65");
  CHECK(evening.work(66) == "");
  evening.leaves("ada", 64, 67);
  CHECK(evening.work(125) == "");
  CHECK(evening.model().counters().differences == 0);
  CHECK(evening.work(126) == "");
  CHECK(evening.model().counters().differences == 2);
  CHECK(evening.work(127) == "");
  CHECK(evening.model().counters().differences == 2);
}

}  // namespace usher::property
