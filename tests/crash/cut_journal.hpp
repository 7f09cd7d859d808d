// A journal that remembers all that was ever done to it, so that it can be had as of any row.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "usher/journal.hpp"
#include "usher/time.hpp"

namespace usher::crash {

class CutJournal final : public Journal {
 public:
  /// What the host calls its place in what it does; noted with each row.
  struct Place {
    Instant now{};
    std::size_t step = 0;
  };
  Place place;

  Result<std::uint64_t> last_sequence() override { return journal_.last_sequence(); }
  Result<void> append(std::span<const JournalRow> rows) override;
  Result<void> drop(std::uint64_t stream, std::uint64_t before) override;
  Result<void> forget(std::uint64_t stream, std::uint32_t person) override;
  Result<void> sync() override { return journal_.sync(); }
  Result<void> read(const Visit& visit) override { return journal_.read(visit); }

  /// What the rows up to `last` and all that was done before the next one have left.
  struct Cut {
    MemoryJournal journal;
    Place place;                                 ///< when its last row was written
    std::set<std::uint64_t> started, completed;  ///< calls
  };
  [[nodiscard]] Cut cut(std::uint64_t last) const;

 private:
  struct Deed {
    enum class Kind { append, drop, forget };
    Kind kind{};
    JournalRow row{};  ///< drop, forget: what they are given
    std::string data{};
    Place place{};
  };
  MemoryJournal journal_;
  std::vector<Deed> deeds_;
};

}  // namespace usher::crash
