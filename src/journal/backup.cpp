#include "journal/backup.hpp"

#include "journal/format.hpp"
#include "journal/new_file.hpp"

namespace usher::journal {
namespace {

Result<void> copy_into(Connection& connection, const std::string& path) {
  Result<Statement> copy = connection.prepare("VACUUM INTO ?");
  if (!copy) return copy.error();
  copy->bind(1, path);
  if (Result<void> copied = connection.checked(copy->run()); !copied) return copied;
  Result<Connection> opened = Connection::open(path, SQLITE_OPEN_READWRITE, "", path);
  if (!opened) return opened.error();
  Result<Head> head = read_head(*opened);
  if (!head) return head.error();
  // Of the copy nobody has a -wal, and in a file that was written anew nothing has moved.
  return write_head(*opened, {.last = head->last});
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
