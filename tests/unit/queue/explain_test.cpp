// Why somebody was, will be or will not be handed over: every verdict with its sentence.
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;
using Verdict = Explanation::Verdict;

namespace {

/// The rule "pitch" is for those online at minute 45, "missed" for non-participants at minute 91.
struct Evening : VirtualHost {
  Evening() {
    schedule(launch({rule("pitch", Anchor::start(), 45min, Audience::online()),
                     rule("missed", Anchor::end(), 1min, Audience::non_participants())},
                    {.hundredths = 6000}));
    for (const char* who : {"ada", "bob"}) registers(who, kStart - 1h);
  }
  [[nodiscard]] Explanation facts(const char* rule, const char* who) const {
    return queue.explain("launch", rule, who).value();
  }
  void check(const char* rule, const char* who, Verdict verdict, const std::string& sentence) const {
    const Explanation found = facts(rule, who);
    CHECK(to_string(found.verdict) == to_string(verdict));
    CHECK(found.sentence == sentence);
  }
};

}  // namespace

TEST_CASE("explain: not yet due") {
  Evening host;
  host.joins("ada", kStart);
  host.check("pitch", "ada", Verdict::not_yet,
             R"(ada is not decided for rule "pitch" of webinar "launch" before 2026-05-04T19:45:00.000Z; now ada had )"
             "attended, had not reached the threshold and was online.");
  const Explanation facts = host.facts("pitch", "ada");
  CHECK(facts.due == kStart + 45min);
  CHECK_FALSE(facts.decided_at);
  CHECK(facts.standing == Standing{true, false, true});
}

TEST_CASE("explain: waiting, in flight, to be repeated, done") {
  Evening host;
  host.joins("ada", kStart);
  const std::string since =
      R"( rule "pitch" of webinar "launch", due 2026-05-04T19:45:00.000Z, since as of then ada had attended, had not )"
      "reached the threshold and was online.";
  static_cast<void>(host.queue.preview("launch", "pitch", kStart + 50min));
  host.check("pitch", "ada", Verdict::waiting, "ada is waiting to be handed over by" + since);
  const Call* call = host.queue.next(kStart + 50min);
  REQUIRE(call != nullptr);
  host.check("pitch", "ada", Verdict::in_flight, "ada is being handed over by" + since);
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(1min), kStart + 50min));
  host.check("pitch", "ada", Verdict::retrying, "ada is to be handed over again by" + since);
  call = host.queue.next(kStart + 60min);
  REQUIRE(call != nullptr);
  REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), kStart + 60min));
  host.check("pitch", "ada", Verdict::done, "ada was handed over by" + since);
  CHECK(host.facts("pitch", "ada").decided_at == kStart + 45min);
  CHECK(host.facts("pitch", "ada").standing == Standing{true, false, true});
}

TEST_CASE("explain: a dead letter") {
  Evening host;
  host.target = [](const Call&, const Handover&) { return Outcome::rejected("no"); };
  host.joins("ada", kStart);
  host.run_until(kStart + 46min);
  host.check("pitch", "ada", Verdict::dead_letter,
             R"(ada could not be handed over by rule "pitch" of webinar "launch", due 2026-05-04T19:45:00.000Z, )"
             "since as of then ada had attended, had not reached the threshold and was online.");
}

TEST_CASE("explain: left out by the standing") {
  Evening host;
  host.run_until(kStart + 46min);
  host.check("pitch", "ada", Verdict::left_out,
             R"(ada was left out by rule "pitch" of webinar "launch", due 2026-05-04T19:45:00.000Z, since as of then )"
             "ada had not attended, had not reached the threshold and was offline.");
  host.joins("bob", kStart + 60min);
  host.run_until(kStart + 3h);
  host.check("missed", "bob", Verdict::left_out,
             R"(bob was left out by rule "missed" of webinar "launch", due 2026-05-04T20:31:00.000Z, since as of then )"
             "bob had attended, had reached the threshold and was online.");
}

TEST_CASE("explain: not registered at the instant, or unregistered since") {
  Evening host;
  host.unregisters("bob", kStart + 10min);
  host.joins("ada", kStart);
  host.now = kStart + 50min;
  REQUIRE(host.queue.feed(AttendeeUnregistered{.at = host.now, .webinar = "launch", .attendee = "ada"}, host.now));
  host.check("pitch", "ada", Verdict::not_registered,
             R"(ada was left out by rule "pitch" of webinar "launch", due 2026-05-04T19:45:00.000Z, for want of a )"
             "registration at that instant that lasted.");
  const Explanation facts = host.facts("pitch", "bob");
  CHECK(facts.verdict == Verdict::not_registered);
  CHECK_FALSE(facts.registered);
}

TEST_CASE("explain: no instant") {
  VirtualHost host;
  host.schedule(live(launch({rule("missed", Anchor::end(), 1min), rule("came", Anchor::joined(), 1min)})));
  host.registers("ada", kStart - 1h);
  for (const char* name : {"missed", "came"}) {
    const Explanation facts = host.queue.explain("launch", name, "ada").value();
    CHECK(facts.verdict == Verdict::no_instant);
    CHECK(facts.sentence == "rule \"" + std::string{name} +
                                R"(" of webinar "launch" has no due instant for ada: its anchor is not known, or was )"
                                "known too late.");
    CHECK_FALSE(facts.due);
    CHECK_FALSE(facts.start);
    CHECK_FALSE(facts.mark);
    CHECK_FALSE(facts.end);
  }
}

TEST_CASE("explain: cancelled, one handover or the webinar") {
  Evening host;
  REQUIRE(host.queue.cancel("launch", "pitch", "ada", host.now));
  const std::string sentence = R"( will not be handed over by rule "pitch" of webinar "launch", which was cancelled.)";
  host.check("pitch", "ada", Verdict::cancelled, "ada" + sentence);
  host.tell(WebinarCancelled{.at = host.now, .webinar = "launch"});
  host.check("pitch", "bob", Verdict::cancelled, "bob" + sentence);
}

TEST_CASE("explain: a dead letter of an earlier webinar of the same id is not that of the present one") {
  VirtualHost host{{.retain = 0ms}};
  host.target = [](const Call&, const Handover&) { return Outcome::rejected("no"); };
  host.schedule(launch({rule("all", Anchor::start(), 0min)}));
  host.registers("ada", kStart - 1h);
  host.run_until(kStart + 24h);
  for (const Duration later : {1ms, 2ms}) static_cast<void>(host.queue.next(host.now + later));
  REQUIRE(host.queue.counters().webinars == 0);
  REQUIRE(host.queue.dead_letters().size() == 1);
  Webinar again = launch({rule("all", Anchor::start(), 0min)});
  again.start += 48h;
  host.schedule(again);
  host.registers("ada", kStart + 25h);
  CHECK(host.queue.explain("launch", "all", "ada")->verdict == Verdict::not_yet);
}

TEST_CASE("explain gives the facts: stays by joined, start, mark, end and the time watched") {
  Evening host;
  host.joins("ada", kStart - 5min, "tab");
  host.joins("ada", kStart + 10min, "phone");
  host.leaves("ada", kStart + 20min, "tab");
  host.joins("ada", kStart + 30min, "phone");
  host.leaves("ada", kStart + 40min, "phone");
  host.joins("ada", kStart + 80min);
  host.joins("ada", kStart + 81min, "blink");
  host.leaves("ada", kStart + 81min, "blink");
  host.run_until(kStart + 3h);
  const Explanation missed = host.facts("missed", "ada");
  CHECK(missed.registered);
  CHECK(missed.stays == std::vector<Stay>{{kStart - 5min, kStart + 20min, "tab"},
                                          {kStart + 10min, kStart + 40min, "phone"},
                                          {kStart + 80min, std::nullopt, ""},
                                          {kStart + 81min, kStart + 81min, "blink"}});
  CHECK(missed.start == kStart);
  CHECK(missed.mark == kStart + 54min);
  CHECK(missed.end == kStart + 90min);
  CHECK(missed.due == kStart + 91min);
  CHECK(missed.decided_at == kStart + 91min);
  CHECK(missed.watched == 50min);
  CHECK(host.facts("pitch", "ada").watched == 40min);
}

TEST_CASE("explain: what is not known cannot be explained") {
  Evening host;
  CHECK(host.queue.explain("lunch", "pitch", "ada").error().where == "/webinar");
  CHECK(host.queue.explain("launch", "lunch", "ada").error().where == "/rule");
  CHECK(host.queue.explain("launch", "pitch", "dan").error().where == "/attendee");
}

TEST_CASE("explain: an edit of the audience does not change on what somebody was called (S5e)") {
  VirtualHost host;
  host.connect({.id = "early", .call_time = 2min, .max_lead = 10min});
  const Rule lead = over("early", rule("lead", Anchor::start(), 50min, Audience::offline()));
  const auto edits = [&](Duration minute, const Rule& moved) {
    host.tell(
        WebinarEdited{.at = kStart + minute, .webinar = launch({lead, moved, rule("also", Anchor::start(), 45min)})});
  };
  host.schedule(launch({lead, rule("moved", Anchor::start(), 50min, Audience::offline())}));
  host.registers("ada", kStart - 1h);
  edits(42min, rule("moved", Anchor::start(), 45min, Audience::offline()));
  host.joins("ada", kStart + 43min);
  host.run_until(kStart + 46min);
  REQUIRE(host.served() == Names{"lead/ada", "moved/ada", "also/ada"});
  REQUIRE(host.only("moved/ada").decided_at == kStart + 40min);
  edits(60min, rule("moved", Anchor::start(), 45min, Audience::attended()));
  const Explanation facts = host.queue.explain("launch", "moved", "ada").value();
  CHECK(facts.decided_at == kStart + 40min);
  CHECK(facts.standing == Standing{});
}
