// A journal on a disk that fails at every point at which it can: after a power cut what is there is what the last sync
// that returned has left, or the one that was under way; and whoever was forgotten is nowhere.
#include <array>
#include <set>
#include <stdexcept>

#include "fault_vfs.hpp"
#include "script.hpp"
#include "support/catch.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::crash {
namespace {

// A host that goes through a script, on one disk.
class Host {
 public:
  Host(const Script& script, Durability durability)
      : script_(script),
        states_(states_of(script)),
        options_{.durability = durability, .create = false, .vfs = disk_.vfs()} {
    disk_.put_journal(kJournalName);
  }

  FaultDisk& disk() { return disk_; }
  [[nodiscard]] std::size_t synced() const { return synced_; }

  // From what is synced to the end, and closes; the first failure ends it.
  Result<void> run() {
    auto journal = SqliteJournal::open(kJournalName, options_);
    if (!journal) return journal.error();
    try {
      synced_ = whereabouts(**journal);
    } catch (const std::runtime_error& failure) {
      return Error{ErrorCode::unavailable, failure.what(), ""};
    }
    for (; synced_ < script_.size(); ++synced_)
      if (Result<void> done = perform(script_[synced_], **journal); !done) return done;
    return {};
  }

  // As a host that does a group again when it failed, or opens again; false where `patience` failures do not do.
  bool insist(int patience) {
    while (true) {
      auto journal = SqliteJournal::open(kJournalName, options_);
      if (journal) synced_ = whereabouts(**journal);
      Result<void> done = journal ? Result<void>{} : journal.error();
      while (done && synced_ < script_.size()) {
        done = perform(script_[synced_], **journal);
        if (done) ++synced_;
        // The same journal takes it again, as if nothing had been.
        if (!done && patience-- > 0) {
          REQUIRE(done.error().code == ErrorCode::unavailable);
          REQUIRE(state_of(**journal).last == states_[synced_].last);
          done = {};
        }
      }
      if (done) return true;
      INFO(done.error().message << " " << disk_.where());
      REQUIRE(done.error().code == ErrorCode::unavailable);
      if (patience-- <= 0) return false;
    }
  }

  // Opens after a power cut, and looks which groups are there.
  void recover(bool may_lose_synced) {
    auto journal = SqliteJournal::open(kJournalName, options_);
    INFO((journal ? "" : journal.error().message));
    REQUIRE(journal);
    const std::size_t found = whereabouts(**journal);
    INFO("synced " << synced_ << ", found " << found);
    REQUIRE(found <= synced_ + 1);
    if (!may_lose_synced) REQUIRE(found >= synced_);
    if (found > synced_) ++once_more_;
    synced_ = found;
    forgotten_are_gone();
  }

  void forgotten_are_gone() const {
    for (const std::string& text : states_[synced_].forgotten) REQUIRE_FALSE(disk_.holds(text.substr(0, 12)));
  }
  void is_at_the_end() {
    auto journal = SqliteJournal::open(kJournalName, options_);
    INFO((journal ? "" : journal.error().message));
    REQUIRE(journal);
    REQUIRE(whereabouts(**journal) == script_.size());
    forgotten_are_gone();
  }
  [[nodiscard]] int once_more() const { return once_more_; }

 private:
  // The group up to which all is there; the test fails where there is something else.
  std::size_t whereabouts(Journal& journal) const {
    const State found = state_of(journal);
    for (std::size_t state = states_.size(); state-- > 0;)
      if (states_[state] == found) return state;
    FAIL("expected what some groups have left, found " << found.rows.size() << " rows up to " << found.last);
    return 0;
  }

  FaultDisk disk_;
  const Script& script_;
  std::vector<State> states_;
  SqliteOptions options_;
  std::size_t synced_ = 0;
  int once_more_ = 0;
};

std::uint64_t operations_of(const Script& script, Durability durability) {
  Host host{script, durability};
  host.disk().plan({});
  REQUIRE(host.run());
  const std::uint64_t operations = host.disk().operations();
  host.is_at_the_end();
  return operations;
}

struct CutsMet {
  std::set<std::string> where;
  int more = 0;  ///< a group was there whose sync had not returned
};

void cut_power_at(const Script& script, Durability durability, std::uint64_t at, Unsynced unsynced, std::uint64_t seed,
                  CutsMet& met) {
  Host host{script, durability};
  host.disk().plan({Fault::Kind::power_cut, at});
  (void)host.run();
  REQUIRE(host.disk().happened());
  INFO("power cut at operation " << at << ", " << host.disk().where() << ", seed " << seed);
  met.where.insert(host.disk().where().substr(0, 5));
  host.forgotten_are_gone();
  host.disk().restart(unsynced, seed);
  host.recover(durability == Durability::process);
  met.more += host.once_more();
  REQUIRE(host.run());
  host.is_at_the_end();
}

void cut_power_everywhere(const Script& script, Durability durability, std::uint64_t step) {
  const std::uint64_t operations = operations_of(script, durability);
  CutsMet met;
  for (std::uint64_t at = 1; at <= operations; at += step) {
    cut_power_at(script, durability, at, Unsynced::lost, 0, met);
    cut_power_at(script, durability, at, Unsynced::kept, 0, met);
    for (std::uint64_t seed = 1; seed <= 2; ++seed)
      cut_power_at(script, durability, at, Unsynced::random, 1000 * at + seed, met);
  }
  CHECK(met.more > 0);
  if (step == 1) CHECK(met.where == std::set<std::string>{"make ", "write", "trunc", "sync ", "delet"});
}

void fail_everywhere(const Script& script, Fault::Kind kind, bool lasting, std::uint64_t step) {
  const std::uint64_t operations = operations_of(script, Durability::power);
  int happened = 0;
  for (std::uint64_t at = 1; at <= operations; at += step) {
    Host host{script, Durability::power};
    host.disk().plan({kind, at, lasting}, at);
    const bool done = host.insist(lasting ? 4 : 1);
    INFO("operation " << at << ", " << host.disk().where());
    if (!host.disk().happened()) continue;
    ++happened;
    if (!lasting) REQUIRE(done);
    host.disk().plan({});
    REQUIRE(host.insist(0));
    host.is_at_the_end();
  }
  CHECK(happened > 0);
}

}  // namespace

TEST_CASE("a power cut at any point leaves what the last sync has left, or the one under way") {
  cut_power_everywhere(appending(), Durability::power, 1);
}

TEST_CASE("a power cut at any point brings nobody back who was forgotten") {
  cut_power_everywhere(forgetting(), Durability::power, 3);
}

TEST_CASE("a power cut at every point of forgetting, and at many of what is larger than the cache", "[extended]") {
  cut_power_everywhere(forgetting(), Durability::power, 1);
  cut_power_everywhere(outgrowing(), Durability::power, 47);
}

TEST_CASE("a power cut in what is larger than the cache leaves all of it or nothing") {
  cut_power_everywhere(outgrowing(), Durability::power, 901);
}

TEST_CASE("where syncs do not wait for the disk, a power cut leaves what some of them have left") {
  cut_power_everywhere(appending(), Durability::process, 1);
}

TEST_CASE("a write that fails at any point can be done again") {
  const Fault::Kind kind =
      GENERATE(Fault::Kind::write_error, Fault::Kind::short_write, Fault::Kind::full, Fault::Kind::sync_error);
  const bool lasting = GENERATE(false, true);
  fail_everywhere(appending(), kind, lasting, 1);
  fail_everywhere(forgetting(), kind, lasting, 9);
}

TEST_CASE("a write that fails at every point of forgetting can be done again", "[extended]") {
  const Fault::Kind kind =
      GENERATE(Fault::Kind::write_error, Fault::Kind::short_write, Fault::Kind::full, Fault::Kind::sync_error);
  const bool lasting = GENERATE(false, true);
  fail_everywhere(forgetting(), kind, lasting, 1);
}

TEST_CASE("a power cut after a write that failed leaves what the last sync has left") {
  const Script script = forgetting();
  const std::uint64_t operations = operations_of(script, Durability::power);
  property::Random random{20'260'329};
  for (int round = 0; round < 200; ++round) {
    const Fault::Kind kind = random.pick(
        std::array{Fault::Kind::write_error, Fault::Kind::short_write, Fault::Kind::full, Fault::Kind::sync_error});
    Host host{script, Durability::power};
    host.disk().plan({kind, 1 + random.below(operations), false}, random.next());
    (void)host.run();
    host.disk().plan({Fault::Kind::power_cut, 1 + random.below(60)});
    INFO("round " << round);
    (void)host.run();
    host.disk().restart(Unsynced::random, random.next());
    host.recover(false);
    host.disk().plan({});
    REQUIRE(host.run());
    host.is_at_the_end();
  }
}

}  // namespace usher::crash
