// What dead letters have, and how long: texts of their own, as of their call (S25).
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

TEST_CASE("S25: a dead letter has the profile of its call, whatever is registered meanwhile, then or later") {
  VirtualHost host;
  host.schedule(launch({rule("all", Anchor::start(), 0min), rule("later", Anchor::start(), 10min)}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h, who);
  host.now = kStart;
  host.target = [](const Call&, const Handover&) { return Outcome::rejected("no"); };
  const auto profiles = [&] {
    Names all;
    for (const DeadLetter& letter : host.queue.dead_letters()) all.push_back(letter.rule + ": " + letter.profile);
    return all;
  };
  const Call* const call = host.queue.next(host.now);
  REQUIRE(call != nullptr);
  SECTION("while the call is out") {
    REQUIRE(host.queue.feed(
        AttendeeRegistered{.at = host.now, .webinar = "launch", .attendee = "ada", .profile = "new"}, host.now));
  }
  SECTION("not while the call is out") {}
  REQUIRE(host.queue.complete(call->id(), Outcome::rejected("no"), host.now));
  CHECK(profiles() == Names{"all: ada"});
  for (const char* profile : {"newer", "newest"}) {
    REQUIRE(host.queue.feed(
        AttendeeRegistered{.at = host.now, .webinar = "launch", .attendee = "ada", .profile = profile}, host.now));
    CHECK(profiles() == Names{"all: ada"});
  }
  host.run();
  CHECK(profiles() == Names{"all: ada", "all: bob", "later: newest", "later: bob"});
  REQUIRE(host.queue.resubmit("launch/all/ada/1", host.now));
  const Call* const again = host.queue.next(host.now);
  REQUIRE(again != nullptr);
  CHECK(again->handovers()[0].profile == "newest");
}

TEST_CASE("S25: without a profile at its call, a dead letter has none, whatever is registered later") {
  VirtualHost host;
  host.schedule(launch({rule("all", Anchor::start(), 0min)}));
  host.registers("ada", kStart - 1h);
  host.target = [](const Call&, const Handover&) { return Outcome::rejected("no"); };
  host.run_until(kStart + 1min);
  host.registers("ada", host.now, "late");
  REQUIRE(host.queue.dead_letters().size() == 1);
  CHECK(host.queue.dead_letters()[0].profile.empty());
}

namespace {

/// Whose handovers are all rejected, in a webinar that is freed and scheduled again, a day later each time.
struct Rejected : VirtualHost {
  Rejected() : VirtualHost({.retain = 1h}) {
    target = [](const Call&, const Handover&) { return Outcome::rejected("no"); };
  }
  void hold_again(const char* profile) {
    Webinar webinar = launch({rule("a/b", Anchor::start(), 0min)});
    webinar.start = now + 24h;
    schedule(webinar);
    registers("100%", now, profile);
    run();
    static_cast<void>(queue.next(now + 1min));
    static_cast<void>(queue.next(now + 12h));
    now += 12h;
    REQUIRE(queue.counters().webinars == 0);
  }
  [[nodiscard]] Names profiles() const {
    Names all;
    for (const DeadLetter& letter : queue.dead_letters()) all.push_back(letter.profile);
    return all;
  }
  static constexpr const char* kKey = "launch/a%2Fb/100%25/1";
};

}  // namespace

TEST_CASE("S25: letters outlive their webinar with all texts, and of one key the oldest is the first to go") {
  Rejected host;
  host.hold_again("first");
  host.hold_again("second");
  CHECK(host.profiles() == Names{"first", "second"});
  CHECK(host.queue.dead_letters()[1].key == Rejected::kKey);
  CHECK(host.queue.dead_letters()[1].attendee == "100%");
  SECTION("dropped") {
    REQUIRE(host.queue.forget_dead_letter(Rejected::kKey));
    CHECK(host.profiles() == Names{"second"});
    REQUIRE(host.queue.forget_dead_letter(Rejected::kKey));
    CHECK_FALSE(host.queue.forget_dead_letter(Rejected::kKey));
  }
  SECTION("one that died again is the youngest") {
    REQUIRE(host.queue.resubmit(Rejected::kKey, host.now));
    CHECK(host.queue.pending()[0].attendee == "100%");
    host.run();
    CHECK(host.profiles() == Names{"second", "first"});
    REQUIRE(host.queue.forget_dead_letter(Rejected::kKey));
    CHECK(host.profiles() == Names{"first"});
  }
  SECTION("one of a webinar that is there is younger than one that is not") {
    Webinar webinar = launch({rule("a/b", Anchor::start(), 0min)});
    webinar.start = host.now + 24h;
    host.schedule(webinar);
    host.registers("100%", host.now, "third");
    host.run();
    CHECK(host.profiles() == Names{"first", "second", "third"});
    for (const Names& left : {Names{"second", "third"}, Names{"third"}, Names{}}) {
      REQUIRE(host.queue.forget_dead_letter(Rejected::kKey));
      CHECK(host.profiles() == left);
    }
  }
  SECTION("a person who is forgotten has no letters, waiting or listed") {
    REQUIRE(host.queue.resubmit(Rejected::kKey, host.now));
    REQUIRE(host.queue.forget("launch", "100%", host.now));
    CHECK(host.queue.dead_letters().empty());
    CHECK(host.queue.pending().empty());
    CHECK(host.queue.forget("launch", "100%", host.now).error().code == ErrorCode::unknown);
  }
}
