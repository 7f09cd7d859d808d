// Journals in files, as the command uses them: made new for a replay, or read and left as they are.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "usher/keeping.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::cli {

/// One line of what is wrong.
void complain(std::ostream& err, const Error& error);

/// A journal that holds nothing yet; null, with the reason on `err`, where there is none to be had.
[[nodiscard]] std::unique_ptr<SqliteJournal> new_journal(const std::string& path, std::ostream& err);
/// A journal that is there, open for reading only; null, with the reason on `err`.
[[nodiscard]] std::unique_ptr<SqliteJournal> open_journal(const std::string& path, std::ostream& err);

/// Called after each row has been applied.
using AfterRow = std::function<void(const JournalRow&, DispatchQueue::Keeping&)>;
/// Brings a new queue back as of the last `now`, collecting (keeping.hpp); calls that are out stay out. False, with the
/// reason on `err`, where a row is damaged.
[[nodiscard]] bool restore(SqliteJournal& journal, const std::string& path, DispatchQueue& queue,
                           const AfterRow& after_row, std::ostream& err);
/// "usher.journal: row 17: ...", of an Error whose `where` is a sequence.
[[nodiscard]] Error in_file(const std::string& path, Error error);

}  // namespace usher::cli
