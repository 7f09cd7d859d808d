#include <string>

#include "usher/journal.hpp"

namespace usher {

Result<void> MemoryJournal::append(std::span<const JournalRow> rows) {
  for (std::size_t each = 0; each < rows.size(); ++each) {
    if (rows[each].sequence != last_ + each + 1) {
      return Error{ErrorCode::conflict,
                   "expected the sequence " + std::to_string(last_ + each + 1) + ", found " +
                       std::to_string(rows[each].sequence) + ": somebody else has written to this journal",
                   ""};
    }
  }
  for (const JournalRow& row : rows)
    rows_.push_back({{row.sequence, row.stream, row.person, {}}, std::string{row.data}});
  last_ += rows.size();
  return {};
}

Result<void> MemoryJournal::drop(std::uint64_t stream, std::uint64_t before) {
  std::erase_if(rows_, [&](const Row& row) { return row.head.stream == stream && row.head.sequence < before; });
  return {};
}

Result<void> MemoryJournal::forget(std::uint64_t stream, std::uint32_t person) {
  for (Row& row : rows_) {
    if (row.head.stream != stream || row.head.person != person) continue;
    row.data.assign(row.data.size(), '\0');  // what the string gives back is to hold nothing
    row.data = std::string{};
  }
  return {};
}

Result<void> MemoryJournal::read(const Visit& visit) {
  for (const Row& row : rows_) {
    if (Result<void> seen = visit({row.head.sequence, row.head.stream, row.head.person, row.data}); !seen) return seen;
  }
  return {};
}

}  // namespace usher
