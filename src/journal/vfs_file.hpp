// A file read through SQLite's own file layer. Reading a database beside it would not do: where a process closes any
// handle of a file, the system drops all its locks on it, SQLite's too, and the file layer knows how to avoid that.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "usher/result.hpp"

namespace usher::journal {

/// The absolute name by which SQLite knows `path`; where there is none, `path` itself.
[[nodiscard]] std::string full_name(sqlite3_vfs* vfs, const std::string& path);

/// Reads `size` bytes at `offset` of an open file; fewer where it ends before.
[[nodiscard]] Result<std::string> read_at(sqlite3_file* file, std::int64_t offset, std::size_t size,
                                          const std::string& name);
[[nodiscard]] Result<std::int64_t> size_of(sqlite3_file* file, const std::string& name);
/// Big-endian, as in all of SQLite's files.
[[nodiscard]] std::uint32_t number_at(std::string_view bytes, std::size_t place);

class VfsFile {
 public:
  /// For reading. `type` is SQLITE_OPEN_MAIN_DB or SQLITE_OPEN_WAL. Null where it cannot be opened.
  static std::unique_ptr<VfsFile> open(sqlite3_vfs* vfs, const std::string& name, int type);
  VfsFile(const VfsFile&) = delete;
  VfsFile& operator=(const VfsFile&) = delete;
  ~VfsFile();

  [[nodiscard]] sqlite3_file* file() const { return file_; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  VfsFile() = default;
  std::string name_;
  const char* full_ = nullptr;  ///< SQLite keeps this name
  std::unique_ptr<max_align_t[]> memory_;
  sqlite3_file* file_ = nullptr;
};

}  // namespace usher::journal
