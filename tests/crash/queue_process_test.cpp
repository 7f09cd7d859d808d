// A process that is killed at any instant, with its journal in a real file: what S27 promises holds for whoever opens
// it next.
#include <array>
#include <chrono>
#include <iostream>

#include "account.hpp"
#include "child.hpp"
#include "journal/scratch.hpp"
#include "queue_host.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"
#include "watched_journal.hpp"

namespace usher::crash {
namespace {

struct Killed {
  std::uint64_t processes = 0, too_late = 0;
  std::array<std::uint64_t, 6> after{};  ///< by the kind of the last that was heard
  Met met;
};

/// Whoever comes after: from what the file holds to the end of the evening.
void go_on(const Scenario& scenario, const std::string& path, Durability durability, Instant now, Account& account,
           const Account* smooth) {
  auto journal = SqliteJournal::open(path, {.durability = durability});
  INFO((journal ? "" : journal.error().message));
  REQUIRE(journal);
  Trace trace;
  const Tell note = [&](const Entry& entry) { account.note(entry); };
  WatchedJournal watched{**journal, trace, note};
  QueueHost host{scenario, trace, note};
  host.set_now(std::max(now, scenario.told.front().seen));
  const Result<void> done = host.live(
      watched, [&](const JournaledQueue& queue) { account.reopened(queue); },
      [&](const JournaledQueue& queue) { account.finished(queue, smooth); });
  INFO((done ? "" : done.error().message));
  REQUIRE(done);
  REQUIRE(watched.complaint() == "");
  for (const std::string& violation : account.violations()) FAIL_CHECK(violation);
  REQUIRE(account.violations().empty());
}

struct Unkilled {
  explicit Unkilled(const Scenario& of) : scenario(of), account(of) {
    const journal_test::Scratch scratch;
    Child child{scenario, scratch.path("told.journal"), Durability::process};
    while (child.hear()) ++told;
    REQUIRE(child.has_ended());
    go_on(scenario, scratch.path(), Durability::process, {}, account, nullptr);
  }
  const Scenario& scenario;
  Account account;
  std::size_t told = 0;  ///< by a child that is not killed
};

void wait_for(std::chrono::nanoseconds time) {
  const auto until = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < until) continue;
}

void kill_one(const Unkilled& smooth, property::Random& random, Killed& killed) {
  const Durability durability = random.chance(50) ? Durability::power : Durability::process;
  const std::size_t heard_before = random.below(smooth.told);
  const std::chrono::microseconds longer{random.below(300)};
  const journal_test::Scratch scratch;
  Account account{smooth.scenario};
  Instant now{};
  Entry::Kind last{};
  const auto note = [&](const Entry& entry) {
    account.note(entry);
    now = std::max(now, entry.now);
    last = entry.kind;
  };
  Child child{smooth.scenario, scratch.path(), durability};
  for (std::size_t heard = 0; heard < heard_before; ++heard)
    if (const auto entry = child.hear()) note(*entry);
  wait_for(longer);
  child.kill();
  while (const auto entry = child.hear()) note(*entry);
  if (child.has_ended()) {
    ++killed.too_late;
    return;
  }
  ++killed.processes;
  ++killed.after[static_cast<std::size_t>(last)];
  INFO(smooth.scenario.name << ", killed after " << heard_before << " entries and " << longer.count() << " us");
  account.crash(random);
  go_on(smooth.scenario, scratch.path(), durability, now, account, &smooth.account);
  killed.met.repeated += account.met().repeated;
  killed.met.held += account.met().held;
  killed.met.settled += account.met().settled;
}

Killed kill(std::uint64_t processes) {
  const std::uint64_t seed = test::seed();
  property::Random random{seed};
  const std::array scenarios{an_evening(), before_due(), many_at_once()};
  const std::array smooth{Unkilled{scenarios[0]}, Unkilled{scenarios[1]}, Unkilled{scenarios[2]}};
  Killed killed;
  while (killed.processes < processes && killed.too_late < processes) {
    INFO("seed " << seed << ", process " << killed.processes + killed.too_late);
    kill_one(smooth[(killed.processes + killed.too_late) % smooth.size()], random, killed);
  }
  std::cout << killed.processes << " processes killed, seed " << seed << ": " << killed.met.settled
            << " handovers durable then, " << killed.met.repeated << " called again, " << killed.met.held
            << " held; last heard: " << killed.after[0] << " handed out, " << killed.after[1] << " reported, "
            << killed.after[2] << " writing, " << killed.after[3] << " written, " << killed.after[4] + killed.after[5]
            << " forgetting\n";
  CHECK(killed.processes == processes);
  return killed;
}

}  // namespace

TEST_CASE("a process that is killed at any instant loses nothing durable and repeats what was unknown (S26, S27)") {
  const Killed killed = kill(30);
  CHECK(killed.met.settled > 0);
  CHECK(killed.met.repeated > 0);
}

TEST_CASE("500 processes that are killed lose nothing durable and repeat what was unknown (S26, S27)", "[extended]") {
  const Killed killed = kill(500);
  CHECK(killed.met.held > 0);
  for (std::size_t kind = 0; kind < 4; ++kind) CHECK(killed.after[kind] > 0);
}

}  // namespace usher::crash
