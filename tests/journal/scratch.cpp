#include "scratch.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace usher::journal_test {

Scratch::Scratch() {
  std::string name = (std::filesystem::temp_directory_path() / "usher-journal-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) std::abort();
  root_ = name;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string bytes_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

std::string image_of(const std::string& path) {
  std::string image;
  for (const std::string& name : {path, path + "-wal", path + "-shm", path + "-journal"})
    image += std::filesystem::is_regular_file(name) ? bytes_of(name) + "|" : "(none)|";
  return image;
}

}  // namespace usher::journal_test
