// SQLite's C face with owners and Results: a connection, a prepared statement, and what goes wrong in usher's words.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "usher/result.hpp"

namespace usher::journal {

/// "FILE: what", the form of every error of a journal.
[[nodiscard]] Error unavailable(std::string_view file, std::string_view what);
/// The same, with what to do about a file that is not as it was written.
[[nodiscard]] Error damaged(std::string_view file, std::string_view what);
/// What SQLite's result code means for a journal. Out of memory is thrown as std::bad_alloc.
[[nodiscard]] Error error_of(int code, std::string_view file);

/// A statement that is run again and again. Not used after its connection is gone.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  Statement& bind(int place, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), place, value);
    return *this;
  }
  Statement& bind_nothing(int place) {
    sqlite3_bind_null(statement_.get(), place);
    return *this;
  }
  /// The bytes stay where they are until the statement has been run.
  Statement& bind(int place, std::string_view bytes) {
    sqlite3_bind_blob64(statement_.get(), place, bytes.data(), bytes.size(), SQLITE_STATIC);
    return *this;
  }
  /// SQLITE_ROW, SQLITE_DONE or what went wrong.
  [[nodiscard]] int step() { return sqlite3_step(statement_.get()); }
  void reset() { sqlite3_reset(statement_.get()); }
  /// Runs it to its end: SQLITE_OK, or what went wrong.
  [[nodiscard]] int run() {
    int code = step();
    while (code == SQLITE_ROW) code = step();
    reset();
    return code == SQLITE_DONE ? SQLITE_OK : code;
  }

  [[nodiscard]] bool nothing(int column) const { return type(column) == SQLITE_NULL; }
  [[nodiscard]] int type(int column) const { return sqlite3_column_type(statement_.get(), column); }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  /// A blob or a text; valid until the next step.
  [[nodiscard]] std::string_view bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return {static_cast<const char*>(data), size};
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// An open file. Closing it writes nothing unless `checkpoint_on_close` says so.
class Connection {
 public:
  /// `vfs` empty: SQLite's default. `name` is what errors call the file.
  static Result<Connection> open(const std::string& path, int flags, const std::string& vfs, std::string name);

  [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
  void checkpoint_on_close(bool yes);

  Result<void> run(const char* sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql);
  /// The number in the first column of the first row; 0 without a row.
  [[nodiscard]] Result<std::int64_t> number(std::string_view sql);
  [[nodiscard]] Result<std::string> text(std::string_view sql);

  /// Moves everything from the -wal into the file, and leaves the -wal empty, on the disk too.
  Result<void> empty_wal();
  [[nodiscard]] Error error(int code) const { return error_of(code, name_); }
  /// An Error unless `code` is SQLITE_OK.
  [[nodiscard]] Result<void> checked(int code) const;

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string name_;
};

}  // namespace usher::journal
