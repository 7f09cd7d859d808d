// The port behind which a queue's records are kept: what a JournaledQueue needs of a store, and no more. Write your own
// over another engine; tests/journal/conformance.hpp holds it to this page.
//
// A journal is one sequence of rows. Rows are appended, read back in order, and deleted; no row is ever rewritten, save
// that a person's rows lose their data when the person is forgotten. What a row's data means is the queue's business.
//
//   usher::MemoryJournal journal;                        // or SqliteJournal, sqlite_journal.hpp
//   auto queue = usher::JournaledQueue::open(journal);   // journaled_queue.hpp
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "usher/journal_row.hpp"
#include "usher/result.hpp"

namespace usher {

/// Every function fails with `unavailable` (disk full, I/O error: it may work later) or `damaged` (what is kept is not
/// what was written); `where` is empty, the message names the file or what else can be acted on.
///
/// append, drop and forget take effect together at the next `sync` that succeeds. Where any of the four fails,
/// everything since the last successful sync is undone, and the caller does it again, from the first row on.
/// One user at a time; not thread-safe.
class Journal {
 public:
  using Visit = std::function<Result<void>(const JournalRow&)>;

  virtual ~Journal() = default;

  /// The sequence of the last row ever appended (dropped ones count), as of the last successful sync; 0 without any.
  [[nodiscard]] virtual Result<std::uint64_t> last_sequence() = 0;
  /// Adds rows whose sequences go on from the last one, at least one. Also fails with `conflict` where they do not:
  /// somebody else has written. Copies what it keeps.
  virtual Result<void> append(std::span<const JournalRow> rows) = 0;
  /// Deletes the rows of a stream whose sequence is smaller than `before`.
  virtual Result<void> drop(std::uint64_t stream, std::uint64_t before) = 0;
  /// Empties the data of a person's rows for good: once the next sync has returned, the bytes are nowhere in the store.
  virtual Result<void> forget(std::uint64_t stream, std::uint32_t person) = 0;
  /// Makes all that durable.
  virtual Result<void> sync() = 0;
  /// Every row that is there as of the last successful sync, by sequence; each valid until its visit returns. Ends
  /// with the first error of `visit`, which is the answer. Only when nothing was appended since the last sync.
  virtual Result<void> read(const Visit& visit) = 0;
};

/// A journal in memory: for tests, and for hosts that keep the rows by themselves. Never fails but with `conflict`, and
/// needs no sync.
class MemoryJournal final : public Journal {
 public:
  [[nodiscard]] Result<std::uint64_t> last_sequence() override { return last_; }
  Result<void> append(std::span<const JournalRow> rows) override;
  Result<void> drop(std::uint64_t stream, std::uint64_t before) override;
  Result<void> forget(std::uint64_t stream, std::uint32_t person) override;
  Result<void> sync() override { return {}; }
  Result<void> read(const Visit& visit) override;

 private:
  struct Row {
    JournalRow head;  ///< without data
    std::string data;
  };
  std::vector<Row> rows_;
  std::uint64_t last_ = 0;
};

}  // namespace usher
