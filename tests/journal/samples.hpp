// Journals with rows, for tests of what becomes of them.
#pragma once

#include <cstdint>
#include <string>

#include "scratch.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::journal_test {

/// Appends so many rows of three streams, five to a sync.
void fill(SqliteJournal& journal, std::uint64_t rows);
/// A journal with rows, closed.
[[nodiscard]] std::string closed_journal(const Scratch& scratch, std::uint64_t rows = 50);
/// A journal with rows, as a crash leaves it: with its -wal.
[[nodiscard]] std::string crashed_journal(const Scratch& scratch, std::uint64_t rows = 50);
/// Opens it and counts; it has to be a good one.
[[nodiscard]] std::uint64_t rows_in(const std::string& path, const SqliteOptions& options = {});

}  // namespace usher::journal_test
