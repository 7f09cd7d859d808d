// What becomes of events that are not refused: applied, late, ahead, duplicate, ignored (S1a, S4a, S11).
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

TEST_CASE("S9: an event that lies before one that was applied is late, an exact repeat is a duplicate") {
  VirtualHost host;
  host.schedule(launch({}));
  CHECK(host.registers("ada", kStart - 2h) == Fed::applied);
  CHECK(host.joins("ada", kStart - 5min) == Fed::applied);
  CHECK(host.joins("ada", kStart - 5min) == Fed::duplicate);
  CHECK(host.leaves("ada", kStart - 6min) == Fed::late);
  CHECK(host.registers("ada", kStart - 2h) == Fed::duplicate);
  CHECK(host.registers("bob", kStart - 1h) == Fed::late);
  const Counters counters = host.queue.counters();
  CHECK(counters.applied == 3);
  CHECK(counters.late == 2);
  CHECK(counters.duplicate == 2);
}

TEST_CASE("S9: an exact repeat moves nobody from the moment they have stayed behind in") {
  const auto handed_over = [](bool repeated) {
    DispatchQueue queue;
    REQUIRE(queue.add({.id = "crm", .batch = 3, .max_lead = 0s, .max_attempts = 1}));
    Webinar webinar = launch({rule("there", Anchor::start(), 2s, Audience::attended()),
                              rule("not there", Anchor::start(), 2s, Audience::absent())});
    webinar.duration = 8s;
    webinar.rules[0].correct = true;
    webinar.rules[1].correct = true;
    webinar.rules[1].correct_for = 11s;
    const auto feed = [&](const Event& event, Duration now) { REQUIRE(queue.feed(event, kStart + now)); };
    feed(WebinarScheduled{kStart - 2s, webinar}, -2s);
    feed(AttendeeJoined{kStart + 1s, "launch", "ada"}, 1s);
    feed(AttendeeLeft{kStart + 4s, "launch", "ada"}, 4s);
    const Call* call = queue.next(kStart + 5s);
    REQUIRE(call != nullptr);  // "there": ada is decided
    REQUIRE(queue.complete(call->id(), Outcome::retry(), kStart + 5s));
    feed(WebinarStarted{kStart + 1s, "launch"}, 5s);  // the decision goes along
    feed(WebinarStarted{kStart + 5s, "launch"}, 5s);  // by the truth ada was absent then, and would be called for
    feed(AttendeeJoined{kStart + 7s, "launch", "bob"}, 7s);
    feed(WebinarStarted{kStart + 8s, "launch"}, 8s);  // so she stays behind, as bob does
    feed(AttendeeLeft{kStart + 13s, "launch", "ada"}, 13s);
    if (repeated) feed(AttendeeLeft{kStart + 13s, "launch", "ada"}, 20s);  // her window is over
    Names names;
    while ((call = queue.next(kStart + 20s)) != nullptr) {
      for (const Handover& handover : call->handovers()) {
        names.push_back(std::string{call->rule()} + "/" + std::string{handover.attendee});
      }
      REQUIRE(queue.complete(call->id(), Outcome::delivered(), kStart + 20s));
    }
    return names;
  };
  CHECK(handed_over(true) == handed_over(false));
}

TEST_CASE("S11: a registration that repeats the instant but brings another profile counts") {
  VirtualHost host;
  host.schedule(launch({rule("all", Anchor::start(), 0min)}));
  host.registers("ada", kStart - 1h, "first");
  CHECK(host.registers("ada", kStart - 1h, "second") == Fed::applied);
  host.run();
  CHECK(host.only("all/ada").profile == "second");
}

TEST_CASE("S4a: of several starts, ends and equal markers the latest counts, and of plans the one in force") {
  VirtualHost host;
  host.schedule(launch({rule("pitched", Anchor::at_marker("pitch"), 1min)}));
  host.registers("ada", kStart - 1h);
  CHECK(host.tell(WebinarMoved{.at = kStart - 50min, .webinar = "launch", .start = kStart + 1min}) == Fed::applied);
  CHECK(host.tell(WebinarMoved{.at = kStart - 51min, .webinar = "launch", .start = kStart + 9min}) == Fed::ignored);
  CHECK(host.tell(WebinarEdited{.at = kStart - 51min, .webinar = launch({})}) == Fed::ignored);
  CHECK(host.tell(WebinarStarted{.at = kStart + 2min, .webinar = "launch"}) == Fed::applied);
  CHECK(host.tell(WebinarStarted{.at = kStart + 2min, .webinar = "launch"}) == Fed::duplicate);
  CHECK(host.tell(WebinarStarted{.at = kStart + 1min, .webinar = "launch"}) == Fed::ignored);
  CHECK(host.tell(WebinarMarker{.at = kStart + 40min, .webinar = "launch", .marker = "pitch"}) == Fed::applied);
  CHECK(host.tell(WebinarMarker{.at = kStart + 40min, .webinar = "launch", .marker = "pitch"}) == Fed::duplicate);
  CHECK(host.tell(WebinarMarker{.at = kStart + 39min, .webinar = "launch", .marker = "pitch"}) == Fed::ignored);
  CHECK(host.tell(WebinarEnded{.at = kStart + 80min, .webinar = "launch"}) == Fed::applied);
  CHECK(host.tell(WebinarEnded{.at = kStart + 80min, .webinar = "launch"}) == Fed::duplicate);
  CHECK(host.tell(WebinarEnded{.at = kStart + 70min, .webinar = "launch"}) == Fed::ignored);
  CHECK(host.queue.counters().ignored == 5);
  CHECK(host.only("pitched/ada").due == kStart + 41min);
  const Explanation facts = host.queue.explain("launch", "pitched", "ada").value();
  CHECK(facts.start == kStart + 2min);
  CHECK(facts.end == kStart + 80min);
}

TEST_CASE("S1a: an event ahead counts from its at on, in the order of at, before what is fed then") {
  VirtualHost host;
  host.schedule(launch({rule("who", Anchor::start(), 0min, Audience::online())}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  host.run_until(kStart - 4min);
  const auto ahead = [&](const Event& event) { return host.queue.feed(event, host.now).value(); };
  CHECK(ahead(AttendeeLeft{.at = kStart - 1min, .webinar = "launch", .attendee = "bob"}) == Fed::ahead);
  CHECK(ahead(AttendeeJoined{.at = kStart, .webinar = "launch", .attendee = "ada"}) == Fed::ahead);
  CHECK(ahead(AttendeeJoined{.at = kStart - 2min, .webinar = "launch", .attendee = "bob"}) == Fed::ahead);
  CHECK(host.queue.preview("launch", "who", host.now)->empty());
  CHECK(host.queue.wake_at() == kStart - 2min);
  CHECK(host.queue.preview("launch", "who", kStart - 2min).value() == Names{"bob"});
  CHECK(host.queue.preview("launch", "who", kStart - 1min)->empty());
  CHECK(host.queue.counters().ahead == 3);
  host.now = kStart - 1min;
  host.run();
  CHECK(host.served() == Names{"who/ada"});
}

TEST_CASE("S1a: an event ahead owns its words, and one that has become impossible is ignored") {
  VirtualHost host;
  host.schedule(launch({rule("who", Anchor::start(), 1min)}));
  {
    std::string id = "an attendee with quite a long id";
    std::string profile = R"({"email":"ada@example.org"})";
    const AttendeeRegistered event{.at = host.now + 5min, .webinar = "launch", .attendee = id, .profile = profile};
    REQUIRE(host.queue.feed(event, host.now).value() == Fed::ahead);
    id.assign(id.size(), '#');
    profile.assign(profile.size(), '#');
  }
  Webinar gone = launch({});
  gone.id = "gone";
  host.schedule(gone);
  REQUIRE(host.queue.feed(WebinarMarker{.at = host.now + 1min, .webinar = "gone", .marker = "pitch"}, host.now));
  REQUIRE(host.queue.feed(WebinarMoved{.at = host.now + 1min, .webinar = "launch", .start = kStart + 1h}, host.now));
  REQUIRE(host.queue.feed(WebinarStarted{.at = host.now, .webinar = "launch"}, host.now));
  host.tell(WebinarCancelled{.at = host.now, .webinar = "gone"});
  host.run_until(host.now + 10min);
  // The move had become impossible, since the webinar has started.
  CHECK(host.queue.preview("launch", "who", host.now).value() == Names{"an attendee with quite a long id"});
  CHECK(host.queue.explain("launch", "who", "an attendee with quite a long id")->start == kStart - 24h);
  CHECK(host.queue.check_invariants().empty());
}

TEST_CASE("S1a: an event ahead for a webinar that is freed meanwhile is nobody's any more") {
  DispatchQueue queue{{.retain = 30s}};
  const Instant now = kStart - 1h;
  REQUIRE(queue.feed(WebinarScheduled{.at = now, .webinar = launch({})}, now));
  REQUIRE(queue.feed(WebinarCancelled{.at = now, .webinar = "launch"}, now));
  REQUIRE(queue.feed(AttendeeJoined{.at = now + 1min, .webinar = "launch", .attendee = "ada"}, now).value() ==
          Fed::ahead);
  static_cast<void>(queue.next(now + 2min));
  CHECK(queue.counters().webinars_freed == 1);
  CHECK_FALSE(queue.wake_at());
}

TEST_CASE("S1a and S5c: a webinar scheduled ahead is known at once, and nothing of it is due before its at") {
  VirtualHost host;
  host.run_until(kStart - 1min);
  const WebinarScheduled event{
      .at = kStart + 4min,
      .webinar = launch({rule("early", Anchor::start(), 3min), rule("at", Anchor::start(), 4min),
                         rule("after", Anchor::start(), 5min)})};
  CHECK(host.queue.feed(event, host.now).value() == Fed::applied);
  host.registers("ada", host.now);
  host.run();
  CHECK(host.served() == Names{"at/ada", "after/ada"});
}

TEST_CASE("S1: a now smaller than an earlier one counts as that one") {
  VirtualHost host;
  host.schedule(launch({rule("who", Anchor::start(), 0min)}));
  host.registers("ada", kStart - 1h);
  CHECK(DispatchQueue{}.now() == kEarliestInstant);
  const Call* const call = host.queue.next(kStart + 1min);
  REQUIRE(call != nullptr);
  REQUIRE(host.queue.complete(call->id(), Outcome::rejected("no"), kStart - 9h));
  CHECK(host.queue.now() == kStart + 1min);
  CHECK(host.queue.dead_letters()[0].died_at == kStart + 1min);
}

TEST_CASE("S6: leaves without a join are counted, and stay counted when their webinar is freed") {
  VirtualHost host{{.retain = 0ms}};
  host.schedule(launch({}));
  host.joins("ada", kStart);
  host.leaves("ada", kStart + 1min);
  host.leaves("ada", kStart + 2min);
  host.leaves("bob", kStart + 2min);
  CHECK(host.queue.counters().unpaired_leaves == 2);
  static_cast<void>(host.queue.next(kStart + 24h));
  CHECK(host.queue.counters().webinars == 0);
  CHECK(host.queue.counters().unpaired_leaves == 2);
}

TEST_CASE("S6: a late leave that finds no join is counted as well") {
  VirtualHost host;
  host.schedule(launch({}));
  host.joins("ada", kStart + 10min);
  host.leaves("ada", kStart + 5min);
  CHECK(host.queue.counters().unpaired_leaves == 1);
}
