// The virtual host that users of usher test with.
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "usher/testing.hpp"

namespace usher {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

constexpr Instant kStart{Duration{1'777'921'200'000}};

/// ada, bob and cyd are handed over at the start, by "mail" over one lane and by "tag" over another.
struct Fixture {
  DispatchQueue queue;
  VirtualHost host{queue};

  Fixture() {
    REQUIRE(queue.add({.id = "mail", .lane = "a", .max_lead = 0s}));
    REQUIRE(queue.add({.id = "tag", .lane = "b", .max_lead = 0s}));
    REQUIRE(host.feed(WebinarScheduled{kStart - 1h,
                                       {.id = "talk",
                                        .start = kStart,
                                        .duration = 60min,
                                        .rules = {{"mail", Anchor::start(), 0min, Audience::all(), "mail"},
                                                  {"tag", Anchor::start(), 0min, Audience::all(), "tag"}}}}));
    for (const char* who : {"ada", "bob", "cyd"}) {
      REQUIRE(host.feed(AttendeeRegistered{kStart - 30min, "talk", who, R"({"n":1})"}));
    }
  }
  [[nodiscard]] Names order() const {
    Names order;
    for (const auto& one : host.finished()) order.push_back(one.rule + ' ' + one.attendee);
    return order;
  }
};

}  // namespace

TEST_CASE("a virtual host has one call out on each lane, and ends them in the order of their start") {
  Fixture evening;
  evening.host.set_call_time(2s);
  CHECK(evening.host.run_until(kStart + 1s));
  CHECK(evening.host.in_flight() == 2);
  CHECK(evening.host.finished().empty());
  CHECK(evening.host.now() == kStart + 1s);
  CHECK(evening.host.run());
  CHECK(evening.host.in_flight() == 0);
  CHECK(evening.order() == Names{"mail ada", "tag ada", "mail bob", "tag bob", "mail cyd", "tag cyd"});
  CHECK(evening.host.finished().back().started_at == kStart + 4s);
  CHECK(evening.host.finished().back().finished_at == kStart + 6s);
  CHECK(evening.host.handed_over("talk", "tag") == Names{"ada", "bob", "cyd"});
}

TEST_CASE("a virtual host lets calls of no time end before it starts more on their lane") {
  Fixture evening;
  CHECK(evening.host.run_until(kStart));
  CHECK(evening.order() == Names{"mail ada", "tag ada", "mail bob", "tag bob", "mail cyd", "tag cyd"});
  CHECK(evening.host.finished().back().finished_at == kStart);
}

TEST_CASE("a virtual host feeds the events of an instant before anything else happens then") {
  Fixture evening;
  REQUIRE(evening.host.feed(AttendeeUnregistered{kStart, "talk", "ada"}));
  REQUIRE(evening.host.feed(AttendeeUnregistered{kStart - 1min, "talk", "bob"}, kStart));
  CHECK(evening.host.finished().empty());
  CHECK(evening.host.run());
  CHECK(evening.order() == Names{"mail cyd", "tag cyd"});
}

TEST_CASE("a virtual host answers as it is told, and keeps a record of every attempt") {
  Fixture evening;
  evening.host.set_answer([](const Call& call, const Handover& handover) {
    if (call.rule() == "tag") return Outcome::rejected("no such tag");
    if (handover.attempt == 1) return Outcome::retry_after(-10s, "503");  // taken for 0, what the queue would refuse
    return Outcome::delivered();
  });
  CHECK(evening.host.run());
  CHECK(evening.host.handed_over("talk", "mail") == Names{"ada", "bob", "cyd"});
  CHECK(evening.host.handed_over("talk", "tag").empty());
  CHECK(evening.queue.dead_letters().size() == 3);
  CHECK(evening.host.finished().size() == 9);
  const FinishedHandover& first = evening.host.finished().front();
  CHECK(first.outcome.reason == "503");
  CHECK(first.key == "talk/mail/ada/1");
  CHECK(first.profile == R"({"n":1})");
  CHECK(first.webinar == "talk");
  CHECK(first.connection == "mail");
  CHECK(first.due == kStart);
  CHECK(first.decided_at == kStart);
  CHECK(first.attempt == 1);
  CHECK(first.call == CallId{1});
  CHECK(first.kind == CallKind::transfer);
}

TEST_CASE("a virtual host tells whom the target has in the end: who was taken back is not handed over (S17)") {
  DispatchQueue queue;
  VirtualHost host{queue};
  REQUIRE(queue.add({.id = "mail", .max_lead = 0s}));
  REQUIRE(host.feed(WebinarScheduled{
      kStart - 1h,
      {.id = "talk",
       .start = kStart,
       .duration = 60min,
       .rules = {{.id = "here", .audience = Audience::online(), .connection = "mail", .correct = true}}}}));
  for (const char* who : {"ada", "bob", "cyd"}) REQUIRE(host.feed(AttendeeJoined{kStart - 10min, "talk", who}));
  REQUIRE(host.run_until(kStart));
  CHECK(host.handed_over("talk", "here") == Names{"ada", "bob", "cyd"});
  // Both had left before the start, which is heard of only now.
  for (const char* who : {"ada", "bob"}) REQUIRE(host.feed(AttendeeLeft{kStart - 5min, "talk", who}, kStart + 1min));
  REQUIRE(host.run_until(kStart + 1min));
  CHECK(host.handed_over("talk", "here") == Names{"cyd"});
  // A retraction that the target does not take leaves what it has.
  host.set_answer([](const Call& call, const Handover&) {
    return call.kind() == CallKind::retraction ? Outcome::rejected("no") : Outcome::delivered();
  });
  REQUIRE(host.feed(AttendeeLeft{kStart - 5min, "talk", "cyd"}, kStart + 2min));
  // bob was back in time.
  REQUIRE(host.feed(AttendeeJoined{kStart - 1min, "talk", "bob"}, kStart + 3min));
  REQUIRE(host.run());
  CHECK(host.handed_over("talk", "here") == Names{"cyd", "bob"});
  std::size_t retractions = 0;
  for (const FinishedHandover& one : host.finished()) retractions += one.kind == CallKind::retraction ? 1 : 0;
  CHECK(retractions == 3);
}

TEST_CASE("a virtual host passes on what the queue refuses") {
  Fixture evening;
  const auto fed = evening.host.feed(AttendeeJoined{kStart, "nowhere", "ada"});
  REQUIRE_FALSE(fed);
  CHECK(fed.error().code == ErrorCode::unknown);
}

}  // namespace usher
