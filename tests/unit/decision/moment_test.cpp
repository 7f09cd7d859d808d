// A moment from open to closed: who is taken, who has been decided (S14, S15, S5d, S5e).
#include "decision/moment.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "support/catch.hpp"
#include "support/minute.hpp"

using usher::AttendeeIndex;
using usher::Audience;
using usher::Instant;
using usher::Rule;
using usher::RuleIndex;
using usher::Standing;
using usher::attendance::Attendance;
using usher::attendance::Presence;
using usher::attendance::Registrations;
using usher::decision::Decision;
using usher::decision::Member;
using usher::decision::Moment;
using usher::decision::RuleState;
using usher::test::minute;
using namespace std::chrono_literals;

namespace {

/// A webinar from minute 100 to 190 at minute 150, with 130 attendees, every second of them online since minute 100.
struct Webinar {
  Webinar() {
    attendance.set_frame({minute(100), minute(190), 90min, {6000}});
    attendance.advance(minute(150));
    for (std::uint32_t number = 0; number < kAttendees; ++number) {
      const AttendeeIndex attendee = attendance.intern(std::to_string(number));
      attendance.add_registration(attendee, Registrations::Kind::registered, minute(50));
      if (number % 2 == 1) attendance.move(attendee, {}, Presence::Kind::join, minute(100));
    }
    for (const Audience audience : {Audience::online(), Audience::offline()}) {
      RuleState& rule = rules.emplace_back();
      rule.index = RuleIndex{static_cast<std::uint32_t>(rules.size() - 1)};
      rule.definition = std::make_shared<const Rule>(Rule{.id = "rule", .audience = audience, .connection = "crm"});
      rule.in_force = true;
    }
    moment.member(RuleIndex{0}, Member::Kind::present, attendance);
    moment.member(RuleIndex{1}, Member::Kind::present, attendance);
  }
  std::optional<AttendeeIndex> first(std::size_t rule, std::uint32_t from = 0) {
    return moment.first_taken(*moment.find(RuleIndex{static_cast<std::uint32_t>(rule)}, Member::Kind::present),
                              rules[rule], from, attendance);
  }
  void call(std::size_t rule, AttendeeIndex attendee) {
    moment.decide(attendee, {moment.standing(attendee, attendance), std::min(attendance.now(), moment.due())},
                  attendance);
    moment.note_taken(RuleIndex{static_cast<std::uint32_t>(rule)}, attendee);
    rules[rule].pairs.make().called.set(attendee);
    rules[rule].pairs.make().transferred.set(attendee);
  }

  static constexpr std::uint32_t kAttendees = 130;
  Attendance attendance;
  std::vector<RuleState> rules;
  Moment moment{minute(150)};
};

constexpr AttendeeIndex kBob{1};

}  // namespace

TEST_CASE("a moment is neither reached nor closed at first") {
  Moment moment{minute(150)};
  CHECK(moment.due() == minute(150));
  CHECK_FALSE(moment.reached());
  CHECK_FALSE(moment.closed());
  CHECK(moment.nobody_decided());
}

TEST_CASE("S14: of online and offline every attendee is taken by exactly one, across words") {
  Webinar webinar;
  webinar.moment.reach(webinar.attendance);
  CHECK(webinar.moment.reached());
  for (std::uint32_t number = 0; number < Webinar::kAttendees; ++number) {
    CHECK(webinar.first(number % 2 == 1 ? 0 : 1, number) == AttendeeIndex{number});
    CHECK(webinar.first(number % 2 == 1 ? 1 : 0, number) != AttendeeIndex{number});
  }
  CHECK_FALSE(webinar.first(0, Webinar::kAttendees));
  CHECK_FALSE(webinar.moment.first_contradiction(webinar.attendance));
}

TEST_CASE("S15: a late event counts for who is not decided, and a decision stands") {
  Webinar webinar;
  webinar.moment.reach(webinar.attendance);
  webinar.call(0, kBob);
  webinar.attendance.move(kBob, {}, Presence::Kind::leave, minute(140));
  webinar.attendance.move(AttendeeIndex{3}, {}, Presence::Kind::leave, minute(140));
  webinar.moment.refresh(kBob, webinar.attendance);
  webinar.moment.refresh(AttendeeIndex{3}, webinar.attendance);
  CHECK(webinar.moment.decided(kBob) == Decision{{true, false, true}, minute(150)});
  CHECK_FALSE(webinar.first(1, 1) == kBob);
  CHECK(webinar.first(1, 3) == AttendeeIndex{3});
  CHECK(webinar.first(0) == AttendeeIndex{5});
  CHECK(webinar.moment.everybody_decided().test(kBob));
  CHECK_FALSE(webinar.moment.nobody_decided());
  CHECK_FALSE(webinar.moment.first_contradiction(webinar.attendance));
}

TEST_CASE("S11c: who unregisters after the instant is out of the moment, also once back") {
  Webinar webinar;
  webinar.moment.reach(webinar.attendance);
  webinar.attendance.advance(minute(160));
  webinar.attendance.add_registration(kBob, Registrations::Kind::unregistered, minute(155));
  webinar.attendance.add_registration(kBob, Registrations::Kind::registered, minute(156));
  webinar.moment.refresh(kBob, webinar.attendance);
  CHECK_FALSE(webinar.moment.eligible(kBob, webinar.attendance));
  CHECK(webinar.first(0) == AttendeeIndex{3});
}

TEST_CASE("S5d: who is set apart is taken apart, and no more among those present") {
  Webinar webinar;
  webinar.moment.reach(webinar.attendance);
  webinar.moment.member(RuleIndex{0}, Member::Kind::apart, webinar.attendance).single.make().stay(kBob);
  webinar.rules[0].pairs.make().apart.set(kBob);
  const Member& apart = *webinar.moment.find(RuleIndex{0}, Member::Kind::apart);
  CHECK(webinar.moment.first_taken(apart, webinar.rules[0], 0, webinar.attendance) == kBob);
  CHECK_FALSE(webinar.moment.first_taken(apart, webinar.rules[0], 2, webinar.attendance));
  CHECK(webinar.first(0) == AttendeeIndex{3});
  CHECK(webinar.moment.takes_any(kBob, webinar.rules, webinar.attendance));
  CHECK(webinar.moment.taken(webinar.rules, webinar.attendance).test(kBob));
}

TEST_CASE("S5e: a decision brought along is read before that of the moment, by its own rule only") {
  Webinar webinar;
  webinar.moment.reach(webinar.attendance);
  webinar.rules[1].pairs.make().carry(kBob, {Standing{}, minute(120)});
  CHECK(webinar.moment.reading(webinar.rules[1], kBob)->decided_at == minute(120));
  CHECK_FALSE(webinar.moment.reading(webinar.rules[0], kBob));
  CHECK(webinar.first(1, 1) == kBob);
  CHECK(webinar.first(0, 1) == kBob);
  webinar.rules[1].pairs.make().carried.erase(kBob);
  webinar.rules[1].pairs.make().carried_by.clear(kBob);
  CHECK_FALSE(webinar.first(1, 1) == kBob);
  // Somebody unregistered since what was brought along is not taken on it.
  webinar.rules[1].pairs.make().carry(AttendeeIndex{3}, {Standing{}, minute(60)});
  webinar.attendance.add_registration(AttendeeIndex{3}, Registrations::Kind::unregistered, minute(70));
  webinar.attendance.add_registration(AttendeeIndex{3}, Registrations::Kind::registered, minute(80));
  webinar.moment.refresh(AttendeeIndex{3}, webinar.attendance);
  CHECK(webinar.moment.eligible(AttendeeIndex{3}, webinar.attendance));
  CHECK_FALSE(webinar.first(1, 3) == AttendeeIndex{3});
}

TEST_CASE("a moment of personal instants keeps no planes until a whole rule joins it") {
  Webinar webinar;
  Moment personal{minute(150)};
  personal.member(RuleIndex{0}, Member::Kind::personal, webinar.attendance).single.make().people.insert(kBob);
  personal.reopen(webinar.attendance);
  const auto first = [&] {
    return personal.first_taken(*personal.find(RuleIndex{0}, Member::Kind::personal), webinar.rules[0], 0,
                                webinar.attendance);
  };
  CHECK(first() == kBob);
  personal.decide(kBob, {{true, false, true}, minute(150)}, webinar.attendance);
  CHECK(personal.decided(kBob) == Decision{{true, false, true}, minute(150)});
  CHECK_FALSE(personal.nobody_decided());
  CHECK(personal.everybody_decided().test(kBob));

  webinar.attendance.move(kBob, {}, Presence::Kind::leave, minute(150));
  personal.member(RuleIndex{1}, Member::Kind::present, webinar.attendance);
  personal.reopen(webinar.attendance);
  CHECK(personal.decided(kBob) == Decision{{true, false, true}, minute(150)});
  CHECK_FALSE(personal.first_contradiction(webinar.attendance));
  CHECK(personal.taken(webinar.rules, webinar.attendance).test(AttendeeIndex{128}));
}

TEST_CASE("S15a: a moment has work until everybody it takes has been called, and is opened again by who comes to it") {
  Webinar webinar;
  webinar.moment.reach(webinar.attendance);
  for (std::uint32_t number = 0; number < Webinar::kAttendees; ++number) {
    CHECK(webinar.moment.has_work(webinar.rules, webinar.attendance));
    webinar.call(number % 2 == 1 ? 0 : 1, AttendeeIndex{number});
  }
  CHECK_FALSE(webinar.moment.has_work(webinar.rules, webinar.attendance));
  webinar.moment.close();
  CHECK(webinar.moment.closed());
  webinar.moment.reopen(webinar.attendance);
  CHECK_FALSE(webinar.moment.closed());
}

TEST_CASE("members stand in the order of their rules, each kind once, and a removed rule takes all of its own") {
  const Webinar webinar;
  Moment moment{minute(150)};
  moment.member(RuleIndex{2}, Member::Kind::present, webinar.attendance);
  moment.member(RuleIndex{1}, Member::Kind::personal_apart, webinar.attendance);
  moment.member(RuleIndex{1}, Member::Kind::present, webinar.attendance);
  moment.member(RuleIndex{1}, Member::Kind::present, webinar.attendance);
  REQUIRE(moment.members().size() == 3);
  CHECK(moment.members()[0].kind == Member::Kind::present);
  CHECK(moment.members()[1].kind == Member::Kind::personal_apart);
  CHECK(moment.members()[2].rule == RuleIndex{2});
  moment.remove(RuleIndex{2}, Member::Kind::present);
  CHECK_FALSE(moment.find(RuleIndex{2}, Member::Kind::present));
  moment.remove_rule(RuleIndex{1});
  CHECK(moment.members().empty());
}
