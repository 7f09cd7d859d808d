// A journal in one file, by SQLite. What is in the file, what its errors ask you to do and how to back it up is told in
// docs/journal.md.
//
//   auto journal = usher::SqliteJournal::open("/var/lib/webinars/usher.journal");
//   if (!journal) return complain(journal.error().message);   // names the file, what was found, and what to do
//   auto queue = usher::JournaledQueue::open(**journal);
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "usher/journal.hpp"

namespace usher {

/// What a `sync` that has returned survives. Either way the journal is whole after a crash of the process.
enum class Durability {
  power,    ///< a power cut too: each sync waits for the disk
  process,  ///< only the end of the process: faster by that wait; a power cut takes the last few syncs
};

struct SqliteOptions {
  Durability durability = Durability::power;
  /// Makes the file where there is none, readable and writable by its owner only. False for a host that knows that it
  /// has one, so that a wrong path is an error and not an empty journal.
  bool create = true;
  /// For tools: reads what is there and leaves the file and its -wal byte for byte as they are; whatever would write
  /// fails with `unavailable`. Needs no right to write.
  bool read_only = false;
  /// The name of a registered SQLite VFS, for tests of what disks do; nothing is created through it. Empty: the
  /// default.
  std::string vfs{};
};

/// Owns the file: one process, and in it one SqliteJournal, at a time. Not thread-safe. An appended row costs one to
/// two microseconds and a sync one wait for the disk; opening reads the file once, to find damage before anything is
/// done.
class SqliteJournal final : public Journal {
 public:
  /// Opens `path`; its name with "-wal" behind it belongs to it. Fails with
  /// `unavailable`: not there, in use, not to be written, no room, an I/O error;
  /// `damaged`: truncated, changed, of another program, of a newer version, or without its -wal.
  /// Whichever it is, the file and its -wal hold afterwards what they held before.
  static Result<std::unique_ptr<SqliteJournal>> open(const std::string& path, const SqliteOptions& options = {});

  SqliteJournal(const SqliteJournal&) = delete;
  SqliteJournal& operator=(const SqliteJournal&) = delete;
  /// What was not synced is undone.
  ~SqliteJournal() override;

  [[nodiscard]] Result<std::uint64_t> last_sequence() override;
  Result<void> append(std::span<const JournalRow> rows) override;
  /// Looks through the parts of the file where the stream has rows: a second for ten million.
  Result<void> drop(std::uint64_t stream, std::uint64_t before) override;
  /// As drop. The sync that follows rewrites the file if anything was dropped since the last time.
  Result<void> forget(std::uint64_t stream, std::uint32_t person) override;
  Result<void> sync() override;
  Result<void> read(const Visit& visit) override;

  /// Writes a copy of all that is synced to `path`, where nothing may be yet; it appears there whole or not at all.
  /// Fails with `conflict` where something is not synced.
  Result<void> backup(const std::string& path);

 private:
  class Impl;
  explicit SqliteJournal(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace usher
