#include "journal/reader.hpp"

#include <string>
#include <unordered_set>

#include "journal/format.hpp"

namespace usher::journal {
namespace {

// The row in the statement's columns but for its data.
JournalRow head_of(const Statement& found) {
  JournalRow row;
  row.sequence = static_cast<std::uint64_t>(found.integer(0));
  row.stream = static_cast<std::uint64_t>(found.integer(1));
  // A person who does not fit was not written by us: the checksum will not fit either.
  if (!found.nothing(2)) row.person = static_cast<std::uint32_t>(found.integer(2));
  return row;
}

// Drop and forget look for rows by `places`: a row that is not there would stay for ever.
class Places {
 public:
  explicit Places(Statement look_up) : look_up_(std::move(look_up)) {}

  /// SQLITE_DONE where the places do not have the row's.
  int check(const JournalRow& row) {
    if (block_of(row.sequence) != block_) {
      block_ = block_of(row.sequence);
      streams_.clear();
      newest_ = row.stream + 1;
    }
    if (row.stream == newest_) return SQLITE_ROW;
    newest_ = row.stream;
    if (!streams_.insert(row.stream).second) return SQLITE_ROW;
    look_up_.bind(1, static_cast<std::int64_t>(row.stream)).bind(2, static_cast<std::int64_t>(block_));
    const int code = look_up_.step();
    look_up_.reset();
    return code;
  }

 private:
  Statement look_up_;
  std::unordered_set<std::uint64_t> streams_;  ///< that were looked up in this block
  std::uint64_t block_ = 0;
  std::uint64_t newest_ = 0;
};

Error damaged_row(const Connection& connection, const JournalRow& row, std::string_view what) {
  return damaged(connection.name(),
                 "expected row " + std::to_string(row.sequence) + " as it was written, found it " + std::string{what});
}

}  // namespace

Result<void> read_rows(Connection& connection, std::uint64_t last, const Journal::Visit& visit) {
  Result<Statement> look_up = connection.prepare("SELECT 1 FROM places WHERE stream = ? AND block = ?");
  if (!look_up) return look_up.error();
  Result<Statement> rows =
      connection.prepare("SELECT sequence, stream, person, data FROM rows WHERE sequence <= ? ORDER BY sequence");
  if (!rows) return rows.error();
  Places places{std::move(*look_up)};
  rows->bind(1, static_cast<std::int64_t>(last));
  int code = rows->step();
  for (; code == SQLITE_ROW; code = rows->step()) {
    JournalRow row = head_of(*rows);
    const auto data = unseal(row, rows->bytes(3));
    if (!data) return damaged_row(connection, row, "changed");
    row.data = *data;
    const int place = places.check(row);
    if (place == SQLITE_DONE) return damaged_row(connection, row, "out of the places of its stream");
    if (place != SQLITE_ROW) return connection.error(place);
    if (Result<void> visited = visit(row); !visited) return visited;
  }
  return code == SQLITE_DONE ? Result<void>{} : connection.error(code);
}

}  // namespace usher::journal
