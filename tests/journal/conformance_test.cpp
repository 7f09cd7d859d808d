// The two journals of usher do all that a journal has to do; and the suite is judged by journals that do not.
#include "conformance.hpp"

#include "scratch.hpp"
#include "support/catch.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::journal_conformance {
namespace {

struct MemoryStore final : Store {
  Journal& reopen() override { return journal; }
  MemoryJournal journal;
};

struct FileStore final : Store {
  explicit FileStore(Durability chosen) : durability(chosen) {}
  Journal& reopen() override {
    journal.reset();
    auto opened = SqliteJournal::open(scratch.path(), {.durability = durability});
    INFO((opened ? "" : opened.error().message));
    REQUIRE(opened);
    journal = std::move(*opened);
    return *journal;
  }
  journal_test::Scratch scratch;
  Durability durability;
  std::unique_ptr<SqliteJournal> journal;
};

enum class Fault { forgets_nothing, drops_too_much, takes_gaps, uses_sequences_again, reads_on };

// A memory journal with one thing wrong.
class Faulty final : public Journal {
 public:
  explicit Faulty(Fault fault) : fault_(fault) {}
  Result<std::uint64_t> last_sequence() override {
    if (fault_ != Fault::uses_sequences_again) return good_.last_sequence();
    std::uint64_t last = 0;
    (void)good_.read([&](const JournalRow& row) -> Result<void> {
      last = row.sequence;
      return {};
    });
    return last;
  }
  Result<void> append(std::span<const JournalRow> rows) override {
    Result<void> done = good_.append(rows);
    return fault_ == Fault::takes_gaps ? Result<void>{} : done;
  }
  Result<void> drop(std::uint64_t stream, std::uint64_t before) override {
    return good_.drop(stream, fault_ == Fault::drops_too_much ? before + 1 : before);
  }
  Result<void> forget(std::uint64_t stream, std::uint32_t person) override {
    return fault_ == Fault::forgets_nothing ? Result<void>{} : good_.forget(stream, person);
  }
  Result<void> sync() override { return good_.sync(); }
  Result<void> read(const Visit& visit) override {
    if (fault_ != Fault::reads_on) return good_.read(visit);
    return good_.read([&](const JournalRow& row) -> Result<void> {
      (void)visit(row);
      return {};
    });
  }

 private:
  MemoryJournal good_;
  Fault fault_;
};

struct FaultyStore final : Store {
  explicit FaultyStore(Fault fault) : journal(fault) {}
  Journal& reopen() override { return journal; }
  Faulty journal;
};

}  // namespace

TEST_CASE("the journal in memory does all that a journal has to do") {
  CHECK(violations([] { return std::make_unique<MemoryStore>(); }).empty());
}

TEST_CASE("the journal in a file does all that a journal has to do") {
  const Durability durability = GENERATE(Durability::power, Durability::process);
  for (const std::string& violation : violations([&] { return std::make_unique<FileStore>(durability); }))
    FAIL_CHECK(violation);
}

TEST_CASE("a journal with one thing wrong is found out") {
  const Fault fault = GENERATE(Fault::forgets_nothing, Fault::drops_too_much, Fault::takes_gaps,
                               Fault::uses_sequences_again, Fault::reads_on);
  INFO(static_cast<int>(fault));
  CHECK_FALSE(violations([&] { return std::make_unique<FaultyStore>(fault); }).empty());
}

}  // namespace usher::journal_conformance
