// Records on their way to a journal, packed into rows: consecutive records of one stream share a row, and what holds a
// person's texts has a row of its own.
//
// A row begins with an instant; a record in it is its kind, how much later it was made than the one before it (at
// first: than that instant), and what is written of it.
#pragma once

#include <string>
#include <vector>

#include "record/bytes.hpp"
#include "record/kind.hpp"
#include "usher/journal_row.hpp"

namespace usher::record {

class Rows {
 public:
  /// Begins a record, whose content is to be written before the next one begins. `now` never goes back.
  ByteWriter begin(std::uint64_t stream, Kind kind, Instant now, std::uint32_t person = JournalRow::kNobody);

  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_.size(); }
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }
  /// Without sequences; valid until the next record begins, or `clear`.
  [[nodiscard]] std::vector<JournalRow> rows() const;
  void clear();

 private:
  /// A row is closed once it has so many bytes: what one is read and checked in, at a time.
  static constexpr std::size_t kRowBytes = std::size_t{1} << 15U;

  struct Row {
    std::uint64_t stream;
    std::uint32_t person;
    std::size_t begin;
  };
  std::string bytes_;
  std::vector<Row> rows_;
  Instant last_{};
};

}  // namespace usher::record
