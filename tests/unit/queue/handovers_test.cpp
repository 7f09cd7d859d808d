// Single handovers: pending, cancelled, dead, resubmitted, previewed (S23a, S25).
#include <algorithm>

#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

namespace {

/// "all" is due at the start for Ada and Bob, "later" ten minutes after; Ada's first call is out, at the start.
struct InFlight : VirtualHost {
  InFlight() {
    schedule(launch({rule("all", Anchor::start(), 0min), rule("later", Anchor::start(), 10min)}));
    for (const char* who : {"ada", "bob"}) registers(who, kStart - 1h, who);
    now = kStart;
    call = queue.next(now);
    REQUIRE(call != nullptr);
  }
  void end(const Outcome& outcome) { REQUIRE(queue.complete(call->id(), outcome, now)); }
  Result<void> cancel(const char* rule, const char* who) { return queue.cancel("launch", rule, who, now); }
  [[nodiscard]] PendingHandover pending(const std::string& who) const {
    const auto list = queue.pending();
    const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.attendee == who; });
    REQUIRE(found != list.end());
    return *found;
  }
  const Call* call = nullptr;
};

}  // namespace

TEST_CASE("pending lists what waits, what is in flight and what is to be repeated") {
  InFlight host;
  CHECK(host.queue.pending().size() == 2);
  const PendingHandover ada = host.pending("ada");
  CHECK(ada.state == PendingHandover::State::in_flight);
  CHECK(ada.in_flight_since == kStart);
  CHECK(ada.attempts == 1);
  CHECK(ada.webinar == "launch");
  CHECK(ada.rule == "all");
  CHECK(ada.connection == "crm");
  CHECK(ada.due == kStart);
  CHECK_FALSE(ada.retry_at);
  CHECK(host.pending("bob").state == PendingHandover::State::waiting);
  CHECK(host.pending("bob").attempts == 0);
  CHECK(host.pending("bob").rule == "all");
  CHECK(host.pending("bob").due == kStart);
  host.end(Outcome::retry_after(1min));
  CHECK(host.pending("ada").state == PendingHandover::State::retrying);
  CHECK(host.pending("ada").retry_at == kStart + 1min);
  CHECK_FALSE(host.pending("ada").in_flight_since);
  CHECK(host.queue.pending(1).size() == 1);
  CHECK(host.queue.pending(0).empty());
  host.run();
  CHECK(host.queue.pending().empty());
}

TEST_CASE("pending lists as many as are asked for") {
  InFlight host;
  for (int i = 0; i < 50; ++i) host.registers("attendee " + std::to_string(i), kStart - 1h);
  CHECK(host.queue.pending().size() == 52);
  CHECK(host.queue.pending(7).size() == 7);
}

TEST_CASE("S23a: cancelling takes one attendee out of one rule for good, in each state but in flight and finished") {
  InFlight host;
  SECTION("not yet due") {
    REQUIRE(host.cancel("later", "bob"));
    host.end(Outcome::delivered());
    host.run();
    CHECK(host.served() == Names{"all/bob", "later/ada"});
  }
  SECTION("waiting") {
    REQUIRE(host.cancel("all", "bob"));
    host.end(Outcome::delivered());
    host.run();
    CHECK(host.served() == Names{"later/ada", "later/bob"});
  }
  SECTION("between retries") {
    host.end(Outcome::retry_after(5min));
    REQUIRE(host.cancel("all", "ada"));
    host.run();
    CHECK(host.served() == Names{"all/bob", "later/ada", "later/bob"});
    CHECK(host.queue.explain("launch", "all", "ada")->verdict == Explanation::Verdict::cancelled);
  }
  SECTION("in flight") {
    CHECK(host.cancel("all", "ada").error() ==
          Error{ErrorCode::conflict, "expected a handover that is not in flight, found one that is", "/attendee"});
    CHECK(host.queue.counters().cancelled == 0);
    return;
  }
  SECTION("delivered") {
    host.end(Outcome::delivered());
    CHECK(host.cancel("all", "ada").error() ==
          Error{ErrorCode::conflict, "expected a handover that is to come, found one that is called", "/attendee"});
    return;
  }
  SECTION("dead") {
    host.end(Outcome::rejected("no"));
    CHECK(host.cancel("all", "ada").error().code == ErrorCode::conflict);
    CHECK(host.queue.dead_letters().size() == 1);
    return;
  }
  CHECK(host.queue.counters().cancelled == 1);
  CHECK(host.queue.check_invariants().empty());
}

TEST_CASE("S23a: what is cancelled already, unknown or of a rule that is gone cannot be cancelled") {
  InFlight host;
  REQUIRE(host.cancel("later", "ada"));
  CHECK(host.cancel("later", "ada").error() ==
        Error{ErrorCode::conflict, "expected a handover that is to come, found one that is cancelled", "/attendee"});
  CHECK(host.queue.cancel("lunch", "all", "ada", kStart).error() ==
        Error{ErrorCode::unknown, "expected a known webinar, found \"lunch\"", "/webinar"});
  CHECK(host.cancel("pitch", "ada").error() ==
        Error{ErrorCode::unknown, "expected a known rule, found \"pitch\"", "/rule"});
  CHECK(host.cancel("all", "dan").error() ==
        Error{ErrorCode::unknown, "expected a known attendee, found \"dan\"", "/attendee"});
  REQUIRE(
      host.queue.feed(WebinarEdited{.at = kStart, .webinar = launch({rule("all", Anchor::start(), 0min)})}, kStart));
  CHECK(host.cancel("later", "bob").error() == Error{ErrorCode::conflict, "expected a rule that is in force", "/rule"});
  REQUIRE(host.queue.feed(WebinarCancelled{.at = kStart, .webinar = "launch"}, kStart));
  CHECK(host.cancel("all", "bob").error() ==
        Error{ErrorCode::conflict, "expected a webinar that is not cancelled", "/webinar"});
  CHECK(host.queue.counters().cancelled == 1);
}

TEST_CASE("S25: a dead letter keeps everything, and is called again with the same key when resubmitted") {
  InFlight host;
  host.end(Outcome::rejected("no such address"));
  REQUIRE(host.queue.dead_letters().size() == 1);
  const DeadLetter letter = host.queue.dead_letters()[0];
  CHECK(letter.key == "launch/all/ada/1");
  CHECK(letter.webinar == "launch");
  CHECK(letter.rule == "all");
  CHECK(letter.attendee == "ada");
  CHECK(letter.connection == "crm");
  CHECK(letter.profile == "ada");
  CHECK(letter.due == kStart);
  CHECK(letter.decided_at == kStart);
  CHECK(letter.died_at == kStart);
  CHECK(letter.attempts == 1);
  CHECK(letter.reason == "no such address");
  CHECK(host.queue.counters().dead_letters == 1);

  REQUIRE(host.queue.resubmit(letter.key, kStart));
  CHECK(host.queue.dead_letters().empty());
  CHECK(host.pending("ada").state == PendingHandover::State::retrying);
  CHECK(host.queue.resubmit(letter.key, kStart).error() ==
        Error{ErrorCode::unknown, "expected the key of a dead letter, found \"launch/all/ada/1\"", "/key"});
  host.run();
  CHECK(host.served() == Names{"all/ada", "all/bob", "later/ada", "later/bob"});
  CHECK(host.only("all/ada").key == letter.key);
  CHECK(host.only("all/ada").attempt == 1);
}

TEST_CASE("S23a and S25: a resubmitted handover can be cancelled while it waits, and give up anew") {
  InFlight host;
  host.end(Outcome::rejected("no"));
  REQUIRE(host.queue.resubmit("launch/all/ada/1", kStart + 48h));
  host.now = kStart + 48h;
  SECTION("cancelled") {
    REQUIRE(host.cancel("all", "ada"));
    host.run();
    CHECK(host.served() == Names{"all/bob", "later/ada", "later/bob"});
  }
  SECTION("two days after due it is tried for another day") {
    host.target = [](const Call&, const Handover& handover) {
      return handover.attendee == "ada" ? Outcome::retry_after(13h) : Outcome::delivered();
    };
    host.run();
    const auto letters = host.queue.dead_letters();
    REQUIRE(letters.size() == 2);
    CHECK(letters[1].key == "launch/all/ada/1");
    CHECK(letters[1].attempts == 2);
    CHECK(letters[1].died_at == kStart + 48h + 13h);
  }
  CHECK(host.queue.check_invariants().empty());
}

TEST_CASE("S25: a dead letter that is forgotten is off the list for good") {
  InFlight host;
  host.end(Outcome::rejected("no"));
  REQUIRE(host.queue.forget_dead_letter("launch/all/ada/1"));
  CHECK(host.queue.dead_letters().empty());
  CHECK(host.queue.forget_dead_letter("launch/all/ada/1").error() ==
        Error{ErrorCode::unknown, "expected the key of a dead letter, found \"launch/all/ada/1\"", "/key"});
}

TEST_CASE("a preview names whom a rule would take now, in the order of registration, without those it has taken") {
  VirtualHost host;
  host.schedule(launch({rule("pitch", Anchor::start(), 45min, Audience::online()),
                        rule("here", Anchor::start(), 10min, Audience::online())}));
  for (const char* who : {"zoe", "ada", "bob"}) host.registers(who, kStart - 1h);
  for (const char* who : {"ada", "zoe", "walk-in"}) host.joins(who, kStart);
  host.unregisters("ada", kStart + 1min);
  const auto preview = [&](const char* rule, Instant now) { return host.queue.preview("launch", rule, now).value(); };
  CHECK(preview("pitch", kStart + 2min) == Names{"zoe", "walk-in"});
  host.run_until(kStart + 20min);
  CHECK(preview("here", host.now).empty());
  CHECK(preview("pitch", host.now) == Names{"zoe", "walk-in"});
  CHECK(host.queue.preview("lunch", "pitch", host.now).error() ==
        Error{ErrorCode::unknown, "expected a known webinar, found \"lunch\"", "/webinar"});
  CHECK(host.queue.preview("launch", "lunch", host.now).error() ==
        Error{ErrorCode::unknown, "expected a known rule, found \"lunch\"", "/rule"});
  host.tell(WebinarEdited{.at = host.now, .webinar = launch({rule("pitch", Anchor::start(), 45min)})});
  CHECK(preview("here", host.now).empty());
  CHECK(preview("pitch", host.now) == Names{"zoe", "bob", "walk-in"});
  host.tell(WebinarCancelled{.at = host.now, .webinar = "launch"});
  CHECK(preview("pitch", host.now).empty());
}
