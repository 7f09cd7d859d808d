// A file that appears under its name whole or not at all: written beside it, brought to the disk, and only then named.
#pragma once

#include <string>
#include <string_view>

#include "usher/result.hpp"

namespace usher::journal {

/// A file without its name yet, in the directory of `path`; removed again unless it was published. Its owner alone may
/// read and write it.
class NewFile {
 public:
  static Result<NewFile> beside(const std::string& path);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  [[nodiscard]] const std::string& temporary_name() const { return temporary_; }
  /// Replaces the bytes at `offset`.
  Result<void> write(std::string_view bytes, long offset);
  enum class Published { yes, was_there };
  /// Gives the file its name once it is on the disk. A file that has the name keeps it.
  Result<Published> publish();

 private:
  NewFile(std::string path, std::string temporary, int handle);
  [[nodiscard]] Error failed(std::string_view what) const;
  Result<void> sync_directory() const;

  std::string path_;
  std::string temporary_;
  int handle_;
};

}  // namespace usher::journal
