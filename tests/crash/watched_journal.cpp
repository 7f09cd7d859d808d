#include "watched_journal.hpp"

#include "written.hpp"

namespace usher::crash {
namespace {

Steps step_of(record::Kind kind) {
  using record::Kind;
  if (kind == Kind::call_started) return Step::intent_written;
  if (kind == Kind::call_completed) return Step::outcome_written;
  if (kind == Kind::planes) return Step::planes_written;
  if (kind == Kind::claimed) return Step::claim_written;
  return kind >= Kind::scheduled && kind <= Kind::left && kind != Kind::reason ? Steps{Step::events_written} : Steps{};
}

}  // namespace

Result<void> WatchedJournal::append(std::span<const JournalRow> rows) {
  compare(rows);
  look_at(rows);
  if (!trace_.before(steps_)) return machine_stopped();
  return noted(journal_.append(rows));
}

Result<void> WatchedJournal::drop(std::uint64_t stream, std::uint64_t before) {
  steps_.add(Step::rows_dropped);
  if (!trace_.before(Step::rows_dropped)) return machine_stopped();
  return noted(journal_.drop(stream, before));
}

Result<void> WatchedJournal::forget(std::uint64_t stream, std::uint32_t person) {
  steps_.add(Step::person_forgotten);
  if (!trace_.before(Step::person_forgotten)) return machine_stopped();
  return noted(journal_.forget(stream, person));
}

Result<void> WatchedJournal::sync() {
  if (!trace_.within(steps_)) return machine_stopped();
  writing_.kind = Entry::Kind::writing;
  tell_(writing_);
  if (auto synced = noted(journal_.sync()); !synced) return synced;
  tell_({.kind = Entry::Kind::written});
  trace_.did(steps_);
  const bool gives_out = steps_.has(Step::intent_written) || steps_.has(Step::claim_written);
  steps_ = {};
  writing_ = {};
  offered_.clear();
  if (gives_out && !trace_.before(Step::call_handed_out)) return machine_stopped();
  return {};
}

void WatchedJournal::look_at(std::span<const JournalRow> rows) {
  steps_ = {};
  writing_ = {};
  for (const JournalRow& row : rows) {
    for (const Written& written : written_in(row)) {
      steps_.add(step_of(written.kind));
      if (written.kind == record::Kind::call_started) writing_.started.push_back(written.call);
      if (written.kind == record::Kind::call_completed) writing_.completed.push_back(written.call);
      if (written.kind == record::Kind::position) writing_.position = written.position;
    }
  }
}

/// The last row of the ones before may have grown.
void WatchedJournal::compare(std::span<const JournalRow> rows) {
  for (std::size_t each = 0; each < offered_.size() && complaint_.empty(); ++each) {
    const Kept& before = offered_[each];
    const bool same =
        each < rows.size() && rows[each].sequence == before.head.sequence && rows[each].stream == before.head.stream &&
        rows[each].person == before.head.person &&
        (each + 1 < offered_.size() ? rows[each].data == before.data : rows[each].data.starts_with(before.data));
    if (!same) complaint_ = "row " + std::to_string(before.head.sequence) + " failed to be written and has changed";
  }
  offered_.clear();
  for (const JournalRow& row : rows) offered_.push_back({row, std::string{row.data}});
}

Result<void> WatchedJournal::noted(Result<void> done) {
  if (!done) failed_ = true;
  return done;
}

}  // namespace usher::crash
