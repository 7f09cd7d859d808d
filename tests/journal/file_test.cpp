// What a journal in a file does beside what every journal does: reading without writing, backups, upgrades.
#include <sqlite3.h>

#include <filesystem>

#include "journal/format.hpp"
#include "samples.hpp"
#include "support/catch.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher {

using journal_test::bytes_of, journal_test::crashed_journal, journal_test::fill, journal_test::image_of,
    journal_test::rows_in, journal_test::Scratch;

TEST_CASE("reading alone leaves the file and its -wal as they are, and shows what both hold") {
  const Scratch scratch;
  const std::string path = crashed_journal(scratch, 57);
  const std::string before = image_of(path);
  CHECK(rows_in(path, {.read_only = true}) == 57);
  CHECK(image_of(path) == before);
  {
    auto reader = SqliteJournal::open(path, {.read_only = true});
    REQUIRE(reader);
    CHECK((*reader)->last_sequence().value() == 57);
    const JournalRow row[] = {{58, 1, 1, "x"}};
    CHECK((*reader)->append(row).error().code == ErrorCode::unavailable);
    CHECK((*reader)->drop(1, 9).error().code == ErrorCode::unavailable);
    CHECK((*reader)->forget(1, 1).error().code == ErrorCode::unavailable);
    CHECK((*reader)->sync());
    const auto copied = (*reader)->backup(scratch.path("copy"));
    INFO((copied ? "" : copied.error().message));
    REQUIRE(copied);
    // Two may read, and nobody writes meanwhile.
    CHECK(SqliteJournal::open(path, {.read_only = true}));
    CHECK_FALSE(SqliteJournal::open(path));
  }
  CHECK(image_of(path) == before);
  CHECK(rows_in(scratch.path("copy")) == 57);
  CHECK(rows_in(path) == 57);
}

TEST_CASE("a backup is a journal of its own, and takes nobody's place") {
  const Scratch scratch;
  auto journal = SqliteJournal::open(scratch.path());
  REQUIRE(journal);
  fill(**journal, 20);
  REQUIRE((*journal)->drop(0, 1000));
  REQUIRE((*journal)->drop(2, 1000));
  CHECK((*journal)->backup(scratch.path("copy")).error().code == ErrorCode::conflict);
  REQUIRE((*journal)->sync());
  REQUIRE((*journal)->backup(scratch.path("copy")));
  const std::string copy = bytes_of(scratch.path("copy"));
  CHECK((*journal)->backup(scratch.path("copy")).error().code == ErrorCode::unavailable);
  CHECK(bytes_of(scratch.path("copy")) == copy);
  CHECK((*journal)->backup(scratch.path("missing/copy")).error().code == ErrorCode::unavailable);
  auto opened = SqliteJournal::open(scratch.path("copy"));
  REQUIRE(opened);
  CHECK((*opened)->last_sequence().value() == 20);
  fill(**opened, 5);
  opened->reset();
  CHECK(rows_in(scratch.path("copy")) == 7 + 5);
  CHECK(std::distance(std::filesystem::directory_iterator{scratch.path("")}, {}) == 3);
}

TEST_CASE("what was dropped is overwritten") {
  const Scratch scratch;
  auto journal = SqliteJournal::open(scratch.path());
  REQUIRE(journal);
  fill(**journal, 30);
  for (const std::uint64_t stream : {0U, 1U, 2U}) REQUIRE((*journal)->drop(stream, 100));
  REQUIRE((*journal)->sync());
  journal->reset();
  CHECK_THAT(bytes_of(scratch.path()), !Catch::Matchers::Contains("row 1"));
}

TEST_CASE("a conflict undoes what was not synced") {
  const Scratch scratch;
  auto journal = SqliteJournal::open(scratch.path());
  REQUIRE(journal);
  const JournalRow one[] = {{1, 1, 1, "one"}};
  const JournalRow nine[] = {{9, 1, 1, "nine"}};
  REQUIRE((*journal)->append(one));
  CHECK((*journal)->append(nine).error().code == ErrorCode::conflict);
  REQUIRE((*journal)->sync());
  CHECK((*journal)->last_sequence().value() == 0);
  REQUIRE((*journal)->append(one));
  REQUIRE((*journal)->sync());
  CHECK((*journal)->last_sequence().value() == 1);
}

TEST_CASE("an upgrade goes step by step, all of it or nothing") {
  auto connection = journal::Connection::open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "", "file");
  REQUIRE(connection);
  const char* const steps[] = {"CREATE TABLE a(x);", "ALTER TABLE a ADD COLUMN y;"};
  REQUIRE(journal::upgrade(*connection, 0, std::span{steps}.first(1)));
  CHECK(connection->number("PRAGMA user_version").value() == 1);
  const char* const wrong[] = {steps[0], steps[1], "no SQL;"};
  CHECK_FALSE(journal::upgrade(*connection, 1, wrong));
  CHECK(connection->number("PRAGMA user_version").value() == 1);
  REQUIRE(journal::upgrade(*connection, 1, steps));
  CHECK(connection->number("PRAGMA user_version").value() == 2);
  CHECK(connection->number("SELECT count(y) FROM a").value() == 0);
}

}  // namespace usher
