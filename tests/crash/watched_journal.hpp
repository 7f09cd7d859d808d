// A journal that tells what passes through it: which steps each write takes and whether it has returned. It stops where
// the trace does, and complains where what failed to be written is not written again (S26).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "entry.hpp"
#include "trace.hpp"
#include "usher/journal.hpp"

namespace usher::crash {

class WatchedJournal final : public Journal {
 public:
  WatchedJournal(Journal& journal, Trace& trace, Tell tell)
      : journal_(journal), trace_(trace), tell_(std::move(tell)) {}

  Result<std::uint64_t> last_sequence() override { return journal_.last_sequence(); }
  Result<void> append(std::span<const JournalRow> rows) override;
  Result<void> drop(std::uint64_t stream, std::uint64_t before) override;
  Result<void> forget(std::uint64_t stream, std::uint32_t person) override;
  Result<void> sync() override;
  Result<void> read(const Visit& visit) override { return journal_.read(visit); }

  /// Another than the trace has stopped it: the disk.
  [[nodiscard]] bool failed() const { return failed_; }
  /// The first thing that was wrong, or empty.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  struct Kept {
    JournalRow head;
    std::string data;
  };
  void look_at(std::span<const JournalRow> rows);
  void compare(std::span<const JournalRow> rows);
  [[nodiscard]] Result<void> noted(Result<void> done);

  Journal& journal_;
  Trace& trace_;
  Tell tell_;
  Steps steps_;  ///< of the write under way
  Entry writing_;
  std::vector<Kept> offered_;  ///< and not written yet
  bool failed_ = false;
  std::string complaint_;
};

}  // namespace usher::crash
