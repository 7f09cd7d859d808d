// Where benchmarks find what a script has made for them, and put what they write.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace usher::bench {

/// From the environment.
inline std::string setting(const char* name, const std::string& otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : text;
}

/// An SQLite file that is not there yet.
inline std::string fresh_file(const std::string& name) {
  const std::filesystem::path folder = setting("USHER_BENCH_FOLDER", ".");
  for (const char* const suffix : {"", "-wal", "-shm"}) std::filesystem::remove(folder / (name + suffix));
  return folder / name;
}

}  // namespace usher::bench
