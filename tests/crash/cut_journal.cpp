#include "cut_journal.hpp"

#include "written.hpp"

namespace usher::crash {

Result<void> CutJournal::append(std::span<const JournalRow> rows) {
  for (const JournalRow& row : rows) deeds_.push_back({Deed::Kind::append, row, std::string{row.data}, place});
  return journal_.append(rows);
}

Result<void> CutJournal::drop(std::uint64_t stream, std::uint64_t before) {
  deeds_.push_back({Deed::Kind::drop, {.sequence = before, .stream = stream, .data = {}}});
  return journal_.drop(stream, before);
}

Result<void> CutJournal::forget(std::uint64_t stream, std::uint32_t person) {
  deeds_.push_back({Deed::Kind::forget, {.stream = stream, .person = person, .data = {}}});
  return journal_.forget(stream, person);
}

CutJournal::Cut CutJournal::cut(std::uint64_t last) const {
  Cut cut;
  for (const Deed& deed : deeds_) {
    JournalRow row = deed.row;
    if (deed.kind == Deed::Kind::drop) {
      (void)cut.journal.drop(row.stream, row.sequence);
      continue;
    }
    if (deed.kind == Deed::Kind::forget) {
      (void)cut.journal.forget(row.stream, row.person);
      continue;
    }
    if (row.sequence > last) break;
    row.data = deed.data;
    (void)cut.journal.append(std::span{&row, 1});
    cut.place = deed.place;
    for (const Written& written : written_in(row)) {
      if (written.kind == record::Kind::call_started) cut.started.insert(written.call);
      if (written.kind == record::Kind::call_completed) cut.completed.insert(written.call);
    }
  }
  return cut;
}

}  // namespace usher::crash
