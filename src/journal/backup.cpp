#include "journal/backup.hpp"

#include "journal/format.hpp"
#include "journal/new_file.hpp"

namespace usher::journal {
namespace {

Result<void> copy(Connection& from, Connection& to) {
  sqlite3_backup* copying = sqlite3_backup_init(to.handle(), "main", from.handle(), "main");
  if (copying == nullptr) return to.error(sqlite3_extended_errcode(to.handle()));
  sqlite3_backup_step(copying, -1);
  return to.checked(sqlite3_backup_finish(copying));
}

// Nothing is kept for undoing: a copy that does not come to its end is thrown away.
Result<void> copy_into(Connection& connection, const std::string& path) {
  Result<Connection> opened = Connection::open(path, SQLITE_OPEN_READWRITE, "", path);
  if (!opened) return opened.error();
  constexpr const char* kWithoutWal = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF";
  Result<void> done = opened->run(kWithoutWal);
  if (done) done = copy(connection, *opened);
  if (done) done = opened->run(kWithoutWal);
  if (!done) return done;
  Result<Head> head = read_head(*opened);
  if (!head) return head.error();
  head->in_use = false;  // to the copy no -wal belongs
  return write_head(*opened, *head);
}

}  // namespace

Result<void> back_up(Connection& connection, const std::string& path) {
  if (connection.in_transaction())
    return Error{ErrorCode::conflict, connection.name() + ": expected that all is synced before a backup is made", ""};
  Result<NewFile> file = NewFile::beside(path);
  if (!file) return file.error();
  if (Result<void> copied = copy_into(connection, file->temporary_name()); !copied) return copied;
  std::string versions(2, kWalVersion);
  if (Result<void> marked = file->write(versions, kWriteVersionAt); !marked) return marked;
  const auto published = file->publish();
  if (!published) return published.error();
  if (*published == NewFile::Published::was_there)
    return unavailable(path, "is there already; give the backup a name of its own, or move that file away");
  return {};
}

}  // namespace usher::journal
