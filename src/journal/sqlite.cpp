#include "journal/sqlite.hpp"

#include <new>

namespace usher::journal {
namespace {

Error error_about(ErrorCode code, std::string_view file, std::string_view what) {
  return {code, std::string{file}.append(": ").append(what), ""};
}

std::string_view what_to_do(int primary) {
  switch (primary) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "in use by another process; a journal belongs to one at a time, so end the other one first";
    case SQLITE_FULL:
      return "no room left on the disk, or in the quota; make room and try again";
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return "may not be written; give this process the right to write the file and its directory";
    case SQLITE_CANTOPEN:
      return "cannot be opened, or its -wal cannot be made beside it; see that the directory is there and that this "
             "process may write the directory, the file and the -wal";
    default:
      return "";
  }
}

}  // namespace

Error unavailable(std::string_view file, std::string_view what) {
  return error_about(ErrorCode::unavailable, file, what);
}

Error damaged(std::string_view file, std::string_view what) {
  Error error = error_about(ErrorCode::damaged, file, what);
  error.message += "; nothing was changed: put a backup in the place of the file and its -wal";
  return error;
}

Error error_of(int code, std::string_view file) {
  const int primary = code & 0xFF;
  if (primary == SQLITE_NOMEM) throw std::bad_alloc{};
  if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || primary == SQLITE_ERROR)
    return damaged(file, std::string{"expected a whole journal, found damage ("} + sqlite3_errstr(code) + ")");
  if (const std::string_view known = what_to_do(primary); !known.empty()) return unavailable(file, known);
  return unavailable(file, std::string{"cannot be read or written ("} + sqlite3_errstr(code) + ", " +
                               std::to_string(code) + "); look at the disk and the system's log, and try again");
}

Result<Connection> Connection::open(const std::string& path, int flags, const std::string& vfs, std::string name) {
  Connection connection;
  connection.name_ = std::move(name);
  sqlite3* handle = nullptr;
  // Of one thread at a time: without a lock for every column that is read.
  const int code =
      sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, vfs.empty() ? nullptr : vfs.c_str());
  connection.handle_.reset(handle);
  if (code != SQLITE_OK) return connection.error(code);
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  connection.checkpoint_on_close(false);
  return connection;
}

void Connection::checkpoint_on_close(bool yes) {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, yes ? 0 : 1, nullptr);
}

Result<void> Connection::checked(int code) const {
  if (code == SQLITE_OK) return {};
  return error(code);
}

Result<void> Connection::run(const char* sql) {
  return checked(sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr));
}

Result<Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error(code);
  return Statement{statement};
}

Result<std::int64_t> Connection::number(std::string_view sql) {
  Result<Statement> statement = prepare(sql);
  if (!statement) return statement.error();
  const int code = statement->step();
  if (code != SQLITE_ROW && code != SQLITE_DONE) return error(code);
  return code == SQLITE_ROW ? statement->integer(0) : 0;
}

Result<std::string> Connection::text(std::string_view sql) {
  Result<Statement> statement = prepare(sql);
  if (!statement) return statement.error();
  const int code = statement->step();
  if (code != SQLITE_ROW && code != SQLITE_DONE) return error(code);
  return code == SQLITE_ROW ? std::string{statement->bytes(0)} : std::string{};
}

Result<void> Connection::empty_wal() {
  // The first column tells whether somebody stood in the way.
  const Result<std::int64_t> busy = number("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!busy) return busy.error();
  if (*busy != 0) return error(SQLITE_BUSY);
  // SQLite leaves it to the system when the new length gets to the disk; what was there is to be gone now.
  sqlite3_file* wal = nullptr;
  sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&wal));
  if (wal == nullptr || wal->pMethods == nullptr) return {};
  return checked(wal->pMethods->xSync(wal, SQLITE_SYNC_FULL));
}

}  // namespace usher::journal
