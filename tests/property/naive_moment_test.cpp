// The judge is judged by hand: what stays and what goes when moments move.
#include "evening.hpp"
#include "support/catch.hpp"

namespace usher::property {

using Kind = Happening::Kind;

TEST_CASE("when a moment moves after due, who waits stays and who was left out is decided anew (S5d 3, 4)") {
  Evening evening{{rule("on", Anchor::at_marker("pitch"), 0, Audience::online()),
                   rule("two", Anchor::at_marker("pitch"), 0, Audience::online())}};
  evening.joins("ada", 61, 61);
  evening.registered("bob");
  evening.tell(Kind::marker, 80, 80, "pitch");
  evening.tell(Kind::marker, 90, 90, "pitch");
  evening.joins("bob", 85, 90);
  CHECK(evening.work(90) == "on:ada@80 two:ada@80 on:bob@90 two:bob@90");
}

TEST_CASE("a late event ends the waiting, and the pair goes where it is due now (S5d 3)") {
  Evening evening{{rule("on", Anchor::at_marker("pitch"), 0, Audience::online())}};
  evening.joins("ada", 61, 61);
  evening.tell(Kind::marker, 80, 80, "pitch");
  evening.tell(Kind::marker, 90, 90, "pitch");
  evening.leaves("ada", 79, 91);
  evening.joins("ada", 85, 91);
  CHECK(evening.work(91) == "on:ada@90");
}

TEST_CASE("who is decided keeps the decision: in place after due, taken along before (S5d 1, 2)") {
  const std::vector<Rule> rules{rule("off", Anchor::at_marker("pitch"), 0, Audience::offline()),
                                rule("on", Anchor::at_marker("pitch"), 0, Audience::online())};
  SECTION("after due the pair stays in its moment") {
    Evening evening{rules};
    evening.registered("ada");
    evening.tell(Kind::marker, 80, 80, "pitch");
    CHECK(evening.work(80) == "off:ada@80");
    evening.joins("ada", 85, 85);
    evening.tell(Kind::marker, 90, 90, "pitch");
    CHECK(evening.work(90) == "");
  }
  SECTION("before due it goes along, and the decision with it") {
    Evening evening{{rule("off", Anchor::start(), 20, Audience::offline()),
                     rule("too", Anchor::start(), 20, Audience::offline()),
                     rule("on", Anchor::start(), 20, Audience::online())}};
    evening.registered("ada");
    CHECK(evening.work(81, 1) == "off:ada@80");
    evening.webinar().start = minute(65);
    evening.joins("ada", 82, 83);
    Happening moved{.kind = Kind::moved, .at = minute(59), .webinar = "w", .start = minute(65)};
    CHECK(evening.feed(moved, 84).refusals.empty());
    CHECK(evening.work(84) == "");
    const auto call = evening.model().next(minute(85));
    REQUIRE(call);
    CHECK(call->rule == "too");
    CHECK(call->handovers.front().due == minute(85));
    CHECK(call->handovers.front().decided_at == minute(80));
    CHECK_FALSE(call->handovers.front().standing.online);
  }
}

TEST_CASE("nobody is called for twice by a rule that comes back (S5f)") {
  Evening evening{{rule("all", Anchor::start(), 5, Audience::all())}};
  evening.registered("ada");
  CHECK(evening.work(65) == "all:ada@65");
  const auto rules = evening.webinar().rules;
  evening.webinar().rules.clear();
  evening.edit(66, 66);
  evening.webinar().rules = rules;
  evening.webinar().rules[0].offset = std::chrono::minutes{10};
  evening.edit(67, 67);
  evening.registered("bob", 68);
  CHECK(evening.work(70) == "all:bob@70");
}

}  // namespace usher::property
