#include "journal/writer.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace usher::journal {
namespace {

std::int64_t stored(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}
std::int64_t first_of(std::uint64_t block) {
  return stored(block << kBlockBits);
}
std::int64_t last_of(std::uint64_t block) {
  return stored(((block + 1) << kBlockBits) - 1);
}

}  // namespace

Result<void> Writer::prepare() {
  const std::pair<Statement*, const char*> statements[] = {
      {&insert_, "INSERT INTO rows VALUES(?, ?, ?, ?)"},
      {&insert_place_, "INSERT OR IGNORE INTO places VALUES(?, ?)"},
      {&find_places_, "SELECT block FROM places WHERE stream = ?"},
      {&drop_rows_, "DELETE FROM rows WHERE sequence BETWEEN ? AND ? AND stream = ?"},
      {&drop_place_, "DELETE FROM places WHERE stream = ? AND block = ?"},
      {&find_person_,
       "SELECT sequence, length(data) FROM rows WHERE sequence BETWEEN ? AND ? AND stream = ? AND person = ?"},
      {&empty_row_, "UPDATE rows SET data = ? WHERE sequence = ?"},
  };
  for (const auto& [statement, sql] : statements) {
    Result<Statement> prepared = connection_.prepare(sql);
    if (!prepared) return prepared.error();
    *statement = std::move(*prepared);
  }
  const Result<std::int64_t> highest = connection_.number("SELECT max(sequence) FROM rows");
  if (!highest) return highest.error();
  last_ = next_last_ = std::max(head_.last, static_cast<std::uint64_t>(*highest));
  return {};
}

Result<void> Writer::begin() {
  if (connection_.in_transaction()) return {};
  if (has_failed_) {
    if (Result<void> emptied = connection_.empty_wal(); !emptied) return emptied;
    has_failed_ = false;
  }
  if (Result<void> begun = connection_.run("BEGIN IMMEDIATE"); !begun) return begun;
  if (!has_excess_) return {};
  const std::string without = "DELETE FROM rows WHERE sequence > " + std::to_string(last_);
  return connection_.run(without.c_str());
}

Result<void> Writer::append(std::span<const JournalRow> rows) {
  if (Result<void> begun = begin(); !begun) return undo(begun.error());
  for (const JournalRow& row : rows) {
    if (row.sequence != next_last_ + 1) {
      return undo({ErrorCode::conflict,
                   connection_.name() + ": expected the sequence " + std::to_string(next_last_ + 1) + ", found " +
                       std::to_string(row.sequence) + ": somebody else has written to this journal",
                   ""});
    }
    if (Result<void> inserted = insert(row); !inserted) return undo(inserted.error());
    next_last_ = row.sequence;
  }
  return {};
}

Result<void> Writer::insert(const JournalRow& row) {
  if (Result<void> noted = note_place(row); !noted) return noted;
  seal(row, sealed_);
  insert_.bind(1, stored(row.sequence)).bind(2, stored(row.stream)).bind(4, sealed_);
  if (row.person == JournalRow::kNobody) {
    insert_.bind_nothing(3);
  } else {
    insert_.bind(3, std::int64_t{row.person});
  }
  return connection_.checked(insert_.run());
}

Result<void> Writer::note_place(const JournalRow& row) {
  if (block_of(row.sequence) != block_) {
    block_ = block_of(row.sequence);
    streams_.clear();
  }
  if (!streams_.insert(row.stream).second) return {};
  insert_place_.bind(1, stored(row.stream)).bind(2, stored(block_));
  return connection_.checked(insert_place_.run());
}

template <class Visit>
Result<void> Writer::for_each_block(std::uint64_t stream, Visit visit) {
  std::vector<std::uint64_t> blocks;
  find_places_.bind(1, stored(stream));
  int code = find_places_.step();
  for (; code == SQLITE_ROW; code = find_places_.step())
    blocks.push_back(static_cast<std::uint64_t>(find_places_.integer(0)));
  find_places_.reset();
  if (code != SQLITE_DONE) return connection_.error(code);
  for (const std::uint64_t block : blocks) {
    if (Result<void> visited = visit(block); !visited) return visited;
  }
  return {};
}

Result<void> Writer::drop(std::uint64_t stream, std::uint64_t before) {
  if (before == 0) return {};
  if (Result<void> begun = begin(); !begun) return undo(begun.error());
  Result<void> dropped = for_each_block(stream, [&](std::uint64_t block) { return drop_in(stream, block, before); });
  if (!dropped) return undo(dropped.error());
  // The last row may be among them; its sequence stays used.
  next_head_.last = next_last_;
  next_head_.moved = true;
  streams_.clear();
  return {};
}

Result<void> Writer::drop_in(std::uint64_t stream, std::uint64_t block, std::uint64_t before) {
  if (block > block_of(before - 1)) return {};
  const std::int64_t last = std::min(last_of(block), stored(before - 1));
  drop_rows_.bind(1, first_of(block)).bind(2, last).bind(3, stored(stream));
  if (Result<void> dropped = connection_.checked(drop_rows_.run()); !dropped) return dropped;
  if (last != last_of(block)) return {};
  drop_place_.bind(1, stored(stream)).bind(2, stored(block));
  return connection_.checked(drop_place_.run());
}

Result<void> Writer::forget(std::uint64_t stream, std::uint32_t person) {
  if (Result<void> begun = begin(); !begun) return undo(begun.error());
  Result<void> forgotten =
      for_each_block(stream, [&](std::uint64_t block) { return forget_in(stream, block, person); });
  if (!forgotten) return undo(forgotten.error());
  next_head_.forgetting = true;
  return {};
}

Result<void> Writer::forget_in(std::uint64_t stream, std::uint64_t block, std::uint32_t person) {
  std::vector<std::pair<std::uint64_t, std::size_t>> found;
  find_person_.bind(1, first_of(block)).bind(2, last_of(block)).bind(3, stored(stream)).bind(4, std::int64_t{person});
  int code = find_person_.step();
  for (; code == SQLITE_ROW; code = find_person_.step()) {
    found.emplace_back(static_cast<std::uint64_t>(find_person_.integer(0)),
                       static_cast<std::size_t>(find_person_.integer(1)));
  }
  find_person_.reset();
  if (code != SQLITE_DONE) return connection_.error(code);
  for (const auto& [sequence, size] : found) {
    seal_forgotten({sequence, stream, person, {}}, size, sealed_);
    empty_row_.bind(1, sealed_).bind(2, stored(sequence));
    if (Result<void> emptied = connection_.checked(empty_row_.run()); !emptied) return emptied;
  }
  return {};
}

Result<void> Writer::commit() {
  if (next_head_ != head_) {
    if (Result<void> written = write_head(connection_, next_head_); !written) return written;
  }
  return connection_.run("COMMIT");
}

Result<void> Writer::sync() {
  if (!connection_.in_transaction()) return {};
  if (Result<void> committed = commit(); !committed) return undo(committed.error());
  head_ = next_head_;
  if (head_.forgetting) {
    // It is done, but traces are left, and so it does not count as done: the caller does it again. The rows that are in
    // the file already give way then.
    if (Result<void> finished = finish_forgetting(connection_, head_); !finished) {
      has_excess_ = true;
      return undo(finished.error());
    }
    next_head_ = head_;
  }
  has_excess_ = false;
  last_ = next_last_;
  return {};
}

Error Writer::undo(Error error) {
  if (connection_.in_transaction()) (void)connection_.run("ROLLBACK");
  has_failed_ = true;
  next_last_ = last_;
  next_head_ = head_;
  streams_.clear();
  return error;
}

void Writer::close() {
  if (connection_.in_transaction()) (void)undo({});
  if (has_failed_ && !connection_.empty_wal()) return;
  Head closed = head_;
  closed.in_use = false;
  // Where this fails the next opening does what is left to do, as after a crash.
  if (write_head(connection_, closed)) connection_.checkpoint_on_close(true);
}

}  // namespace usher::journal
