// Journals that earlier versions have written, each of which every later version must open and understand as it was.
//
// A fixture is never changed. A version that writes another format adds one of its own: raise kNewest here, and run
//   USHER_WRITE_FIXTURE=1 build/dev/tests/journal_tests "the journals of all formats open and say what they said"
// which writes format-N.journal and, beside it, what `usher journal stats --json` and `usher explain --json` say of it.
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <vector>

#include "cli/explain.hpp"
#include "cli/journal.hpp"
#include "journal/fixture_evening.hpp"
#include "journal/scratch.hpp"
#include "record/kind.hpp"
#include "support/catch.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/keeping.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher {
namespace {

using cli::Exit;
using journal_test::bytes_of, journal_test::Scratch, journal_test::write_bytes;

constexpr int kNewest = 1;

struct Pair {
  const char* rule;
  const char* attendee;
};
constexpr Pair kPairs[] = {{"hello", "eve"},  {"hello", "flo"},  {"hello", "mal"},  {"hello", "vic"}, {"hello", "kim"},
                           {"inside", "cyd"}, {"inside", "dan"}, {"inside", "uma"}, {"offer", "gus"}, {"thanks", "ada"},
                           {"thanks", "ned"}, {"thanks", "bob"}, {"missed", "gus"}, {"missed", "ida"}};

std::string fixture(int format, const std::string& ending) {
  return USHER_SOURCE_DIR "/tests/journal/fixtures/format-" + std::to_string(format) + ending;
}

std::string stats_of(const std::string& journal) {
  std::ostringstream out, err;
  CHECK(cli::journal_stats({.file = journal, .json = true}, out, err) == Exit::clean);
  CHECK(err.str().empty());
  return out.str();
}

std::string explanations_of(const std::string& journal) {
  std::ostringstream out, err;
  for (const auto& [rule, attendee] : kPairs) {
    std::istringstream none;
    const cli::ExplainOptions options{
        .file = journal, .webinar = "launch", .rule = rule, .attendee = attendee, .json = true, .journal = true};
    CHECK(cli::explain(options, none, out, err) == Exit::clean);
  }
  CHECK(err.str().empty());
  return out.str();
}

void write_newest() {
  const Scratch scratch;
  REQUIRE(journal_test::write_evening(scratch.path()));
  std::filesystem::copy_file(scratch.path(), fixture(kNewest, ".journal"));
  write_bytes(fixture(kNewest, ".stats.json"), stats_of(scratch.path()));
  write_bytes(fixture(kNewest, ".explain.jsonl"), explanations_of(scratch.path()));
}

}  // namespace

TEST_CASE("the journals of all formats open and say what they said") {
  if (std::getenv("USHER_WRITE_FIXTURE") != nullptr) write_newest();
  for (int format = 1; format <= kNewest; ++format) {
    CAPTURE(format);
    const Scratch scratch;
    const std::string journal = scratch.path();
    write_bytes(journal, bytes_of(fixture(format, ".journal")));
    CHECK(stats_of(journal) == bytes_of(fixture(format, ".stats.json")));
    CHECK(explanations_of(journal) == bytes_of(fixture(format, ".explain.jsonl")));
    std::ostringstream out, err;
    CHECK(cli::journal_verify({.file = journal}, out, err) == Exit::clean);
    CHECK(err.str().empty());
  }
}

TEST_CASE("a host goes on from the journals of all formats") {
  for (int format = 1; format <= kNewest; ++format) {
    CAPTURE(format);
    const Scratch scratch;
    write_bytes(scratch.path(), bytes_of(fixture(format, ".journal")));
    const auto journal = SqliteJournal::open(scratch.path());
    REQUIRE(journal);
    auto queue = JournaledQueue::open(**journal);
    REQUIRE(queue);
    CHECK(queue->source_position().starts_with("offset "));
    const Instant now = queue->queue().now();
    CHECK(queue->resubmit("launch/hello/vic/1", now));
    const auto call = queue->next(now);
    REQUIRE(call);
    REQUIRE(*call != nullptr);
    CHECK((*call)->handovers().front().attendee == "vic");
    CHECK((*call)->handovers().front().profile == R"({"email":"vic@example.org"})");
    CHECK(queue->complete((*call)->id(), Outcome::delivered(), now));
    CHECK(queue->queue().check_invariants().empty());
  }
}

TEST_CASE("every kind of record is in the journal of the newest format") {
  const auto journal = SqliteJournal::open(fixture(kNewest, ".journal"), {.create = false, .read_only = true});
  REQUIRE(journal);
  DispatchQueue queue;
  auto keeping = queue.keeping();
  keeping.collect();
  REQUIRE((*journal)->read([&](const JournalRow& row) { return keeping.restore(row); }));
  std::size_t kinds = 0;
  for (int number = 0; number < 256; ++number)
    kinds += record::name_of(static_cast<record::Kind>(number)).empty() ? 0 : 1;
  CHECK(keeping.kinds().size() == kinds);
  CHECK(kinds > 0);
  for (const KeptKind& kind : keeping.kinds()) {
    CAPTURE(kind.name);
    CHECK(kind.records > 0);
  }
}

TEST_CASE("the evening of the fixtures can be written anew") {
  const Scratch scratch;
  CHECK(journal_test::write_evening(scratch.path()));
  CHECK(bytes_of(scratch.path()).find("zoe") == std::string::npos);
}

}  // namespace usher
