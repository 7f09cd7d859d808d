#include "journal/opening.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "journal/new_file.hpp"
#include "journal/vfs_file.hpp"
#include "journal/wal.hpp"

namespace usher::journal {
namespace {

constexpr std::string_view kMagic{"SQLite format 3\0", 16};

// What stands in the way of a file of this name, or `there`.
enum class Found { nothing, file };

Result<Found> look(const std::string& name) {
  std::error_code error;
  const auto status = std::filesystem::status(name, error);
  switch (status.type()) {
    case std::filesystem::file_type::regular:
      return Found::file;
    case std::filesystem::file_type::not_found: {
      const auto parent = std::filesystem::path{name}.parent_path();
      if (std::filesystem::is_directory(parent, error)) return Found::nothing;
      return unavailable(name, "its directory is not there; make it, or correct the path");
    }
    case std::filesystem::file_type::directory:
      return unavailable(name, "expected a file, found a directory; correct the path");
    default:
      return unavailable(name, "cannot be looked at (" + error.message() + "); see that it is a file, and the rights");
  }
}

// The header, before SQLite takes the file in hand.
Result<void> check_header(const VfsFile& file, bool has_wal) {
  const Result<std::int64_t> size = size_of(file.file(), file.name());
  if (!size) return size.error();
  const Result<std::string> header = read_at(file.file(), 0, kHeaderSize, file.name());
  if (!header) return header.error();
  if (!std::string_view{*header}.starts_with(kMagic.substr(0, header->size())))
    return damaged(file.name(), "expected a journal, found a file of another kind");
  if (header->size() < kHeaderSize)
    return damaged(file.name(), "expected a journal, found a truncated file of " + std::to_string(*size) + " bytes");
  if (number_at(*header, kApplicationIdAt) != kApplicationId)
    return damaged(file.name(), "expected a journal, found a database of another program");
  const std::int64_t version = number_at(*header, kUserVersionAt);
  if (version < 1) return damaged(file.name(), "expected a journal with its version, found none");
  if (version > current_version()) {
    return damaged(file.name(), "expected version " + std::to_string(current_version()) + " at most, found " +
                                    std::to_string(version) +
                                    ", which a newer usher has written: open it with that one");
  }
  if ((*header)[kWriteVersionAt] != kWalVersion || (*header)[kReadVersionAt] != kWalVersion)
    return damaged(file.name(), "expected a file that is written with a -wal, found that another program changed it");
  const std::int64_t page_size = number_at(*header, kPageSizeAt) >> 16U;
  const std::int64_t expected = page_size * number_at(*header, kPagesAt);
  if (!has_wal && number_at(*header, kChangesAt) == number_at(*header, kPagesValidForAt) && *size < expected) {
    return damaged(file.name(), "expected " + std::to_string(expected) + " bytes, found a truncated file of " +
                                    std::to_string(*size));
  }
  return {};
}

class Opening {
 public:
  Opening(const std::string& path, const SqliteOptions& options)
      : options_(options), vfs_(sqlite3_vfs_find(options.vfs.empty() ? nullptr : options.vfs.c_str())) {
    if (vfs_ != nullptr) name_ = full_name(vfs_, path);
    if (vfs_ == nullptr) name_ = path;
  }

  Result<Opened> open() {
    if (vfs_ == nullptr) return unavailable(name_, "SQLite has no VFS " + options_.vfs);
    if (options_.vfs.empty()) {
      if (Result<void> made = make_where_nothing_is(); !made) return made.error();
    }
    std::unique_ptr<VfsFile> file = VfsFile::open(vfs_, name_, SQLITE_OPEN_MAIN_DB);
    if (file == nullptr) return unavailable(name_, "cannot be opened; see that it is there, and the rights");
    std::unique_ptr<VfsFile> wal = open_wal();
    has_wal_ = wal != nullptr;
    std::error_code ignored;
    if (!has_wal_ && options_.vfs.empty() && std::filesystem::exists(wal_name(), ignored))
      return unavailable(wal_name(), "cannot be opened; see the rights");
    if (Result<void> header = check_header(*file, has_wal_); !header) return header.error();
    if (options_.read_only) return open_to_read(std::move(file), std::move(wal));
    file.reset();
    wal.reset();
    return open_to_write();
  }

 private:
  [[nodiscard]] std::string wal_name() const { return name_ + "-wal"; }
  [[nodiscard]] std::unique_ptr<VfsFile> open_wal() const { return VfsFile::open(vfs_, wal_name(), SQLITE_OPEN_WAL); }
  [[nodiscard]] AfterTorn after_torn() const {
    return options_.durability == Durability::power ? AfterTorn::nothing : AfterTorn::anything;
  }

  Result<void> make_where_nothing_is() {
    const Result<Found> found = look(name_);
    if (!found) return found.error();
    if (*found == Found::file) return {};
    if (!options_.create || options_.read_only)
      return unavailable(name_, "is not there; correct the path, or let it be made");
    std::error_code ignored;
    if (std::filesystem::exists(wal_name(), ignored)) {
      return damaged(wal_name(),
                     "expected no -wal without its file, found one; put the file back beside it, or move "
                     "it away");
    }
    const Result<std::string> bytes = empty_file(name_);
    if (!bytes) return bytes.error();
    Result<NewFile> file = NewFile::beside(name_);
    if (!file) return file.error();
    if (Result<void> written = file->write(*bytes, 0); !written) return written;
    const auto published = file->publish();
    if (!published) return published.error();
    return {};
  }

  Result<void> check_content(Connection& connection, Head& head) const {
    if (Result<void> tables = check_tables(connection); !tables) return tables;
    const Result<Head> found = read_head(connection);
    if (!found) return found.error();
    head = *found;
    if (head.in_use && !has_wal_) {
      return damaged(wal_name(),
                     "expected the -wal of a journal that was not closed, found none: it was moved or copied "
                     "without; put it back beside its file. If it is lost, an empty file in its place says "
                     "that what it held may be missing");
    }
    const Result<std::string> check = connection.text("PRAGMA quick_check(1)");
    if (!check) return check.error();
    if (*check != "ok") return damaged(connection.name(), "expected a whole journal, found damage (" + *check + ")");
    return {};
  }

  Result<Opened> open_to_read(std::unique_ptr<VfsFile> file, std::unique_ptr<VfsFile> wal) {
    auto overlay = OverlayVfs::make(vfs_, std::move(file), std::move(wal), after_torn());
    if (!overlay) return overlay.error();
    auto connection = Connection::open(name_, SQLITE_OPEN_READONLY, (*overlay)->name(), name_);
    if (!connection) return connection.error();
    Opened opened{std::move(*overlay), std::move(*connection), {}};
    if (Result<void> content = check_content(opened.connection, opened.head); !content) return content.error();
    return opened;
  }

  Result<Opened> open_to_write() {
    auto connection = Connection::open(name_, SQLITE_OPEN_READWRITE, options_.vfs, name_);
    if (!connection) return connection.error();
    Opened opened{nullptr, std::move(*connection), {}};
    Result<void> done = check_locked(opened);
    if (done) done = take_over(opened);
    if (!done) {
      leave_as_it_was(opened.connection);
      return done.error();
    }
    return opened;
  }

  // The first look takes the lock, which stays; then the -wal cannot change any more. SQLite takes from it what it
  // believes, so what that look says counts only where the -wal is in order.
  Result<void> check_locked(Opened& opened) {
    Connection& connection = opened.connection;
    if (sqlite3_db_readonly(connection.handle(), "main") == 1) return connection.error(SQLITE_READONLY);
    Result<void> prepared = connection.run("PRAGMA locking_mode=EXCLUSIVE; PRAGMA secure_delete=ON");
    if (!prepared) return prepared;
    const Result<std::int64_t> first = connection.number("SELECT count(*) FROM sqlite_master");
    if (!first && first.error().code == ErrorCode::unavailable) return first.error();
    if (const std::unique_ptr<VfsFile> wal = open_wal(); wal != nullptr) {
      const Result<std::int64_t> size = size_of(wal->file(), wal_name());
      if (!size) return size.error();
      wal_size_ = *size;
      if (wal_size_ > 0) has_wal_ = true;  // of somebody who has come and gone before this process had the lock
      const Result<Wal> read = read_wal(wal->file(), wal_name(), after_torn());
      if (!read) return read.error();
    }
    if (!first) return first.error();
    return check_content(connection, opened.head);
  }

  // From here on something is written. What a crash left in the -wal goes first, since its end may be torn. The mark is
  // to be in the file itself: it speaks of the -wal.
  Result<void> take_over(Opened& opened) {
    Connection& connection = opened.connection;
    const bool power = options_.durability == Durability::power;
    Result<void> done = connection.run(power ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
    if (done && wal_size_ > 0) {
      wal_size_ = -1;
      done = connection.empty_wal();
      if (!done) return done;
      wal_size_ = 0;
    }
    const Result<std::int64_t> version = connection.number("PRAGMA user_version");
    if (!version) return version.error();
    if (done && *version < current_version()) done = upgrade(connection, *version, upgrades());
    opened.head.in_use = true;
    if (done) done = write_head(connection, opened.head);
    if (!done) return done;
    wal_size_ = -1;
    return opened.head.forgetting ? finish_forgetting(connection, opened.head) : connection.empty_wal();
  }

  // The lock is still held, so nobody else looks at the -wal.
  void leave_as_it_was(Connection& connection) {
    sqlite3_file* wal = nullptr;
    sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&wal));
    if (wal == nullptr || wal->pMethods == nullptr || wal_size_ < 0) return;
    const Result<std::int64_t> size = size_of(wal, wal_name());
    if (size && *size > wal_size_) wal->pMethods->xTruncate(wal, wal_size_);
    if (!has_wal_) vfs_->xDelete(vfs_, wal_name().c_str(), 0);
  }

  const SqliteOptions& options_;
  sqlite3_vfs* vfs_;
  std::string name_;
  bool has_wal_ = false;
  std::int64_t wal_size_ = -1;  ///< before anything was written; -1: not looked at, or no way back any more
};

}  // namespace

Result<Opened> open_file(const std::string& path, const SqliteOptions& options) {
  return Opening{path, options}.open();
}

}  // namespace usher::journal
