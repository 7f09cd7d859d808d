// From anchors to due instants (S4, S5, S12, S13).
#include "agenda/due.hpp"

#include <vector>

#include "agenda/stream.hpp"
#include "support/catch.hpp"
#include "support/minute.hpp"

using usher::Anchor;
using usher::AttendeeIndex;
using usher::Duration;
using usher::Instant;
using usher::Rule;
using usher::RuleIndex;
using usher::Timing;
using usher::WhenLate;
using usher::agenda::due_for;
using usher::agenda::due_of;
using usher::agenda::Expectation;
using usher::agenda::Facts;
using usher::agenda::Stream;
using usher::agenda::webinar_value;
using usher::attendance::Registrations;
using usher::test::minute;
using Kind = Registrations::Kind;
using namespace std::chrono_literals;

namespace {

Facts planned(Timing timing) {
  Facts facts;
  facts.plan({.id = "launch", .start = minute(100), .duration = 90min, .timing = timing, .threshold = {6000}});
  return facts;
}

std::optional<Instant> value(Anchor anchor, Duration offset, const Facts& facts) {
  const Rule rule{.id = "rule", .when = std::move(anchor), .offset = offset, .connection = "crm"};
  return webinar_value(rule, facts);
}

}  // namespace

TEST_CASE("S4: an automated webinar starts and ends by the plan, until it is told otherwise") {
  Facts facts = planned(Timing::automated);
  CHECK(facts.start() == minute(100));
  CHECK(facts.end() == minute(190));
  facts.told.make().started = minute(105);
  CHECK(facts.start() == minute(105));
  CHECK(facts.end() == minute(195));
  facts.told.make().ended = minute(150);
  CHECK(facts.end() == minute(150));
  CHECK(facts.threshold.hundredths == 6000);
}

TEST_CASE("S4: a live webinar has neither start nor end until they are told") {
  Facts facts = planned(Timing::live);
  CHECK_FALSE(facts.start());
  CHECK_FALSE(facts.end());
  facts.told.make().started = minute(105);
  CHECK(facts.start() == minute(105));
  CHECK_FALSE(facts.end());
  facts.told.make().ended = minute(300);
  CHECK(facts.end() == minute(300));
}

TEST_CASE("S4: before a live webinar has started only what is to happen before its start has an instant") {
  Facts facts = planned(Timing::live);
  CHECK(value(Anchor::start(), -1ms, facts) == minute(100) - 1ms);
  CHECK_FALSE(value(Anchor::start(), 0ms, facts));
  CHECK_FALSE(value(Anchor::start(), 1min, facts));
  CHECK_FALSE(value(Anchor::end(), -10min, facts));
  facts.told.make().started = minute(110);
  CHECK(value(Anchor::start(), -10min, facts) == minute(100));
  CHECK(value(Anchor::start(), 0ms, facts) == minute(110));
}

TEST_CASE("S12: a rule's instant is its anchor and its offset") {
  Facts facts = planned(Timing::automated);
  CHECK(value(Anchor::start(), -10min, facts) == minute(90));
  CHECK(value(Anchor::end(), 1min, facts) == minute(191));
  CHECK_FALSE(value(Anchor::at_marker("pitch"), 1min, facts));
  facts.told.make().markers["pitch"] = minute(145);
  CHECK(value(Anchor::at_marker("pitch"), 1min, facts) == minute(146));
  CHECK_FALSE(value(Anchor::at_marker("other"), 1min, facts));
  CHECK_FALSE(value(Anchor::registered(), 1min, facts));
}

TEST_CASE("S5: an instant before the event that made it never falls due, or at once") {
  CHECK(due_of(minute(10), minute(10), WhenLate::skip) == minute(10));
  CHECK_FALSE(due_of(minute(10), minute(10) + 1ms, WhenLate::skip));
  CHECK(due_of(minute(10), minute(12), WhenLate::at_once) == minute(12));
  CHECK(due_of(minute(15), minute(12), WhenLate::at_once) == minute(15));
  CHECK_FALSE(due_of(std::nullopt, minute(12), WhenLate::at_once));
}

TEST_CASE("S13: who registers after the instant is left out, or due at once before the end") {
  const AttendeeIndex ada{0};
  usher::attendance::Attendees attendees;
  attendees.add_nameless();
  Registrations registrations{attendees};
  registrations.add(ada, Kind::registered, minute(50));
  const auto due = [&](WhenLate when_late, int end) {
    return due_for(ada, minute(40), when_late, registrations, minute(end));
  };
  CHECK_FALSE(due(WhenLate::skip, 100));
  CHECK(due(WhenLate::at_once, 51) == minute(50));
  CHECK_FALSE(due(WhenLate::at_once, 50));
  CHECK(due_for(ada, minute(40), WhenLate::at_once, registrations, std::nullopt) == minute(50));
  CHECK(due_for(ada, minute(50), WhenLate::skip, registrations, minute(100)) == minute(50));
  CHECK_FALSE(due_for(ada, std::nullopt, WhenLate::at_once, registrations, minute(100)));
  registrations.add(ada, Kind::unregistered, minute(50));
  CHECK_FALSE(due(WhenLate::at_once, 100));
  registrations.add(ada, Kind::registered, minute(60));
  CHECK(due(WhenLate::at_once, 100) == minute(60));
}

TEST_CASE("the stream gives expectations by when they come into view, then due, then rule, then attendee") {
  const std::vector<Expectation> in_order{{minute(1), minute(9), RuleIndex{1}, AttendeeIndex{9}},
                                          {minute(2), minute(3), RuleIndex{2}, AttendeeIndex{9}},
                                          {minute(2), minute(4), RuleIndex{0}, AttendeeIndex{5}},
                                          {minute(2), minute(4), RuleIndex{1}, AttendeeIndex{3}},
                                          {minute(2), minute(4), RuleIndex{1}, AttendeeIndex{4}}};
  Stream stream;
  for (const std::size_t i : {2U, 0U, 4U, 3U, 1U}) stream.push(in_order[i]);
  for (const Expectation& expected : in_order) {
    CHECK(stream.top().due == expected.due);
    CHECK(stream.top().rule == expected.rule);
    CHECK(stream.top().attendee == expected.attendee);
    stream.pop();
  }
}
