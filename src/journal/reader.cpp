#include "journal/reader.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

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

// Drop and forget look for rows by the table `places`: a row that is not there would stay for ever. So what is read is
// compared with that table at the end, both in its order.
class Places {
 public:
  void note(const JournalRow& row) {
    const std::uint64_t block = block_of(row.sequence);
    if (row.stream == newest_.first && block == newest_.second) return;
    newest_ = {row.stream, block};
    const auto [found, is_new] = blocks_.try_emplace(row.stream, block);
    if (!is_new && std::exchange(found->second, block) == block) return;
    seen_.emplace_back(static_cast<std::int64_t>(row.stream), static_cast<std::int64_t>(block));
  }

  Result<void> compare(Connection& connection) {
    std::sort(seen_.begin(), seen_.end());
    Result<Statement> kept = connection.prepare("SELECT stream, block FROM places ORDER BY stream, block");
    if (!kept) return kept.error();
    auto next = seen_.begin();
    int code = kept->step();
    for (; code == SQLITE_ROW; code = kept->step())
      if (next != seen_.end() && *next == Place{kept->integer(0), kept->integer(1)}) ++next;
    if (code != SQLITE_DONE) return connection.error(code);
    if (next == seen_.end()) return {};
    return damaged(connection.name(), "expected the places of all rows, found those of stream " +
                                          std::to_string(static_cast<std::uint64_t>(next->first)) + " incomplete");
  }

 private:
  using Place = std::pair<std::int64_t, std::int64_t>;  ///< stream and block, signed as SQLite sorts them
  std::pair<std::uint64_t, std::uint64_t> newest_{0, ~std::uint64_t{0}};
  std::unordered_map<std::uint64_t, std::uint64_t> blocks_;  ///< stream -> the last block that was noted
  std::vector<Place> seen_;
};

}  // namespace

Result<void> read_rows(Connection& connection, std::uint64_t last, const Journal::Visit& visit) {
  Result<Statement> rows =
      connection.prepare("SELECT sequence, stream, person, data FROM rows WHERE sequence <= ? ORDER BY sequence");
  if (!rows) return rows.error();
  rows->bind(1, static_cast<std::int64_t>(last));
  Places places;
  int code = rows->step();
  for (; code == SQLITE_ROW; code = rows->step()) {
    JournalRow row = head_of(*rows);
    const auto data = unseal(row, rows->bytes(3));
    if (!data) {
      return damaged(connection.name(),
                     "expected row " + std::to_string(row.sequence) + " as it was written, found it changed");
    }
    row.data = *data;
    places.note(row);
    if (Result<void> visited = visit(row); !visited) return visited;
  }
  if (code != SQLITE_DONE) return connection.error(code);
  return places.compare(connection);
}

}  // namespace usher::journal
