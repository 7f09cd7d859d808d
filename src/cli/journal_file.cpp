#include "cli/journal_file.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/layout.hpp"

namespace usher::cli {
namespace {

std::unique_ptr<SqliteJournal> open_with(const std::string& path, const SqliteOptions& options, std::ostream& err) {
  auto journal = SqliteJournal::open(path, options);
  if (journal) return std::move(*journal);
  complain(err, journal.error());
  return nullptr;
}

Error holds_something(const std::string& path) {
  return {ErrorCode::conflict,
          path +
              ": expected a new journal, found one that holds something already; give another name, or move that "
              "file away",
          {}};
}

}  // namespace

void complain(std::ostream& err, const Error& error) {
  err << "usher: " << printable(error.message) << '\n';
}

std::unique_ptr<SqliteJournal> open_journal(const std::string& path, std::ostream& err) {
  return open_with(path, {.create = false, .read_only = true}, err);
}

std::unique_ptr<SqliteJournal> new_journal(const std::string& path, std::ostream& err) {
  std::error_code none;
  if (std::filesystem::exists(path, none)) {
    // To open it for writing would change it.
    const auto found = open_journal(path, err);
    if (!found) return nullptr;
    const auto last = found->last_sequence();
    if (!last || *last != 0) {
      complain(err, last ? holds_something(path) : last.error());
      return nullptr;
    }
  }
  // A replay can be made again: it need not wait for the disk before each call.
  return open_with(path, {.durability = Durability::process}, err);
}

Error in_file(const std::string& path, Error error) {
  error.message = path + ": row " + error.where.substr(1) + ": " + error.message;
  return error;
}

bool restore(SqliteJournal& journal, const std::string& path, DispatchQueue& queue, const AfterRow& after_row,
             std::ostream& err) {
  auto keeping = queue.keeping();
  keeping.collect();
  const auto read = journal.read([&](const JournalRow& row) -> Result<void> {
    if (auto restored = keeping.restore(row); !restored) return in_file(path, restored.error());
    after_row(row, keeping);
    return {};
  });
  if (!read) complain(err, read.error());
  keeping.end_restoring();
  return read.has_value();
}

}  // namespace usher::cli
