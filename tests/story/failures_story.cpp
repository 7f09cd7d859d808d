// Targets that fail: a connection that is down while others on its lane are not, calls with good and bad members, calls
// that never come back.
#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include "support/virtual_host.hpp"

using namespace usher;
using namespace usher::test;

namespace {

constexpr int kPeople = 20;
constexpr Instant kDown = kStart + 10min;
constexpr Instant kUp = kDown + 1h;

/// 20 people, of whom "crm" is to hear every minute and "mail", on the same lane, every five; mail is down for an hour.
void run_retry_storm(VirtualHost& host) {
  host.call_time = 500ms;
  host.connect({.id = "mail", .batch = 5, .max_lead = 0s});
  std::vector<Rule> rules;
  for (int minute = 10; minute < 80; ++minute) {
    rules.push_back(rule("crm " + std::to_string(minute), Anchor::start(), minute * 1min));
    if (minute % 5 != 0) continue;
    rules.push_back(over("mail", rule("mail " + std::to_string(minute), Anchor::start(), minute * 1min + 30s)));
  }
  host.schedule(launch(rules));
  for (int i = 0; i < kPeople; ++i) host.registers("attendee " + std::to_string(i), kStart - 1h);
  host.target = [](const Call& call, const Handover&) {
    const bool down = call.connection() == "mail" && call.started_at() >= kDown && call.started_at() < kUp;
    return down ? Outcome::retry("down") : Outcome::delivered();
  };
  host.run();
}

bool by_mail(const Served& one) {
  return one.rule.starts_with("mail");
}

}  // namespace

TEST_CASE("a connection that is down for an hour is probed once per step of the backoff, by one handover (S23c)") {
  VirtualHost host;
  run_retry_storm(host);
  std::map<CallId, std::vector<Served>> failed;
  for (const Served& one : host.history) {
    if (one.outcome == Outcome::Kind::retry) failed[one.call].push_back(one);
  }
  int number = 0;
  Instant before{};
  for (const auto& [call, handovers] : failed) {
    const Served& one = handovers.front();
    INFO("failed call " << ++number << " at " << to_string(one.started_at));
    CHECK(one.rule.starts_with("mail"));
    if (number > 3) {
      CHECK(handovers.size() == 1);
      const Duration step = backoff("mail", number - 3);
      // Retries go first: a probe waits for the end of a call that is out, and for nothing else.
      CHECK(one.started_at >= before + step);
      CHECK(one.started_at <= before + step + host.call_time);
    }
    before = one.finished_at;
  }
  CHECK(number > 8);
}

TEST_CASE("a connection that is down holds up nobody else on its lane (S20, S23c)") {
  VirtualHost host;
  run_retry_storm(host);
  int while_down = 0;
  for (const Served& one : host.history) {
    if (by_mail(one) || one.due < kDown || one.due >= kUp) continue;
    ++while_down;
    // Its own 20 calls, one of mail that was out, and one that may go before.
    if (one.finished_at > one.due + (kPeople + 2) * host.call_time) FAIL(one.name() << " is late");
  }
  CHECK(while_down == 60 * kPeople);
}

TEST_CASE("once it is back a connection drains in due order, and nobody is lost or called in vain (S20, S23)") {
  VirtualHost host;
  run_retry_storm(host);
  std::map<std::string, int> delivered;
  std::map<std::string, std::string> keys;
  int at_first_attempt = 0;
  std::vector<Instant> dues;
  for (const Served& one : host.history) {
    const auto [key, first] = keys.emplace(one.name(), one.key);
    if (key->second != one.key) FAIL(one.name() << " under two keys");
    if (one.outcome != Outcome::Kind::delivered) continue;
    ++delivered[one.name()];
    if (!by_mail(one)) continue;
    CHECK(one.decided_at == one.due);
    if (one.attempt != 1) continue;
    ++at_first_attempt;
    dues.push_back(one.due);
  }
  CHECK(delivered.size() == (70 + 14) * kPeople);
  CHECK(std::all_of(delivered.begin(), delivered.end(), [](const auto& one) { return one.second == 1; }));
  CHECK(std::is_sorted(dues.begin(), dues.end()));
  // Only the three calls of five that found out, and the probes, spent an attempt.
  CHECK(at_first_attempt >= 14 * kPeople - 15);
  CHECK(host.queue.dead_letters().empty());
  const auto done = std::find_if(host.history.rbegin(), host.history.rend(), by_mail);
  CHECK(done->finished_at < kStart + 90min);
  CHECK(host.queue.check_invariants() == "");
}

TEST_CASE("one bad member of a batch does not fail the others (S24)") {
  VirtualHost host;
  host.checks = true;
  host.connect({.id = "mail", .batch = 5, .max_lead = 0s});
  host.schedule(launch({over("mail", rule("all", Anchor::start(), 0min))}));
  for (const char* who : {"ada", "bob", "cleo", "dan", "eve"}) host.registers(who, kStart - 1h);
  host.target = [](const Call&, const Handover& handover) {
    if (handover.attendee == "bob") return Outcome::rejected("no such address");
    if (handover.attendee == "cleo" && handover.attempt == 1) return Outcome::retry_after(10s, "busy");
    return Outcome::delivered();
  };
  host.run();
  CHECK(host.queue.counters().calls == 2);
  CHECK(host.served() == Names{"all/ada", "all/dan", "all/eve", "all/cleo"});
  CHECK(host.history.back().attempt == 2);
  CHECK(host.history.back().started_at == kStart + 10s);
  CHECK(host.history.back().key == "launch/all/cleo/1");
  const auto letters = host.queue.dead_letters();
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].attendee == "bob");
  CHECK(letters[0].reason == "no such address");
  CHECK(host.queue.connections()[1].failures_in_row == 0);
}

TEST_CASE("what one member of a batch says of the whole connection holds for the others' retries (S23b, S24)") {
  VirtualHost host;
  host.checks = true;
  host.connect({.id = "mail", .batch = 3, .max_lead = 0s});
  host.schedule(launch({over("mail", rule("all", Anchor::start(), 0min))}));
  for (const char* who : {"ada", "bob", "cleo"}) host.registers(who, kStart - 1h);
  host.target = [](const Call& call, const Handover& handover) {
    if (call.started_at() > kStart || handover.attendee == "ada") return Outcome::delivered();
    return handover.attendee == "bob" ? Outcome::throttled(kStart + 1min) : Outcome::retry_after(1s);
  };
  host.run_until(kStart + 30s);
  CHECK(host.queue.connections()[1].state == ConnectionState::throttled);
  host.run();
  REQUIRE(host.history.size() == 5);
  CHECK(host.history[3].name() == "all/cleo");
  CHECK(host.history[3].attempt == 2);
  CHECK(host.history[3].started_at == kStart + 1min);
  CHECK(host.history[4].name() == "all/bob");
  CHECK(host.history[4].attempt == 1);
}

TEST_CASE("a call that hangs is seen by its in_flight_since, and is given up by the host as retry (S18, S23)") {
  VirtualHost host;
  host.connect({.id = "mail", .lane = "mail", .max_lead = 0s});
  host.schedule(launch({rule("all", Anchor::start(), 0min), over("mail", rule("mail", Anchor::start(), 0min))}));
  for (const char* who : {"ada", "bob"}) host.registers(who, kStart - 1h);
  DispatchQueue& queue = host.queue;
  const Call* const hung = queue.next("main", kStart);
  REQUIRE(hung != nullptr);
  // The other lane does not mind.
  for (const char* who : {"ada", "bob"}) {
    const Call* const call = queue.next("mail", kStart + 1s);
    REQUIRE(call != nullptr);
    CHECK(call->handovers()[0].attendee == who);
    REQUIRE(queue.complete(call->id(), Outcome::delivered(), kStart + 2s));
  }
  CHECK(queue.next(kStart + 5min) == nullptr);
  CHECK_FALSE(queue.wake_at().has_value());
  auto pending = queue.pending();
  REQUIRE(pending.size() == 2);
  std::sort(pending.begin(), pending.end(), [](const auto& a, const auto& b) { return a.attendee < b.attendee; });
  CHECK(pending[0].state == PendingHandover::State::in_flight);
  CHECK(pending[0].in_flight_since == kStart);
  CHECK(pending[0].attempts == 1);
  CHECK(pending[1].state == PendingHandover::State::waiting);
  CHECK_FALSE(pending[1].in_flight_since);

  const CallId given_up = hung->id();
  REQUIRE(queue.complete(given_up, Outcome::retry("no answer"), kStart + 5min));
  CHECK(queue.connections()[0].mean_call_time > 1min);
  host.now = kStart + 5min;
  host.run();
  CHECK(host.served() == Names{"all/bob", "all/ada"});
  CHECK(host.history[1].attempt == 2);
  CHECK(host.history[1].started_at == kStart + 5min + backoff("launch/all/ada/1", 1));
  // The answer that comes after all is of a call that nobody waits for any more.
  const auto late = queue.complete(given_up, Outcome::delivered(), host.now);
  REQUIRE_FALSE(late);
  CHECK(late.error().code == ErrorCode::unknown);
}
