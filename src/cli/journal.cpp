#include "cli/journal.hpp"

#include "cli/journal_file.hpp"
#include "cli/layout.hpp"

namespace usher::cli {

Exit journal_verify(const JournalOptions& options, std::ostream& out, std::ostream& err) {
  const auto journal = open_journal(options.file, err);
  if (!journal) return Exit::stopped;
  DispatchQueue queue;
  std::uint64_t rows = 0;
  const auto count = [&](const JournalRow&, DispatchQueue::Keeping&) { ++rows; };
  if (!restore(*journal, options.file, queue, count, err)) return Exit::stopped;
  if (const auto& contradiction = queue.keeping().contradiction()) {
    complain(err, in_file(options.file, *contradiction));
    return Exit::stopped;
  }
  if (const std::string wrong = queue.check_invariants(); !wrong.empty()) {
    err << "usher: " << printable(options.file) << ": expected a queue without contradictions, found "
        << printable(wrong) << '\n';
    return Exit::stopped;
  }
  out << printable(options.file) << ": whole, " << rows << (rows == 1 ? " row" : " rows") << ", up to "
      << to_string(queue.now()) << '\n';
  return flush(out, err);
}

Exit journal_backup(const JournalOptions& options, std::ostream& out, std::ostream& err) {
  const auto journal = open_journal(options.file, err);
  if (!journal) return Exit::stopped;
  if (auto copied = journal->backup(options.to); !copied) {
    complain(err, copied.error());
    return Exit::stopped;
  }
  out << printable(options.to) << ": holds what " << printable(options.file) << " holds\n";
  return flush(out, err);
}

}  // namespace usher::cli
