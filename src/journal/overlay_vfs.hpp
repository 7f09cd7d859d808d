// A file and its -wal shown to SQLite as one file that cannot be written. SQLite itself reads a -wal only where it may
// write: it makes an index beside it or locks the file for writing, and empties it at the end.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>

#include "journal/vfs_file.hpp"
#include "journal/wal.hpp"

namespace usher::journal {

/// A VFS of its own name, for as long as it lives. Holds the lock of a reader, so that nobody writes meanwhile.
class OverlayVfs {
 public:
  /// Fails with `unavailable` where a process has the file in use. `wal_file` is null where there is none.
  static Result<std::unique_ptr<OverlayVfs>> make(sqlite3_vfs* below, std::unique_ptr<VfsFile> file,
                                                  std::unique_ptr<VfsFile> wal_file, AfterTorn after_torn);
  OverlayVfs(const OverlayVfs&) = delete;
  OverlayVfs& operator=(const OverlayVfs&) = delete;
  ~OverlayVfs();

  [[nodiscard]] const std::string& name() const { return name_; }
  /// What an open file of this VFS answers.
  [[nodiscard]] int read(void* into, int size, sqlite3_int64 offset) const;
  [[nodiscard]] int size(sqlite3_int64& size) const;

 private:
  OverlayVfs(sqlite3_vfs* below, std::unique_ptr<VfsFile> file, std::unique_ptr<VfsFile> wal_file);
  /// The part of a page, from the -wal where it has it.
  [[nodiscard]] int read_part(char* into, int size, sqlite3_int64 offset) const;

  std::unique_ptr<VfsFile> file_, wal_file_;
  Wal wal_;
  std::string name_;
  sqlite3_vfs vfs_{};
};

}  // namespace usher::journal
