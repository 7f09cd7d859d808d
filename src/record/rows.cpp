#include "record/rows.hpp"

namespace usher::record {

ByteWriter Rows::begin(std::uint64_t stream, Kind kind, Instant now, std::uint32_t person) {
  ByteWriter out{bytes_};
  const bool goes_on = !rows_.empty() && rows_.back().stream == stream && rows_.back().person == JournalRow::kNobody &&
                       person == JournalRow::kNobody && bytes_.size() - rows_.back().begin < kRowBytes;
  if (!goes_on) {
    rows_.push_back({stream, person, bytes_.size()});
    out.instant(now);
    last_ = now;
  }
  out.byte(static_cast<std::uint8_t>(kind));
  out.number(static_cast<std::uint64_t>((now - last_).count()));
  last_ = now;
  return out;
}

std::vector<JournalRow> Rows::rows() const {
  std::vector<JournalRow> rows;
  rows.reserve(rows_.size());
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::size_t end = i + 1 < rows_.size() ? rows_[i + 1].begin : bytes_.size();
    rows.push_back({.stream = rows_[i].stream,
                    .person = rows_[i].person,
                    .data = std::string_view{bytes_}.substr(rows_[i].begin, end - rows_[i].begin)});
  }
  return rows;
}

void Rows::clear() {
  bytes_.clear();
  rows_.clear();
}

}  // namespace usher::record
