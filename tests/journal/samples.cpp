#include "samples.hpp"

#include <filesystem>

#include "support/catch.hpp"

namespace usher::journal_test {

void fill(SqliteJournal& journal, std::uint64_t rows) {
  const std::uint64_t last = journal.last_sequence().value();
  for (std::uint64_t sequence = last + 1; sequence <= last + rows; ++sequence) {
    const std::string data = "row " + std::to_string(sequence) + std::string(300, 'x');
    const JournalRow row[] = {{sequence, sequence % 3, 1, data}};
    REQUIRE(journal.append(row));
    if (sequence % 5 == 0) REQUIRE(journal.sync());
  }
  REQUIRE(journal.sync());
}

std::string closed_journal(const Scratch& scratch, std::uint64_t rows) {
  auto journal = SqliteJournal::open(scratch.path("closed"));
  REQUIRE(journal);
  fill(**journal, rows);
  return scratch.path("closed");
}

std::string crashed_journal(const Scratch& scratch, std::uint64_t rows) {
  auto journal = SqliteJournal::open(scratch.path("source"));
  REQUIRE(journal);
  fill(**journal, rows);
  std::filesystem::copy_file(scratch.path("source"), scratch.path("crashed"));
  std::filesystem::copy_file(scratch.path("source-wal"), scratch.path("crashed-wal"));
  REQUIRE(std::filesystem::file_size(scratch.path("crashed-wal")) > 4096);
  return scratch.path("crashed");
}

std::uint64_t rows_in(const std::string& path, const SqliteOptions& options) {
  auto journal = SqliteJournal::open(path, options);
  INFO((journal ? "" : journal.error().message));
  REQUIRE(journal);
  std::uint64_t rows = 0;
  const auto read = (*journal)->read([&](const JournalRow&) -> Result<void> {
    ++rows;
    return {};
  });
  REQUIRE(read);
  return rows;
}

}  // namespace usher::journal_test
