// A disk in memory, as an SQLite VFS, on which everything goes wrong that does with disks, when a test says so.
//
//   FaultDisk disk;
//   disk.put("/usher.journal", bytes);                            // on the disk, synced
//   disk.plan({Fault::Kind::power_cut, 7});                       // at the seventh operation that changes something
//   { auto journal = SqliteJournal::open("/usher.journal", {.vfs = disk.vfs()}); ... }   // from then on all fails
//   disk.restart(Unsynced::random, seed);                         // the machine is up again; open anew
//
// To try every point: run once without a fault, ask `operations()`, and run again with `at` from 1 to that number.
// Operations are writes, truncations, syncs, deletions and the making of files; temporary files have none.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "simulated_file.hpp"

namespace usher::crash {

struct Fault {
  enum class Kind {
    none,
    power_cut,    ///< the operation may get as far as the cache; after it nothing works until `restart`
    write_error,  ///< an I/O error; of a write nothing is done
    short_write,  ///< an I/O error; of a write half is done
    full,         ///< no room: a write that makes the file longer, or making one
    sync_error,   ///< a sync fails, and what it lost no later sync brings to the disk
  };
  Kind kind = Kind::none;
  std::uint64_t at = 0;  ///< from 1
  bool lasting = false;  ///< from then on, until the next `plan`; a power cut is always
};

/// Where tests put theirs.
inline const std::string kJournalName = "/usher.journal";

class FaultDisk {
 public:
  /// Registers a VFS of its own for as long as it lives.
  explicit FaultDisk(std::size_t sector = 512);
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;
  ~FaultDisk();

  [[nodiscard]] const std::string& vfs() const { return name_; }
  /// A file, synced.
  void put(const std::string& name, const std::string& bytes);
  /// An empty journal of that name, as SqliteJournal makes it.
  void put_journal(const std::string& name);

  /// Counts operations from here on, and lets one fail. `seed` decides what a failing sync loses.
  void plan(const Fault& fault, std::uint64_t seed = 1);
  [[nodiscard]] std::uint64_t operations() const { return operations_; }
  /// The fault has been met: not every kind befalls every operation.
  [[nodiscard]] bool happened() const { return happened_; }
  /// "write 4120 bytes at 32 of /usher.journal-wal": where the fault was met.
  [[nodiscard]] const std::string& where() const { return where_; }

  /// After a power cut, or instead of one. No file may be open.
  void restart(Unsynced unsynced, std::uint64_t seed = 1);
  /// Whether the bytes are in any file, in the cache or on the disk.
  [[nodiscard]] bool holds(std::string_view bytes) const;
  /// What a process reads; empty for no file.
  [[nodiscard]] std::string bytes(const std::string& name) const;

 private:
  friend struct FaultVfs;
  enum class Operation { create, write, truncate, sync, remove };
  struct File {
    std::shared_ptr<SimulatedFile> content;
    bool named = false;  ///< its name is on the disk
  };
  /// Counts an operation; SQLITE_OK, or how it fails. `grows`: it needs room.
  [[nodiscard]] int begin(Operation operation, const std::string& name, std::size_t size, std::size_t offset,
                          bool grows);

  std::string name_;
  std::size_t sector_;
  sqlite3_vfs vfs_{};
  std::map<std::string, File> files_;
  std::map<std::string, File> deleted_;  ///< whose names may come back
  Fault fault_;
  property::Random random_{1};
  std::uint64_t operations_ = 0;
  bool happened_ = false;
  bool dead_ = false;  ///< the power is cut
  std::string where_;
};

}  // namespace usher::crash
