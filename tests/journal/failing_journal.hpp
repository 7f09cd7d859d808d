// A journal in memory that fails when it is told to, counts what is asked of it, and shows its rows.
#pragma once

#include <cstdint>
#include <map>

#include "usher/journal.hpp"

namespace usher::journal_test {

class FailingJournal final : public Journal {
 public:
  bool fails = false;
  int syncs = 0;    ///< that have succeeded
  int forgets = 0;  ///< asked for

  Result<std::uint64_t> last_sequence() override { return journal_.last_sequence(); }
  Result<void> append(std::span<const JournalRow> rows) override { return fails ? failure() : journal_.append(rows); }
  Result<void> drop(std::uint64_t stream, std::uint64_t before) override {
    return fails ? failure() : journal_.drop(stream, before);
  }
  Result<void> forget(std::uint64_t stream, std::uint32_t person) override {
    ++forgets;
    return fails ? failure() : journal_.forget(stream, person);
  }
  Result<void> sync() override {
    if (fails) return failure();
    ++syncs;
    return journal_.sync();
  }
  Result<void> read(const Visit& visit) override { return journal_.read(visit); }

  /// How many rows each stream has.
  [[nodiscard]] std::map<std::uint64_t, int> rows() {
    std::map<std::uint64_t, int> rows;
    (void)journal_.read([&](const JournalRow& row) -> Result<void> {
      ++rows[row.stream];
      return {};
    });
    return rows;
  }

 private:
  static Result<void> failure() { return Error{ErrorCode::unavailable, "no room", ""}; }
  MemoryJournal journal_;
};

}  // namespace usher::journal_test
