// A queue on a disk that loses its power at every point at which it writes, and between any two steps of its host: what
// was durable stands, and nothing is called twice but what S27 names.
#include <iostream>
#include <utility>

#include "account.hpp"
#include "fault_vfs.hpp"
#include "queue_host.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"
#include "usher/sqlite_journal.hpp"
#include "watched_journal.hpp"

namespace usher::crash {
namespace {

// A host on one disk, over as many lives as it takes.
class Evening {
 public:
  explicit Evening(const Scenario& scenario, std::uint64_t stop_at = 0)
      : trace_(stop_at),
        account_(scenario),
        host_(scenario, trace_, [this](const Entry& entry) { account_.note(entry); }) {
    disk_.put_journal(kJournalName);
    disk_.plan({});
  }

  FaultDisk& disk() { return disk_; }
  QueueHost& host() { return host_; }
  Trace& trace() { return trace_; }
  Account& account() { return account_; }

  // One life; `smooth` is what the end of it is compared with.
  Result<void> live(const Account* smooth) {
    auto journal = SqliteJournal::open(kJournalName, {.create = false, .vfs = disk_.vfs()});
    if (!journal) return journal.error();
    WatchedJournal watched{**journal, trace_, [this](const Entry& entry) { account_.note(entry); }};
    auto done = host_.live(
        watched, [&](const JournaledQueue& queue) { account_.reopened(queue); },
        [&](const JournaledQueue& queue) { account_.finished(queue, smooth); });
    if (complaint_.empty()) complaint_ = watched.complaint();
    // What the journal would still write at its end does not come to the disk.
    if (trace_.stopped()) disk_.plan({Fault::Kind::power_cut, 1});
    return done;
  }

  // The machine stops, and is up again.
  void crash(Unsynced unsynced, std::uint64_t seed) {
    property::Random random{seed};
    disk_.restart(unsynced, seed);
    account_.crash(random);
    trace_ = Trace{};
  }
  void stop_at(std::uint64_t point) { trace_ = Trace{point}; }

  void live_to_the_end(const Account* smooth) {
    const Result<void> done = live(smooth);
    INFO((done ? "" : done.error().message));
    REQUIRE(done);
  }
  // Whatever fails, it tries again; a fault that lasts is over after a while.
  void endure(const Account* smooth) {
    host_.insist([this] { disk_.plan({}); });
    for (int openings = 0; openings < 10; ++openings) {
      if (openings == 5) disk_.plan({});
      const Result<void> done = live(smooth);
      if (done) return;
      INFO(done.error().message << " " << disk_.where());
      REQUIRE(done.error().code == ErrorCode::unavailable);
    }
    FAIL("expected that it can be opened once the fault is over");
  }
  // An orderly end, and a new beginning: nothing is left to be called.
  void begins_again() {
    account_.forget_life();
    live_to_the_end(nullptr);
    REQUIRE(account_.calls() == 0);
  }

  void keeps_its_promises() const {
    REQUIRE(complaint_ == "");
    for (const std::string& violation : account_.violations()) FAIL_CHECK(violation);
    REQUIRE(account_.violations().empty());
  }

 private:
  FaultDisk disk_;
  Trace trace_;
  Account account_;
  QueueHost host_;
  std::string complaint_;
};

struct Sweep {
  Tally tally;
  std::uint64_t crashes = 0;
  Met met;
  void add(Evening& evening) {
    ++crashes;
    met.repeated += evening.account().met().repeated;
    met.held += evening.account().met().held;
    met.settled += evening.account().met().settled;
  }
  void show(const std::string& what) const {
    std::cout << what << ": " << crashes << " crashes, " << met.settled << " handovers durable then, " << met.repeated
              << " called again, " << met.held << " held\n"
              << tally.table();
  }
};

Account smooth_run(const Scenario& scenario, std::uint64_t& operations, std::uint64_t& points) {
  Evening evening{scenario};
  evening.live_to_the_end(nullptr);
  operations = evening.disk().operations();
  points = evening.trace().points();
  evening.keeps_its_promises();
  Account smooth = evening.account();
  evening.begins_again();
  evening.keeps_its_promises();
  return smooth;
}

struct Smooth {
  explicit Smooth(const Scenario& of) : scenario(of), account(smooth_run(of, operations, points)) {}
  const Scenario& scenario;
  std::uint64_t operations = 0;  ///< of the disk
  std::uint64_t points = 0;      ///< between the host's steps
  Account account;
};

/// The power goes at a point of the disk's, or between two steps of the host's.
void cut_power(const Smooth& smooth, Unsynced unsynced, std::uint64_t operation, std::uint64_t point, Sweep& sweep) {
  Evening evening{smooth.scenario, point};
  if (operation != 0) evening.disk().plan({Fault::Kind::power_cut, operation});
  const Result<void> done = evening.live(nullptr);
  INFO(smooth.scenario.name << ", operation " << operation << ", point " << point << ": "
                            << evening.trace().description());
  if (done) return;  // all was done before the file was closed
  REQUIRE(done.error().code == ErrorCode::unavailable);
  sweep.tally.add(evening.trace());
  evening.crash(unsynced, 1000 * operation + point);
  evening.live_to_the_end(&smooth.account);
  evening.keeps_its_promises();
  sweep.add(evening);
}

void cut_power_everywhere(const Smooth& smooth, Sweep& sweep) {
  for (const Unsynced unsynced : {Unsynced::lost, Unsynced::kept, Unsynced::random}) {
    for (std::uint64_t operation = 1; operation <= smooth.operations; ++operation)
      cut_power(smooth, unsynced, operation, 0, sweep);
    for (std::uint64_t point = 1; point <= smooth.points; ++point) cut_power(smooth, unsynced, 0, point, sweep);
  }
}

void cut_power_again_and_again(const Smooth& smooth, property::Random& random, Sweep& sweep) {
  Evening evening{smooth.scenario, 1 + random.below(smooth.points)};
  for (int crashes = 0; crashes < 4; ++crashes) {
    const Result<void> done = evening.live(nullptr);
    if (done) return evening.keeps_its_promises();
    INFO(smooth.scenario.name << ", crash " << crashes << ": " << evening.trace().description());
    REQUIRE(done.error().code == ErrorCode::unavailable);
    sweep.tally.add(evening.trace());
    evening.crash(Unsynced::random, random.next());
    if (random.chance(50)) {
      evening.stop_at(1 + random.below(30));
    } else {
      evening.disk().plan({Fault::Kind::power_cut, 1 + random.below(60)});
    }
  }
  evening.crash(Unsynced::random, random.next());
  evening.live_to_the_end(&smooth.account);
  evening.keeps_its_promises();
  sweep.add(evening);
}

/// How many faults were met, and failures seen for them.
std::pair<int, std::uint64_t> fail_everywhere(const Smooth& smooth, Fault::Kind kind, bool lasting) {
  std::pair<int, std::uint64_t> met;
  for (std::uint64_t at = 1; at <= smooth.operations; ++at) {
    Evening evening{smooth.scenario};
    evening.disk().plan({kind, at, lasting}, at);
    INFO(smooth.scenario.name << ", operation " << at);
    evening.endure(&smooth.account);
    evening.keeps_its_promises();
    evening.disk().plan({});
    evening.begins_again();
    evening.keeps_its_promises();
    if (evening.host().failures() == 0) continue;
    ++met.first;
    met.second += evening.host().failures();
  }
  return met;
}

}  // namespace

TEST_CASE("a power cut at any point of three evenings loses nothing durable and repeats what was unknown (S26, S27)") {
  Sweep sweep;
  for (const Scenario& scenario : {an_evening(), before_due(), many_at_once()})
    cut_power_everywhere(Smooth{scenario}, sweep);
  sweep.show("power cuts");
  INFO("never met:\n" << sweep.tally.never_met());
  CHECK(sweep.tally.never_met().empty());
  CHECK(sweep.met.repeated > 0);
  CHECK(sweep.met.held > 0);
}

TEST_CASE("a power cut while it comes back from another is none the worse (S27)") {
  const std::uint64_t seed = test::seed();
  property::Random random{seed};
  Sweep sweep;
  for (const Scenario& scenario : {an_evening(), before_due(), many_at_once()}) {
    const Smooth smooth{scenario};
    for (int round = 0; round < 150; ++round) {
      INFO("seed " << seed << ", round " << round);
      cut_power_again_and_again(smooth, random, sweep);
    }
  }
  std::cout << "power cuts one after the other, seed " << seed << ": " << sweep.crashes << " evenings, "
            << sweep.met.repeated << " handovers called again, " << sweep.met.held << " held\n";
  CHECK(sweep.crashes > 100);
}

TEST_CASE("while the journal fails nothing is handed out that is not durable, and then all goes on (S26)") {
  for (const Scenario& scenario : {an_evening(), before_due(), many_at_once()}) {
    const Smooth smooth{scenario};
    for (const Fault::Kind kind :
         {Fault::Kind::write_error, Fault::Kind::short_write, Fault::Kind::full, Fault::Kind::sync_error}) {
      for (const bool lasting : {false, true}) {
        const auto [faults, failures] = fail_everywhere(smooth, kind, lasting);
        std::cout << scenario.name << ", fault " << static_cast<int>(kind) << (lasting ? " lasting" : " once")
                  << ": met " << faults << " times, " << failures << " failures\n";
        CHECK(faults > 0);
      }
    }
  }
}

}  // namespace usher::crash
