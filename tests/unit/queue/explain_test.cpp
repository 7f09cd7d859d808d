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

namespace {

/// The same rules, called early or from due on, and put right. ada and bob come; ada is known to leave or to have left.
struct Corrected : VirtualHost {
  explicit Corrected(Duration max_lead = 0s) {
    connect({.id = "early", .call_time = 1s, .max_lead = max_lead});
    Webinar webinar = launch({over("early", rule("here", Anchor::start(), 45min, Audience::online())),
                              over("early", rule("gone", Anchor::start(), 45min, Audience::offline()))});
    for (Rule& each : webinar.rules) each.correct = true;
    schedule(webinar);
    joins("ada", kStart);
    call_time = 2s;
  }
  /// The host hears only now that ada left before due.
  void hears_that_ada_left() {
    REQUIRE(queue.feed(AttendeeLeft{.at = kStart + 44min, .webinar = "launch", .attendee = "ada"}, now));
  }
  [[nodiscard]] Explanation facts(const char* rule = "here") const {
    return queue.explain("launch", rule, "ada").value();
  }
  void check(const std::string& verdict, CallKind kind, const std::string& sentence, const char* rule = "here") const {
    const Explanation found = facts(rule);
    CHECK(to_string(found.verdict) == verdict);
    CHECK(to_string(found.kind) == to_string(kind));
    CHECK(found.sentence == sentence);
  }
};

const std::string kHere = R"(ada was handed over by rule "here" of webinar "launch", due 2026-05-04T19:45:00.000Z)";
const std::string kGone = R"(by rule "gone" of webinar "launch", due 2026-05-04T19:45:00.000Z)";
const std::string kWasOffline = " as of due ada had attended, had reached the threshold and was offline.";

}  // namespace

TEST_CASE("explain: handed over and taken back, step by step (S17b)") {
  Corrected host;
  host.run_until(kStart + 46min);
  host.check("done", CallKind::transfer,
             kHere + ", since as of then ada had attended, had reached the threshold and was online.");
  CHECK_FALSE(host.facts().corrected_at);
  host.hears_that_ada_left();
  host.check("waiting", CallKind::retraction, kHere + ", and is waiting to be taken back, since" + kWasOffline);
  const Call* call = host.queue.next(host.now);
  REQUIRE(call != nullptr);
  host.check("in_flight", CallKind::retraction, kHere + ", and is being taken back, since" + kWasOffline);
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(10s), host.now));
  host.check("retrying", CallKind::retraction,
             kHere + ", and is to be taken back by a further call, since" + kWasOffline);
  host.run_until(kStart + 47min);
  host.check("taken_back", CallKind::retraction,
             kHere + ", and was taken back at 2026-05-04T19:46:00.000Z, since" + kWasOffline);
  CHECK(host.facts().corrected_at == kStart + 46min);
  CHECK(host.facts().decided_at == kStart + 45min);
  CHECK(host.facts().standing == Standing{true, true, false});
  // That stays what was done when nothing can be put right any more, and what is heard then changes nothing.
  host.run_until(kStart + 3h);
  REQUIRE(
      host.queue.feed(AttendeeJoined{.at = kStart + 44min + 30s, .webinar = "launch", .attendee = "ada"}, host.now));
  host.check("taken_back", CallKind::retraction,
             kHere + ", and was taken back at 2026-05-04T19:46:00.000Z, since" + kWasOffline);
}

TEST_CASE("explain: taken back and handed over again (S17b)") {
  Corrected host;
  host.run_until(kStart + 46min);
  host.hears_that_ada_left();
  host.run_until(kStart + 47min);
  REQUIRE(
      host.queue.feed(AttendeeJoined{.at = kStart + 44min + 30s, .webinar = "launch", .attendee = "ada"}, host.now));
  const std::string online = ", since as of due ada had attended, had reached the threshold and was online.";
  host.check(
      "waiting", CallKind::transfer,
      R"(ada is waiting to be handed over by rule "here" of webinar "launch", due 2026-05-04T19:45:00.000Z)" + online);
  host.run();
  host.check("done", CallKind::transfer, kHere + ", by a correction at 2026-05-04T19:47:00.000Z" + online);
}

TEST_CASE("explain: a retraction that the target does not take (S17c)") {
  Corrected host;
  host.run_until(kStart + 46min);
  host.target = [](const Call&, const Handover&) { return Outcome::rejected("no"); };
  host.hears_that_ada_left();
  host.run();
  host.check("dead_letter", CallKind::retraction, kHere + ", and could not be taken back, though" + kWasOffline);
}

TEST_CASE("explain: a retraction that the host cancels (S17c, S23a)") {
  Corrected host;
  host.run_until(kStart + 46min);
  host.target = [](const Call&, const Handover&) { return Outcome::retry_after(1min); };
  host.hears_that_ada_left();
  host.run_until(host.now + 5s);
  REQUIRE(host.queue.cancel("launch", "here", "ada", host.now));
  host.check("cancelled", CallKind::retraction,
             kHere + ", and is not taken back, which was cancelled, though" + kWasOffline);
}

TEST_CASE("explain: taken back for want of a registration as of due (S17d)") {
  Corrected host;
  host.run_until(kStart + 46min);
  REQUIRE(
      host.queue.feed(AttendeeUnregistered{.at = kStart + 40min, .webinar = "launch", .attendee = "ada"}, host.now));
  host.run();
  host.check("taken_back", CallKind::retraction,
             kHere + ", and was taken back at 2026-05-04T19:46:00.000Z, since as of due ada was not registered.");
}

TEST_CASE("explain: by a rule that corrects the truth counts and not the decision (S17)") {
  Corrected host{10min};
  host.run_until(kStart + 44min + 59s);
  host.leaves("ada", kStart + 44min + 59s + 500ms);
  const Instant decided_at = host.only("here/ada").decided_at;
  REQUIRE(decided_at < kStart + 44min + 58s);
  host.check("done", CallKind::transfer,
             kHere + ", since as of " + to_string(decided_at) +
                 " ada had attended, had reached the threshold and was online.");
  // "gone" would leave ada out by the decision, and does before due.
  CHECK(host.facts("gone").verdict == Explanation::Verdict::left_out);
  CHECK(host.facts("gone").decided_at == decided_at);
  static_cast<void>(host.queue.preview("launch", "gone", kStart + 45min));
  host.check("waiting", CallKind::transfer,
             "ada is waiting to be handed over " + kGone +
                 ", since as of then ada had attended, had reached the threshold and "
                 "was offline.",
             "gone");
  host.now = kStart + 45min;
  host.run();
  host.check("done", CallKind::transfer,
             "ada was handed over " + kGone + ", by a correction at 2026-05-04T19:45:02.000Z, since" + kWasOffline,
             "gone");
  CHECK(host.facts("gone").standing == Standing{true, true, false});
  host.check("taken_back", CallKind::retraction,
             kHere + ", and was taken back at 2026-05-04T19:45:00.000Z, since" + kWasOffline);
}

TEST_CASE("explain: who is missing by the truth is made up for, though the moment is closed (S17a)") {
  Corrected host;
  host.run_until(kStart + 50min);
  host.hears_that_ada_left();
  host.check("waiting", CallKind::transfer,
             "ada is waiting to be handed over " + kGone +
                 ", since as of then ada had attended, had reached the threshold and "
                 "was offline.",
             "gone");
  host.run();
  host.check("done", CallKind::transfer,
             "ada was handed over " + kGone + ", by a correction at 2026-05-04T19:50:02.000Z, since" + kWasOffline,
             "gone");
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
