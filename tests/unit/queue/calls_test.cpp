// Calls: what they carry, how long they live, and what their outcomes do (S18, S20, S21, S23, S24).
#include <utility>

#include "model/handover_key.hpp"
#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

namespace {

/// Ada, Bob and Cleo, registered for what is due at the start, which has come.
struct Started : VirtualHost {
  explicit Started(const Connection& connection = {.id = "mail", .max_lead = 0s}, const Options& options = {})
      : VirtualHost(options) {
    connect(connection);
    Rule all = over(connection.id, rule("all", Anchor::start(), 0min));
    all.action = R"({"tag":"all"})";
    schedule(launch({all}));
    for (const char* who : {"ada", "bob", "cleo"}) registers(who, kStart - 1h, "profile of " + std::string{who});
    now = kStart;
  }
};

Names attendees(const Call& call) {
  Names names;
  for (const Handover& handover : call.handovers()) names.emplace_back(handover.attendee);
  return names;
}

}  // namespace

TEST_CASE("S16: a call tells all that the host needs") {
  Started host{{.id = "mail", .lane = "post", .batch = 2, .max_lead = 0s}};
  const Call* const call = host.queue.next(kStart + 1s);
  REQUIRE(call != nullptr);
  CHECK(call->id() == CallId{1});
  CHECK(call->lane() == "post");
  CHECK(call->connection() == "mail");
  CHECK(call->webinar() == "launch");
  CHECK(call->rule() == "all");
  CHECK(call->action() == R"({"tag":"all"})");
  CHECK(call->started_at() == kStart + 1s);
  REQUIRE(call->handovers().size() == 2);
  const Handover& bob = call->handovers()[1];
  CHECK(bob.attendee == "bob");
  CHECK(bob.profile == "profile of bob");
  CHECK(bob.key == "launch/all/bob/1");
  CHECK(bob.due == kStart);
  CHECK(bob.decided_at == kStart);
  CHECK(bob.standing == Standing{});
  CHECK(bob.attempt == 1);
}

TEST_CASE("of two webinars with equal rules, each call tells of its own") {
  VirtualHost host;
  host.connect({.id = "mail", .max_lead = 0s});
  for (const std::string id : {"first", "second"}) {
    Webinar webinar = launch({over("mail", rule("all", Anchor::start(), 0min))});
    webinar.id = id;
    host.schedule(webinar);
    host.tell(AttendeeRegistered{.at = host.now, .webinar = id, .attendee = "ada"});
  }
  for (const std::string id : {"first", "second"}) {
    const Call* const call = host.queue.next(kStart);
    REQUIRE(call != nullptr);
    CHECK(call->webinar() == id);
    CHECK(call->handovers()[0].key == id + "/all/ada/1");
    REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), kStart));
  }
}

TEST_CASE("the parts of a key are escaped, so that a slash in an id makes no other key") {
  VirtualHost host;
  Webinar webinar = launch({rule("a/b", Anchor::start(), 0min)});
  webinar.id = "50%";
  host.schedule(webinar);
  host.tell(AttendeeRegistered{.at = host.now, .webinar = "50%", .attendee = "x/y"});
  host.run();
  CHECK(host.only("a/b/x/y").key == "50%25/a%2Fb/x%2Fy/1");
}

TEST_CASE(
    "of one call after the other each tells of its own attendee, however long, escaped or described the one before") {
  const std::string long_id(60, 'l');
  const std::vector<std::pair<std::string, std::string>> people{{"b3f7a1c2-0000-4000-8000-00000000000a", ""},
                                                                {"b3f7a1c2/0000/4000/8000/00000000000b", ""},
                                                                {"b3f7a1c2-0000-4000-8000-00000000000c", ""},
                                                                {"short", ""},
                                                                {long_id, "told of at length"},
                                                                {"b3f7a1c2-0000-4000-8000-00000000000d", ""},
                                                                {"of-less-than-32-bytes%", "p"},
                                                                {"of-less-than-32-bytes.", ""},
                                                                {long_id + "/", std::string(200, 'p')},
                                                                {"b3f7a1c2-0000-4000-8000-00000000000e", ""}};
  VirtualHost host;
  host.connect({.id = "mail", .max_lead = 0s});
  host.schedule(launch({over("mail", rule("all", Anchor::start(), 0min))}));
  for (const auto& [id, profile] : people) host.registers(id, kStart - 1h, profile);
  for (const auto& [id, profile] : people) {
    const Call* const call = host.queue.next(kStart);
    REQUIRE(call != nullptr);
    const Handover& handover = call->handovers().front();
    CHECK(handover.attendee == id);
    CHECK(handover.profile == profile);
    CHECK(handover.key == model::to_text({"launch", "all", id, 1}));
    REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), kStart));
  }
}

TEST_CASE("a call stays as it is until it is completed, whatever is fed and added meanwhile") {
  Started host{{.id = "mail", .batch = 3, .max_lead = 0s}};
  const Call* const call = host.queue.next(kStart);
  REQUIRE(call != nullptr);
  for (int i = 0; i < 2000; ++i) {
    const std::string id = "somebody " + std::to_string(i);
    host.registers(id, kStart);
    REQUIRE(host.queue.feed(AttendeeRegistered{.at = kStart, .webinar = "launch", .attendee = "ada", .profile = id},
                            kStart));
    host.connect({.id = id, .lane = "lane " + id});
  }
  REQUIRE(host.queue.feed(WebinarEdited{.at = kStart, .webinar = launch({})}, kStart));
  REQUIRE(host.queue.feed(WebinarCancelled{.at = kStart, .webinar = "launch"}, kStart));
  CHECK(attendees(*call) == Names{"ada", "bob", "cleo"});
  CHECK(call->handovers()[0].profile == "profile of ada");
  CHECK(call->handovers()[2].key == "launch/all/cleo/1");
  CHECK(call->rule() == "all");
  CHECK(call->action() == R"({"tag":"all"})");
  CHECK(host.queue.complete(call->id(), Outcome::delivered(), kStart + 1s));
  CHECK(host.queue.counters().delivered == 3);
}

TEST_CASE("S18: nothing starts on a lane while a call is in flight there") {
  Started host;
  const Call* const call = host.queue.next(kStart);
  REQUIRE(call != nullptr);
  CHECK(host.queue.next(kStart) == nullptr);
  CHECK(host.queue.next("main", kStart + 1h) == nullptr);
  CHECK_FALSE(host.queue.wake_at());
  CHECK(host.queue.counters().in_flight == 1);
  REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), kStart + 1h));
  CHECK(host.queue.wake_at() == kStart + 1h + 1ms);
  REQUIRE(host.queue.next("main", kStart + 1h) != nullptr);
}

TEST_CASE("S20: of several lanes the one whose first item has the earliest instant comes first, ties by lane id") {
  VirtualHost host;
  for (const char* lane : {"b", "a", "c"}) host.connect({.id = lane, .lane = lane});
  host.schedule(launch({over("b", rule("b", Anchor::start(), 1min)), over("a", rule("a", Anchor::start(), 1min)),
                        over("c", rule("c", Anchor::start(), 0min))}));
  host.registers("ada", kStart - 1h);
  std::string order;
  while (const Call* const call = host.queue.next(kStart + 5min)) order += call->rule();
  CHECK(order == "cab");
  CHECK(host.queue.next("nobody has named this", kStart + 5min) == nullptr);
}

TEST_CASE("S20: a rule that takes nobody gives its lane no precedence") {
  VirtualHost host;
  for (const char* lane : {"a", "b"}) host.connect({.id = lane, .lane = lane});
  host.schedule(
      launch({over("a", rule("nobody", Anchor::start(), 0min, Audience::online())),
              over("a", rule("later", Anchor::start(), 10min)), over("b", rule("sooner", Anchor::start(), 5min))}));
  host.registers("ada", kStart - 1h);
  const Call* const call = host.queue.next(kStart + 15min);
  REQUIRE(call != nullptr);
  CHECK(call->rule() == "sooner");
}

TEST_CASE("S20: on a lane the order is due, webinar by scheduling, rule by definition, attendee by registration") {
  VirtualHost host;
  Webinar zulu = launch({rule("second", Anchor::start(), 1min), rule("first", Anchor::start(), 1min),
                         rule("early", Anchor::start(), 0min)});
  zulu.id = "zulu";
  Webinar alpha = zulu;
  alpha.id = "alpha";
  host.schedule(zulu);
  host.schedule(alpha);
  for (const char* webinar : {"alpha", "zulu"}) {
    for (const char* who : {"zoe", "ada"}) {
      host.tell(AttendeeRegistered{.at = host.now, .webinar = webinar, .attendee = who});
    }
  }
  host.now = kStart + 10min;
  host.run();
  Names order;
  for (const Served& one : host.history) order.push_back(one.webinar + "/" + one.name());
  CHECK(order == Names{"zulu/early/zoe", "zulu/early/ada", "alpha/early/zoe", "alpha/early/ada", "zulu/second/zoe",
                       "zulu/second/ada", "zulu/first/zoe", "zulu/first/ada", "alpha/second/zoe", "alpha/second/ada",
                       "alpha/first/zoe", "alpha/first/ada"});
}

TEST_CASE("S21: a call takes what is ready of one rule, of several dues as well, up to its batch") {
  VirtualHost host;
  host.connect({.id = "mail", .batch = 4, .max_lead = 0s});
  host.schedule(launch(
      {over("mail", rule("welcome", Anchor::registered(), 10min)), over("mail", rule("start", Anchor::start(), -2h))}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 5h);
  for (const char* who : {"cleo", "dan", "eve"}) host.registers(who, kStart - 4h);
  const auto take = [&] {
    const Call* const call = host.queue.next(kStart - 1h);
    REQUIRE(call != nullptr);
    REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), kStart - 1h));
    return std::pair{std::string{call->rule()}, attendees(*call)};
  };
  // The host was down since Eve registered.
  host.history.clear();
  CHECK(take() == std::pair{std::string{"welcome"}, Names{"cleo", "dan", "eve"}});
  CHECK(take() == std::pair{std::string{"start"}, Names{"ada", "bob", "cleo", "dan"}});
  CHECK(take() == std::pair{std::string{"start"}, Names{"eve"}});
  CHECK(host.queue.next(kStart - 1h) == nullptr);
}

TEST_CASE("S21: a batch that is not full after one due is filled up with the next of the same rule") {
  VirtualHost host;
  host.connect({.id = "mail", .batch = 3, .max_lead = 0s});
  host.schedule(launch({over("mail", rule("welcome", Anchor::registered(), 1h))}));
  host.registers("ada", kStart - 5h);
  host.registers("bob", kStart - 5h + 1min);
  host.registers("cleo", kStart - 5h + 2min);
  host.registers("dan", kStart - 5h + 3min);
  const Call* const call = host.queue.next(kStart - 4h + 3min);
  REQUIRE(call != nullptr);
  CHECK(attendees(*call) == Names{"ada", "bob", "cleo"});
  CHECK(call->handovers()[2].due == kStart - 4h + 2min);
}

TEST_CASE("S24: each handover of a call may have an outcome of its own") {
  Started host{{.id = "mail", .batch = 3, .max_lead = 0s}};
  const Call* call = host.queue.next(kStart);
  REQUIRE(call != nullptr);
  const std::vector<Outcome> outcomes{Outcome::delivered(), Outcome::retry_after(1min, "busy"),
                                      Outcome::rejected("no such address")};
  REQUIRE(host.queue.complete(call->id(), outcomes, kStart));
  const Counters counters = host.queue.counters();
  CHECK(counters.delivered == 1);
  CHECK(counters.retried == 1);
  CHECK(counters.rejected == 1);
  REQUIRE(host.queue.dead_letters().size() == 1);
  CHECK(host.queue.dead_letters()[0].attendee == "cleo");
  CHECK(host.queue.next(kStart) == nullptr);
  CHECK(host.queue.wake_at() == kStart + 1min);
  call = host.queue.next(kStart + 1min);
  REQUIRE(call != nullptr);
  CHECK(attendees(*call) == Names{"bob"});
  CHECK(call->handovers()[0].attempt == 2);
  CHECK(call->handovers()[0].key == "launch/all/bob/1");
}

TEST_CASE("S24: an unknown or completed call and a wrong number of outcomes are errors that change nothing") {
  Started host{{.id = "mail", .batch = 3, .max_lead = 0s}};
  CHECK(host.queue.complete(CallId{1}, Outcome::delivered(), kStart).error() ==
        Error{ErrorCode::unknown, "expected a call in flight, found call 1", "/call"});
  const Call* const call = host.queue.next(kStart);
  REQUIRE(call != nullptr);
  const std::vector<Outcome> two(2);
  CHECK(host.queue.complete(call->id(), two, kStart).error() ==
        Error{ErrorCode::invalid, "expected an outcome for each of 3 handovers, found 2", "/outcomes"});
  std::vector<Outcome> negative(3);
  negative[1] = Outcome::retry_after(-1ms);
  CHECK(host.queue.complete(call->id(), negative, kStart).error() ==
        Error{ErrorCode::invalid, "expected a delay of PT0S to P36525D, found -PT0.001S", "/outcomes/1/delay"});
  negative[1] = Outcome::retry_after(kLongestDuration + 1ms);
  CHECK(host.queue.complete(call->id(), negative, kStart).error().where == "/outcomes/1/delay");
  CHECK(host.queue.counters().in_flight == 1);
  CHECK(host.queue.counters().delivered == 0);
  REQUIRE(host.queue.complete(call->id(), Outcome::delivered(), kStart));
  CHECK(host.queue.complete(call->id(), Outcome::delivered(), kStart).error().code == ErrorCode::unknown);
  CHECK(host.queue.counters().delivered == 3);
}

TEST_CASE("S23: a retry without a delay waits as long as backoff says, and one with it as long as the host says") {
  Started host{{.id = "mail", .batch = 3, .max_lead = 0s}};
  const Call* call = host.queue.next(kStart);
  REQUIRE(host.queue.complete(call->id(), Outcome::retry(), kStart));
  Duration first = backoff("launch/all/ada/1", 1);
  for (const char* key : {"launch/all/bob/1", "launch/all/cleo/1"}) first = std::min(first, backoff(key, 1));
  CHECK(host.queue.next(kStart) == nullptr);
  CHECK(host.queue.wake_at() == kStart + first);
  call = host.queue.next(kStart + 1s);
  REQUIRE(call != nullptr);
  CHECK(call->handovers().size() == 3);
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(0ms), kStart + 1s));
  call = host.queue.next(kStart + 1s);
  REQUIRE(call != nullptr);
  CHECK(call->handovers()[0].attempt == 3);
}

TEST_CASE("S23: after max_attempts calls a handover is a dead letter with the last words of the target") {
  Started host{{.id = "mail", .max_lead = 0s, .max_attempts = 2}};
  host.target = [](const Call&, const Handover& handover) {
    return handover.attendee == "ada" ? Outcome::retry("try later") : Outcome::delivered();
  };
  host.run();
  CHECK(host.served() == Names{"all/bob", "all/cleo"});
  REQUIRE(host.queue.dead_letters().size() == 1);
  const DeadLetter letter = host.queue.dead_letters()[0];
  CHECK(letter.attempts == 2);
  CHECK(letter.reason == "gave up: 2 attempts: try later");
  CHECK(letter.died_at == kStart + backoff("launch/all/ada/1", 1));
  CHECK(host.queue.counters().gave_up == 1);
  CHECK(host.queue.counters().retried == 1);
}

TEST_CASE("S23: a retry that would start after due and give_up_after is a dead letter, one at that instant is not") {
  Started host{{.id = "mail", .batch = 3, .max_lead = 0s, .give_up_after = 1h}};
  const Call* call = host.queue.next(kStart);
  REQUIRE(host.queue.complete(
      call->id(), std::vector{Outcome::retry_after(1h), Outcome::retry_after(1h + 1ms), Outcome::delivered()}, kStart));
  REQUIRE(host.queue.dead_letters().size() == 1);
  CHECK(host.queue.dead_letters()[0].attendee == "bob");
  CHECK(host.queue.dead_letters()[0].reason == "gave up: PT1H past due");
  CHECK(host.queue.next(kStart) == nullptr);
  CHECK(host.queue.wake_at() == kStart + 1h);
}

TEST_CASE("a queue that is moved goes on with its calls, and its views stay") {
  Started host{{.id = "mail", .batch = 3, .max_lead = 0s}};
  const Call* const call = host.queue.next(kStart);
  REQUIRE(call != nullptr);
  DispatchQueue moved{std::move(host.queue)};
  CHECK(attendees(*call) == Names{"ada", "bob", "cleo"});
  DispatchQueue assigned;
  assigned = std::move(moved);
  REQUIRE(assigned.complete(call->id(), Outcome::delivered(), kStart));
  CHECK(assigned.feed(AttendeeJoined{.at = kStart, .webinar = "launch", .attendee = "dan"}, kStart));
  CHECK(assigned.counters().delivered == 3);
  CHECK(assigned.check_invariants().empty());
}

TEST_CASE("a spurious next changes nothing, and wake_at is later than now until nothing comes any more") {
  VirtualHost host;
  CHECK(host.queue.next(host.now) == nullptr);
  CHECK_FALSE(host.queue.wake_at());
  host.schedule(launch({rule("all", Anchor::start(), 0min), rule("missed", Anchor::end(), 1min)}));
  host.registers("ada", kStart - 1h);
  CHECK(host.queue.wake_at() == kStart);
  for (int i = 0; i < 3; ++i) CHECK(host.queue.next(kStart - 30min) == nullptr);
  CHECK(host.queue.wake_at() == kStart);
  CHECK(host.queue.next(kStart - 1ms) == nullptr);
  const Call* const call = host.queue.next(kStart);
  REQUIRE(call != nullptr);
  CHECK(host.queue.wake_at() == kStart + 91min);
  for (int i = 0; i < 3; ++i) CHECK(host.queue.next(kStart + 1min) == nullptr);
  REQUIRE(host.queue.complete(call->id(), Outcome::retry_after(5min), kStart + 2min));
  CHECK(host.queue.next(kStart + 2min) == nullptr);
  CHECK(host.queue.wake_at() == kStart + 7min);
  host.now = kStart + 2min;
  while (const auto wake = host.queue.wake_at()) {
    CHECK(*wake > host.queue.now());
    host.run_until(*wake);
  }
  CHECK(host.served() == Names{"all/ada", "missed/ada"});
  CHECK(host.queue.counters().calls == 3);
}
