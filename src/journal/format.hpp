// What is in a journal's file: tables, marks in the header, and how a row is written so that damage shows. Told to the
// reader of a file in docs/journal.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "journal/sqlite.hpp"
#include "usher/journal.hpp"

namespace usher::journal {

/// "ushj", in the header's application id.
inline constexpr std::int64_t kApplicationId = 0x7573686A;

/// upgrades()[n] makes version n + 1 of version n; the first one makes a journal of nothing.
[[nodiscard]] std::span<const char* const> upgrades();
[[nodiscard]] inline std::int64_t current_version() {
  return static_cast<std::int64_t>(upgrades().size());
}
/// Brings what is there to the version after the last step, all in one transaction.
Result<void> upgrade(Connection& connection, std::int64_t from, std::span<const char* const> steps);
/// Fails with `damaged` where the tables are not those of its version.
Result<void> check_tables(Connection& connection);
/// The bytes of a journal without rows.
[[nodiscard]] Result<std::string> empty_file(std::string_view name);

/// Where a file's header says so (all numbers big-endian), as SQLite's file format has it.
inline constexpr std::size_t kHeaderSize = 100;
inline constexpr std::size_t kPageSizeAt = 16;
inline constexpr std::size_t kWriteVersionAt = 18;
inline constexpr std::size_t kReadVersionAt = 19;
inline constexpr std::size_t kChangesAt = 24;
inline constexpr std::size_t kPagesAt = 28;
inline constexpr std::size_t kUserVersionAt = 60;
inline constexpr std::size_t kApplicationIdAt = 68;
inline constexpr std::size_t kPagesValidForAt = 92;
inline constexpr char kWalVersion = 2;
/// Makes a database that was written without a -wal one that is opened with it.
void mark_wal_mode(std::string& header);

/// What a journal knows beside its rows; in one row of the table `head`.
struct Head {
  std::uint64_t last = 0;   ///< at least up to here sequences are used, whatever rows there are
  bool in_use = false;      ///< opened and not closed: a -wal belongs to it
  bool moved = false;       ///< since the file was last rewritten rows were dropped, and others may have moved
  bool forgetting = false;  ///< somebody was forgotten whose bytes may still be in free space
  friend bool operator==(const Head&, const Head&) = default;
};
[[nodiscard]] Result<Head> read_head(Connection& connection);
Result<void> write_head(Connection& connection, const Head& head);
/// Once somebody was forgotten: leaves none of the bytes in free space or in the -wal.
Result<void> finish_forgetting(Connection& connection, Head& head);

/// Rows of one block of sequences are looked through together for those of a stream.
inline constexpr unsigned kBlockBits = 13;
[[nodiscard]] constexpr std::uint64_t block_of(std::uint64_t sequence) {
  return sequence >> kBlockBits;
}

/// What a row has in its column `data`: its data and their checksum. `into` is overwritten.
void seal(const JournalRow& row, std::string& into);
/// The same for a row whose person was forgotten: as many bytes, all zero, so that nothing in the file has to move.
void seal_forgotten(const JournalRow& row, std::size_t size, std::string& into);
/// The data in `sealed`, which is all but empty where the person was forgotten; nothing where it is not as written.
[[nodiscard]] std::optional<std::string_view> unseal(const JournalRow& head, std::string_view sealed);

}  // namespace usher::journal
