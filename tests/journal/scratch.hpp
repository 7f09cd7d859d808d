// A directory of a test's own, and what to do with the files in it.
#pragma once

#include <filesystem>
#include <string>

namespace usher::journal_test {

class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();
  [[nodiscard]] std::string path(const std::string& name = "usher.journal") const { return (root_ / name).string(); }

 private:
  std::filesystem::path root_;
};

/// All bytes; nothing where the file is not there.
[[nodiscard]] std::string bytes_of(const std::string& path);
void write_bytes(const std::string& path, const std::string& bytes);
/// The file and its -wal, for comparing; "(none)" for one that is not there.
[[nodiscard]] std::string image_of(const std::string& path);

}  // namespace usher::journal_test
