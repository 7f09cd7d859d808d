#include "conformance.hpp"

#include <optional>
#include <utility>

namespace usher::journal_conformance {
namespace {

// What is wrong; nothing where all is right.
using Finding = std::optional<std::string>;

struct Kept {
  std::uint64_t sequence = 0;
  std::uint64_t stream = 0;
  std::uint32_t person = JournalRow::kNobody;
  std::string data;
  friend bool operator==(const Kept&, const Kept&) = default;
};

std::string shown(const std::vector<Kept>& rows) {
  std::string text;
  for (const Kept& row : rows) {
    text += " " + std::to_string(row.sequence) + " of " + std::to_string(row.stream) + " with " +
            std::to_string(row.data.size()) + " bytes;";
  }
  return rows.empty() ? " no rows" : text;
}

// A journal, and beside it what has to be in it.
class Bench {
 public:
  explicit Bench(Store& store) : store_(store), journal_(&store.reopen()) {}

  Journal& journal() { return *journal_; }
  void reopen() { journal_ = &store_.reopen(); }

  void append(std::uint64_t stream, std::string data, std::uint32_t person = JournalRow::kNobody) {
    rows_.push_back({++last_, stream, person, std::move(data)});
    const Kept& row = rows_.back();
    const JournalRow appended[] = {{row.sequence, row.stream, row.person, row.data}};
    note("append", journal_->append(appended));
  }
  void drop(std::uint64_t stream, std::uint64_t before) {
    std::erase_if(rows_, [&](const Kept& row) { return row.stream == stream && row.sequence < before; });
    note("drop", journal_->drop(stream, before));
  }
  void forget(std::uint64_t stream, std::uint32_t person) {
    for (Kept& row : rows_)
      if (row.stream == stream && row.person == person) row.data.clear();
    note("forget", journal_->forget(stream, person));
  }
  void sync() { note("sync", journal_->sync()); }

  // Compares now, and once more after reopening.
  Finding compare() {
    Finding found = compare_once();
    if (found) return found;
    reopen();
    found = compare_once();
    return found ? "after reopening " + *found : found;
  }

 private:
  void note(const char* what, const Result<void>& done) {
    if (!done && !failed_) failed_ = std::string{what} + " failed: " + done.error().message;
  }

  Finding compare_once() {
    if (failed_) return failed_;
    const Result<std::uint64_t> last = journal_->last_sequence();
    if (!last) return "last_sequence failed: " + last.error().message;
    if (*last != last_)
      return "expected the last sequence " + std::to_string(last_) + ", found " + std::to_string(*last);
    std::vector<Kept> found;
    const Result<void> read = journal_->read([&](const JournalRow& row) -> Result<void> {
      found.push_back({row.sequence, row.stream, row.person, std::string{row.data}});
      return {};
    });
    if (!read) return "read failed: " + read.error().message;
    if (found != rows_) return "expected" + shown(rows_) + " found" + shown(found);
    return std::nullopt;
  }

  Store& store_;
  Journal* journal_;
  std::vector<Kept> rows_;
  std::uint64_t last_ = 0;
  Finding failed_;
};

Finding new_is_empty(Bench& bench) {
  return bench.compare();
}

Finding keeps_rows(Bench& bench) {
  bench.append(1, "first");
  bench.append(2, "second", 0);
  bench.sync();
  bench.append(1, "third", 7);
  bench.sync();
  return bench.compare();
}

Finding keeps_bytes(Bench& bench) {
  bench.append(1, "");
  bench.append(1, std::string(1, '\0'));
  bench.append(1, std::string("a\0b\xFF\n'\"", 7), 4'294'967'294);
  for (const std::size_t size : {3UL, 4UL, 5UL, 4'000UL, 4'096UL, 65'536UL}) bench.append(2, std::string(size, 'x'));
  bench.append(18'446'744'073'709'551'615ULL, "the last stream");
  bench.append(0, "the first one");
  bench.sync();
  return bench.compare();
}

Finding appends_many_at_once(Bench& bench) {
  std::vector<JournalRow> rows;
  for (std::uint64_t sequence = 1; sequence <= 10'000; ++sequence) rows.push_back({sequence, sequence % 7, 1, "row"});
  if (const auto done = bench.journal().append(rows); !done) return done.error().message;
  if (const auto done = bench.journal().sync(); !done) return done.error().message;
  bench.reopen();
  std::uint64_t count = 0;
  const auto read = bench.journal().read([&](const JournalRow& row) -> Result<void> {
    if (row != rows[count]) return Error{ErrorCode::damaged, "row " + std::to_string(row.sequence) + " differs", ""};
    ++count;
    return {};
  });
  if (!read) return read.error().message;
  return count == rows.size() ? std::nullopt : Finding{"found " + std::to_string(count) + " of 10000 rows"};
}

Finding refuses_gaps(Bench& bench) {
  bench.append(1, "one");
  bench.sync();
  for (const std::uint64_t wrong : {0U, 1U, 3U}) {
    const JournalRow rows[] = {{wrong, 1, JournalRow::kNobody, "x"}};
    const auto done = bench.journal().append(rows);
    if (done || done.error().code != ErrorCode::conflict)
      return "expected a conflict for the sequence " + std::to_string(wrong) + " after 1, found none";
  }
  bench.append(1, "two");
  bench.sync();
  return bench.compare();
}

Finding drops_one_stream(Bench& bench) {
  for (int each = 0; each < 6; ++each) bench.append(each % 2 == 0 ? 1 : 2, "row", 3);
  bench.sync();
  bench.drop(1, 4);
  bench.drop(3, 100);
  bench.sync();
  return bench.compare();
}

Finding drops_what_was_just_appended(Bench& bench) {
  bench.append(1, "one");
  bench.append(2, "two");
  bench.drop(1, 3);
  bench.append(1, "three");
  bench.drop(2, 1);
  bench.sync();
  return bench.compare();
}

Finding uses_sequences_once(Bench& bench) {
  bench.append(1, "one");
  bench.append(1, "two");
  bench.sync();
  bench.drop(1, 3);
  bench.sync();
  if (auto found = bench.compare()) return found;
  bench.append(2, "three");
  bench.sync();
  return bench.compare();
}

Finding forgets_one_person(Bench& bench) {
  bench.append(1, "ada@example.org", 0);
  bench.append(1, "bob@example.org", 1);
  bench.append(2, "ada@example.org", 0);
  bench.append(1, "nobody's");
  bench.append(1, std::string(10'000, 'a'), 0);
  bench.append(1, "", 0);
  bench.sync();
  bench.forget(1, 0);
  bench.forget(9, 9);
  bench.sync();
  return bench.compare();
}

Finding forgets_what_was_just_appended(Bench& bench) {
  bench.append(1, "ada@example.org", 0);
  bench.forget(1, 0);
  bench.append(1, "ada is back", 0);
  bench.sync();
  if (auto found = bench.compare()) return found;
  bench.forget(1, 0);
  bench.drop(1, 2);
  bench.sync();
  return bench.compare();
}

Finding reads_until_refused(Bench& bench) {
  for (int each = 0; each < 5; ++each) bench.append(1, "row");
  bench.sync();
  int visits = 0;
  const auto read = bench.journal().read([&](const JournalRow&) -> Result<void> {
    if (++visits == 3) return Error{ErrorCode::limit, "enough", "/here"};
    return {};
  });
  if (read || read.error() != Error{ErrorCode::limit, "enough", "/here"}) return "expected the visit's error back";
  if (visits != 3) return "expected 3 visits, found " + std::to_string(visits);
  bench.append(1, "and goes on");
  bench.sync();
  return bench.compare();
}

Finding needs_nothing_to_sync(Bench& bench) {
  bench.sync();
  bench.drop(1, 0);
  bench.sync();
  const auto done = bench.journal().append({});
  if (!done && done.error().code != ErrorCode::conflict) return "append of no rows failed: " + done.error().message;
  bench.sync();
  return bench.compare();
}

}  // namespace

std::vector<std::string> violations(const MakeStore& make) {
  const std::pair<const char*, Finding (*)(Bench&)> checks[] = {
      {"a new journal is empty", new_is_empty},
      {"rows come back in order, with stream and person", keeps_rows},
      {"a row keeps its bytes", keeps_bytes},
      {"many rows can be appended at once", appends_many_at_once},
      {"a sequence that does not go on from the last one is a conflict and changes nothing", refuses_gaps},
      {"drop takes the rows of one stream before a sequence", drops_one_stream},
      {"drop takes rows of the same transaction, and none that come later", drops_what_was_just_appended},
      {"a sequence is used once, even if its row was dropped", uses_sequences_once},
      {"forget empties one person's rows of one stream", forgets_one_person},
      {"forget empties rows of the same transaction, and none that come later", forgets_what_was_just_appended},
      {"reading ends with the visit's error", reads_until_refused},
      {"doing nothing is no mistake", needs_nothing_to_sync},
  };
  std::vector<std::string> found;
  for (const auto& [name, check] : checks) {
    const std::unique_ptr<Store> store = make();
    Bench bench{*store};
    if (const Finding finding = check(bench)) found.push_back(std::string{name} + ": " + *finding);
  }
  return found;
}

}  // namespace usher::journal_conformance
