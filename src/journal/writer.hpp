// Writes a journal's file: everything since the last sync is one transaction, which the next sync commits or any
// failure undoes. After a failure the -wal is emptied before anything else is written: it holds what has come to
// nothing, and reading it after a crash must not meet that between what counts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_set>

#include "journal/format.hpp"
#include "journal/sqlite.hpp"
#include "usher/journal.hpp"

namespace usher::journal {

class Writer {
 public:
  /// Both belong to an open file and outlive the writer.
  Writer(Connection& connection, Head& head) : connection_(connection), head_(head), next_head_(head) {}

  Result<void> prepare();
  [[nodiscard]] std::uint64_t last_sequence() const { return last_; }
  Result<void> append(std::span<const JournalRow> rows);
  Result<void> drop(std::uint64_t stream, std::uint64_t before);
  Result<void> forget(std::uint64_t stream, std::uint32_t person);
  Result<void> sync();
  /// Undoes what was not synced and notes that the file was closed.
  void close();

 private:
  Result<void> begin();
  Result<void> insert(const JournalRow& row);
  Result<void> note_place(const JournalRow& row);
  Result<void> drop_in(std::uint64_t stream, std::uint64_t block, std::uint64_t before);
  Result<void> forget_in(std::uint64_t stream, std::uint64_t block, std::uint32_t person);
  Result<void> commit();
  /// Undoes the transaction because of an error, which it returns.
  Error undo(Error error);
  /// Calls `visit` with each block in which the stream has rows.
  template <class Visit>
  Result<void> for_each_block(std::uint64_t stream, Visit visit);

  Connection& connection_;
  Head& head_;      ///< as of the last sync
  Head next_head_;  ///< as of the next one
  Statement insert_, insert_place_, find_places_, drop_rows_, drop_place_, find_person_, empty_row_;
  std::uint64_t last_ = 0;       ///< as of the last sync
  std::uint64_t next_last_ = 0;  ///< as of the next one
  bool has_failed_ = false;      ///< the -wal holds what has come to nothing
  bool has_excess_ = false;      ///< so does the file: rows after last_
  std::uint64_t block_ = 0;
  std::unordered_set<std::uint64_t> streams_;  ///< whose places have block_
  std::string sealed_;
};

}  // namespace usher::journal
