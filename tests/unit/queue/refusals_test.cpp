// What the queue refuses: with which code, pointer and words; and that a refusal changes nothing (S1, S4, S24).
#include <string>
#include <tuple>

#include "support/virtual_host.hpp"
#include "usher/limits.hpp"

using namespace usher;
using namespace usher::test;
namespace limits = usher::limits;

namespace {

auto image(const Counters& counters) {
  return std::tuple{counters.applied,   counters.late,     counters.ahead,        counters.duplicate,
                    counters.ignored,   counters.calls,    counters.delivered,    counters.retried,
                    counters.cancelled, counters.webinars, counters.dead_letters, counters.unpaired_leaves,
                    counters.in_flight, counters.rejected, counters.gave_up,      counters.webinars_freed};
}

/// An evening at minute 60: Ada has been handed over, Bob waits for a retry, and the webinar "over" is cancelled.
struct MinuteSixty : VirtualHost {
  MinuteSixty() {
    target = [](const Call&, const Handover& handover) {
      return handover.attendee == "bob" ? Outcome::retry_after(1h) : Outcome::delivered();
    };
    schedule(launch({rule("pitch", Anchor::start(), 45min), rule("missed", Anchor::end(), 1min)}));
    Webinar other = launch({});
    other.id = "over";
    schedule(other);
    tell(WebinarCancelled{.at = kStart - 2h, .webinar = "over"});
    for (const char* who : {"ada", "bob"}) registers(who, kStart - 1h);
    joins("ada", kStart);
    run_until(kStart + 60min);
  }

  /// "code pointer: message" of an event that is refused, having checked that nothing else has changed.
  std::string refusal(const Event& event) {
    const auto before = image(queue.counters());
    const std::uint64_t refusals = queue.counters().refused;
    const auto pending = queue.pending().size();
    const auto wake = queue.wake_at();
    const auto known = queue.explain("launch", "missed", "ada")->sentence;
    const Error error = refused(event);
    CHECK(image(queue.counters()) == before);
    CHECK(queue.counters().refused == refusals + 1);
    CHECK(queue.pending().size() == pending);
    CHECK(queue.wake_at() == wake);
    CHECK(queue.explain("launch", "missed", "ada")->sentence == known);
    CHECK(queue.check_invariants().empty());
    return std::string{to_string(error.code)} + " " + error.where + ": " + error.message;
  }
};

Webinar with_id(const std::string& id, std::vector<Rule> rules = {}) {
  Webinar webinar = launch(std::move(rules));
  webinar.id = id;
  return webinar;
}

}  // namespace

TEST_CASE("S1: an event out of range or too far ahead is refused, whatever it is about") {
  MinuteSixty evening;
  CHECK(evening.refusal(AttendeeJoined{.at = kEarliestInstant - 1ms, .webinar = "launch", .attendee = "ada"}) ==
        "invalid /at: expected an instant in 1970 to 2262, found 1969-12-31T23:59:59.999Z");
  CHECK(evening.refusal(AttendeeJoined{.at = kLatestInstant + 1ms, .webinar = "launch", .attendee = "ada"}) ==
        "invalid /at: expected an instant in 1970 to 2262, found 2263-01-01T00:00:00.000Z");
  CHECK(evening.refusal(WebinarScheduled{.at = evening.now + 5min + 1ms, .webinar = with_id("new")}) ==
        "too_far_ahead /at: expected an instant at most PT5M after 2026-05-04T20:00:00.000Z, found "
        "2026-05-04T20:05:00.001Z");
  CHECK(evening.queue.feed(WebinarScheduled{.at = evening.now + 5min, .webinar = with_id("new")}, evening.now));
}

TEST_CASE("an event for a webinar that is not known is refused") {
  MinuteSixty evening;
  CHECK(evening.refusal(AttendeeJoined{.at = kStart, .webinar = "lunch", .attendee = "ada"}) ==
        "unknown /webinar: expected a known webinar, found \"lunch\"");
  CHECK(evening.refusal(WebinarEdited{.at = kStart, .webinar = with_id("lunch")}) ==
        "unknown /webinar/id: expected a known webinar, found \"lunch\"");
  CHECK(evening.refusal(WebinarEnded{.at = kStart, .webinar = ""}) ==
        "invalid /webinar: expected an id of 1 to 256 bytes, found an empty one");
  CHECK(evening.refusal(WebinarEnded{.at = kStart, .webinar = "\xC3"}) ==
        "invalid /webinar: expected an id in UTF-8, found other bytes");
}

TEST_CASE("a definition with a fault is refused with the place of the fault") {
  MinuteSixty evening;
  Webinar endless = with_id("new");
  endless.duration = 0ms;
  CHECK(evening.refusal(WebinarScheduled{.at = kStart, .webinar = endless}) ==
        "invalid /webinar/duration: expected a duration of PT0.001S to P36525D, found PT0S");
  Webinar twice = launch({rule("a", Anchor::start(), 0min), rule("a", Anchor::start(), 0min)});
  CHECK(evening.refusal(WebinarEdited{.at = kStart, .webinar = twice}) ==
        "duplicate /webinar/rules/1/id: expected rule ids that differ, found \"a\" again");
  const std::vector<Rule> unconnected{rule("a", Anchor::start(), 0min), over("fax", rule("b", Anchor::start(), 0min))};
  CHECK(evening.refusal(WebinarScheduled{.at = kStart, .webinar = with_id("new", unconnected)}) ==
        "unknown /webinar/rules/1/connection: expected a known connection, found \"fax\"");
  CHECK(evening.refusal(WebinarEdited{.at = kStart, .webinar = launch(unconnected)}) ==
        "unknown /webinar/rules/1/connection: expected a known connection, found \"fax\"");
}

TEST_CASE("S4c: scheduling an id that is held is refused") {
  MinuteSixty evening;
  CHECK(evening.refusal(WebinarScheduled{.at = kStart, .webinar = launch({})}) ==
        "duplicate /webinar/id: expected a webinar id that is free, found \"launch\" again");
}

TEST_CASE("S4c: a move is refused from the start on, and so is an edit that moves") {
  MinuteSixty evening;
  CHECK(evening.refusal(WebinarMoved{.at = kStart, .webinar = "launch", .start = kStart + 1h}) ==
        "conflict /at: expected an instant before the start 2026-05-04T19:00:00.000Z, found 2026-05-04T19:00:00.000Z");
  CHECK(evening.refusal(WebinarMoved{.at = kStart - 1h, .webinar = "launch", .start = kLatestInstant + 1ms}) ==
        "invalid /start: expected an instant in 1970 to 2262, found 2263-01-01T00:00:00.000Z");
  Webinar moved = launch({});
  moved.start += 1ms;
  CHECK(evening.refusal(WebinarEdited{.at = kStart, .webinar = moved}) ==
        "conflict /webinar/start: expected the start as it was, 2026-05-04T19:00:00.000Z, since it is over, found "
        "2026-05-04T19:00:00.001Z");
  CHECK(evening.tell(WebinarEdited{.at = kStart, .webinar = launch({})}) == Fed::applied);
}

TEST_CASE("S4b: an end needs a start that is not after it, and a start none before it that was told") {
  MinuteSixty evening;
  CHECK(evening.refusal(WebinarEnded{.at = kStart - 1ms, .webinar = "launch"}) ==
        "conflict /at: expected an end not before the start 2026-05-04T19:00:00.000Z, found 2026-05-04T18:59:59.999Z");
  evening.tell(WebinarEnded{.at = kStart + 30min, .webinar = "launch"});
  CHECK(evening.refusal(WebinarStarted{.at = kStart + 30min + 1ms, .webinar = "launch"}) ==
        "conflict /at: expected a start not after the end 2026-05-04T19:30:00.000Z, found 2026-05-04T19:30:00.001Z");
  evening.schedule(live(with_id("live")));
  CHECK(evening.refusal(WebinarEnded{.at = evening.now, .webinar = "live"}) ==
        "conflict /webinar: expected a webinar that has started, found one that has not");
}

TEST_CASE("S4c: a cancelled webinar refuses all but joins and leaves, which it ignores") {
  MinuteSixty evening;
  const std::string why =
      ": expected a webinar that is not cancelled, found \"over\" cancelled at 2026-05-04T17:00:00.000Z";
  const Event events[] = {WebinarMoved{.at = kStart - 1h, .webinar = "over", .start = kStart + 1h},
                          WebinarStarted{.at = kStart, .webinar = "over"},
                          WebinarEnded{.at = kStart + 1h, .webinar = "over"},
                          WebinarCancelled{.at = kStart, .webinar = "over"},
                          WebinarMarker{.at = kStart, .webinar = "over", .marker = "pitch"},
                          AttendeeRegistered{.at = kStart, .webinar = "over", .attendee = "ada"},
                          AttendeeUnregistered{.at = kStart, .webinar = "over", .attendee = "ada"}};
  for (const Event& event : events) CHECK(evening.refusal(event) == "conflict /webinar" + why);
  CHECK(evening.refusal(WebinarEdited{.at = kStart, .webinar = with_id("over")}) == "conflict /webinar/id" + why);
  CHECK(evening.tell(AttendeeJoined{.at = kStart, .webinar = "over", .attendee = "ada"}) == Fed::ignored);
  CHECK(evening.tell(AttendeeLeft{.at = kStart, .webinar = "over", .attendee = "ada"}) == Fed::ignored);
}

TEST_CASE("ids and profiles of people are checked") {
  MinuteSixty evening;
  const std::string long_id(257, 'x');
  CHECK(evening.refusal(AttendeeJoined{.at = kStart, .webinar = "launch", .attendee = ""}) ==
        "invalid /attendee: expected an id of 1 to 256 bytes, found an empty one");
  CHECK(evening.refusal(AttendeeLeft{.at = kStart, .webinar = "launch", .attendee = long_id}) ==
        "limit /attendee: expected an id of 1 to 256 bytes, found 257 bytes");
  CHECK(evening.refusal(AttendeeJoined{.at = kStart, .webinar = "launch", .attendee = "ada", .session = long_id}) ==
        "limit /session: expected an id of 1 to 256 bytes, found 257 bytes");
  CHECK(evening.refusal(AttendeeUnregistered{.at = kStart, .webinar = "launch", .attendee = "\xFF"}) ==
        "invalid /attendee: expected an id in UTF-8, found other bytes");
  CHECK(evening.refusal(WebinarMarker{.at = kStart, .webinar = "launch", .marker = ""}) ==
        "invalid /marker: expected an id of 1 to 256 bytes, found an empty one");
  const std::string profile(limits::kPayloadBytes + 1, ' ');
  CHECK(evening.refusal(AttendeeRegistered{.at = kStart, .webinar = "launch", .attendee = "ada", .profile = profile}) ==
        "limit /profile: expected a profile of at most 262144 bytes, found 262145");
}

TEST_CASE("a webinar names at most 1024 rules in its life, removed ones included") {
  VirtualHost host;
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < limits::kRules; ++i) rules.push_back(rule("r" + std::to_string(i), Anchor::end(), 0min));
  host.schedule(launch(rules));
  CHECK(host.tell(WebinarEdited{.at = host.now, .webinar = launch({})}) == Fed::applied);
  const Error error =
      host.refused(WebinarEdited{.at = host.now, .webinar = launch({rule("one more", Anchor::end(), 0min)})});
  CHECK(error ==
        Error{ErrorCode::limit, "expected at most 1024 rules in a webinar's life, found one more", "/webinar/rules"});
  CHECK(host.tell(WebinarEdited{.at = host.now, .webinar = launch({rule("r7", Anchor::end(), 0min)})}) == Fed::applied);
}

TEST_CASE("a webinar has at most 1024 markers") {
  VirtualHost host;
  host.schedule(launch({}));
  std::vector<std::string> names;
  for (std::size_t i = 0; i < limits::kMarkers; ++i) {
    names.push_back("marker " + std::to_string(i));
    host.tell(WebinarMarker{.at = host.now, .webinar = "launch", .marker = names.back()});
  }
  CHECK(host.refused(WebinarMarker{.at = host.now, .webinar = "launch", .marker = "one more"}) ==
        Error{ErrorCode::limit, "expected at most 1024 markers, found one more", "/marker"});
  CHECK(host.tell(WebinarMarker{.at = host.now + 1s, .webinar = "launch", .marker = names[0]}) == Fed::applied);
}

TEST_CASE("an attendee has at most 10,000 joins and leaves, and may still register and unregister") {
  VirtualHost host;
  host.schedule(launch({}));
  host.registers("ada", host.now);
  for (std::size_t i = 0; i < limits::kTransitions; ++i) {
    const Instant when = host.now + Duration{1};
    i % 2 == 0 ? host.joins("ada", when) : host.leaves("ada", when);
  }
  CHECK(
      host.refused(AttendeeJoined{.at = host.now, .webinar = "launch", .attendee = "ada", .session = "tab"}) ==
      Error{ErrorCode::limit, "expected at most 10000 joins and leaves of one attendee, found one more", "/attendee"});
  CHECK(host.queue.feed(AttendeeUnregistered{.at = host.now, .webinar = "launch", .attendee = "ada"}, host.now));
}

TEST_CASE("an attendee has at most 1,000 registrations and unregistrations, and may still come and go") {
  VirtualHost host;
  host.schedule(launch({}));
  for (std::size_t i = 0; i < limits::kRegistrations; ++i) {
    const Instant when = host.now + Duration{1};
    i % 2 == 0 ? host.registers("ada", when) : host.unregisters("ada", when);
  }
  CHECK(host.refused(AttendeeRegistered{.at = host.now + 1ms, .webinar = "launch", .attendee = "ada"}) ==
        Error{ErrorCode::limit, "expected at most 1000 registrations of one attendee, found one more", "/attendee"});
  CHECK(host.queue.feed(AttendeeJoined{.at = host.now, .webinar = "launch", .attendee = "ada"}, host.now));
}

TEST_CASE("S21: a connection is refused where its definition has a fault or its id is taken") {
  DispatchQueue queue;
  CHECK(queue.add({.id = "crm", .batch = 0}).error() ==
        Error{ErrorCode::invalid, "expected a batch of 1 to 10000, found 0", "/batch"});
  CHECK(queue.add({.id = "crm"}));
  CHECK(queue.add({.id = "crm", .lane = "other"}).error() ==
        Error{ErrorCode::duplicate, "expected a connection id that is free, found \"crm\" again", "/id"});
}

TEST_CASE("a queue knows at most 131,072 connections") {
  DispatchQueue queue;
  for (std::size_t i = 0; i < limits::kConnections; ++i) {
    if (!queue.add({.id = std::to_string(i)})) FAIL(i);
  }
  CHECK(queue.add({.id = "one more"}).error() ==
        Error{ErrorCode::limit, "expected at most 131072 connections, found one more", "/id"});
}

TEST_CASE("S1 and S28: options that are out of bounds are replaced by the nearest that are not") {
  DispatchQueue queue{{.max_skew = -1min, .retain = -1min}};
  const Instant now = kStart - 1h;
  REQUIRE(queue.feed(WebinarScheduled{.at = now, .webinar = launch({})}, now));
  CHECK(queue.feed(WebinarStarted{.at = now + 1ms, .webinar = "launch"}, now).error().code == ErrorCode::too_far_ahead);
  static_cast<void>(queue.next(kStart + 90min));
  static_cast<void>(queue.next(kStart + 90min + 1ms));
  CHECK(queue.counters().webinars_freed == 1);
}

TEST_CASE("each event of many has its own answer") {
  VirtualHost host;
  host.schedule(launch({}));
  const std::vector<Event> events{AttendeeRegistered{.at = host.now, .webinar = "launch", .attendee = "ada"},
                                  AttendeeRegistered{.at = host.now, .webinar = "lunch", .attendee = "ada"},
                                  AttendeeRegistered{.at = host.now, .webinar = "launch", .attendee = "ada"}};
  const auto answers = host.queue.feed(events, host.now);
  REQUIRE(answers.size() == 3);
  CHECK(answers[0].value() == Fed::applied);
  CHECK(answers[1].error().code == ErrorCode::unknown);
  CHECK(answers[2].value() == Fed::duplicate);
}
