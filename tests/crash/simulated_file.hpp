// A file on a disk that loses what was not synced: what the process reads back (the system's cache), what is on the
// disk, and the changes between the two.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "property/random.hpp"

namespace usher::crash {

/// What becomes of changes that were not synced.
enum class Unsynced {
  lost,    ///< none has come to the disk
  kept,    ///< all have
  random,  ///< each sector as of any instant since the last sync, the length too
};

class SimulatedFile {
 public:
  explicit SimulatedFile(std::size_t sector) : sector_(sector) {}

  [[nodiscard]] const std::string& cached() const { return cached_; }
  [[nodiscard]] const std::string& on_disk() const { return on_disk_; }
  void write(std::size_t offset, std::string_view bytes);
  void truncate(std::size_t size);
  void sync() { come_to_disk(Unsynced::kept, nullptr); }
  /// A sync that fails: some changes have come to the disk, and the system takes the others for written all the same.
  void fail_sync(property::Random& random) { come_to_disk(Unsynced::random, &random); }
  /// A power cut, and the machine is up again.
  void lose(Unsynced unsynced, property::Random& random);

 private:
  struct Change {
    std::size_t offset = 0;  ///< or the new size
    std::string bytes;
    bool truncates = false;
  };
  void come_to_disk(Unsynced unsynced, property::Random* random);
  void apply(const Change& change, std::size_t number, const std::vector<std::size_t>& until);

  std::size_t sector_;
  std::string cached_, on_disk_;
  std::vector<Change> changes_;
};

}  // namespace usher::crash
