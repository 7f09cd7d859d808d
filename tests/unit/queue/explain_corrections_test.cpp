// What explain tells of what was put right: taken back or made up for, when and why.
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

namespace {

/// "here" is for those online at minute 45 and "gone" for the others, by rules that correct. ada comes.
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
