#include "usher/sqlite_journal.hpp"

#include <utility>

#include "journal/backup.hpp"
#include "journal/opening.hpp"
#include "journal/reader.hpp"
#include "journal/writer.hpp"

namespace usher {

class SqliteJournal::Impl {
 public:
  Impl(journal::Opened opened, bool read_only)
      : opened_(std::move(opened)), read_only_(read_only), writer_(opened_.connection, opened_.head) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (!read_only_) writer_.close();
  }

  [[nodiscard]] Result<void> writable() const {
    if (!read_only_) return {};
    return journal::unavailable(opened_.connection.name(), "is open for reading only; open it without read_only");
  }
  journal::Writer& writer() { return writer_; }
  journal::Connection& connection() { return opened_.connection; }

 private:
  journal::Opened opened_;
  bool read_only_;
  journal::Writer writer_;
};

SqliteJournal::SqliteJournal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SqliteJournal::~SqliteJournal() = default;

Result<std::unique_ptr<SqliteJournal>> SqliteJournal::open(const std::string& path, const SqliteOptions& options) {
  Result<journal::Opened> opened = journal::open_file(path, options);
  if (!opened) return opened.error();
  auto impl = std::make_unique<Impl>(std::move(*opened), options.read_only);
  if (Result<void> prepared = impl->writer().prepare(); !prepared) return prepared.error();
  return std::unique_ptr<SqliteJournal>{new SqliteJournal{std::move(impl)}};
}

Result<std::uint64_t> SqliteJournal::last_sequence() {
  return impl_->writer().last_sequence();
}

Result<void> SqliteJournal::append(std::span<const JournalRow> rows) {
  Result<void> may = impl_->writable();
  return may ? impl_->writer().append(rows) : may;
}

Result<void> SqliteJournal::drop(std::uint64_t stream, std::uint64_t before) {
  Result<void> may = impl_->writable();
  return may ? impl_->writer().drop(stream, before) : may;
}

Result<void> SqliteJournal::forget(std::uint64_t stream, std::uint32_t person) {
  Result<void> may = impl_->writable();
  return may ? impl_->writer().forget(stream, person) : may;
}

Result<void> SqliteJournal::sync() {
  return impl_->writer().sync();
}

Result<void> SqliteJournal::read(const Visit& visit) {
  return journal::read_rows(impl_->connection(), impl_->writer().last_sequence(), visit);
}

Result<void> SqliteJournal::backup(const std::string& path) {
  return journal::back_up(impl_->connection(), path);
}

}  // namespace usher
