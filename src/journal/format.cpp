#include "journal/format.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "journal/crc32c.hpp"

namespace usher::journal {
namespace {

constexpr std::size_t kChecksumSize = 4;

constexpr std::array<const char*, 1> kUpgrades{R"(
CREATE TABLE rows(sequence INTEGER PRIMARY KEY, stream INTEGER NOT NULL, person INTEGER, data BLOB NOT NULL);
CREATE TABLE places(stream INTEGER NOT NULL, block INTEGER NOT NULL, PRIMARY KEY(stream, block)) WITHOUT ROWID;
CREATE TABLE head(one INTEGER PRIMARY KEY, last INTEGER NOT NULL, state INTEGER NOT NULL, checksum INTEGER NOT NULL);
)"};

constexpr const char* kTablesOf =
    "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_master ORDER BY rowid)";

// At once where the machine has a number's bytes in this order, too: the checksum reads them by eight, for which it
// would have to wait where they were written one by one.
template <class Unsigned>
char* put(Unsigned value, char* into) {
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(into, &value, sizeof value);
  } else {
    for (std::size_t byte = 0; byte < sizeof value; ++byte)
      into[byte] = static_cast<char>(static_cast<unsigned char>(value >> (8 * byte)));
  }
  return into + sizeof value;
}

template <class Unsigned>
void put(Unsigned value, std::string& into) {
  std::array<char, sizeof value> bytes{};
  put(value, bytes.data());
  into.append(bytes.data(), bytes.size());
}

// Of all that a row says beside its data.
std::uint32_t checksum_of(const JournalRow& row) {
  std::array<char, sizeof row.sequence + sizeof row.stream + sizeof row.person> bytes{};
  put(row.person, put(row.stream, put(row.sequence, bytes.data())));
  return crc32c({bytes.data(), bytes.size()});
}

std::uint32_t checksum_of_forgotten(const JournalRow& row) {
  return ~checksum_of(row);
}

std::int64_t state_of(const Head& head) {
  return (head.in_use ? 1 : 0) | (head.moved ? 2 : 0) | (head.forgetting ? 4 : 0);
}

std::int64_t checksum_of(const Head& head) {
  std::string bytes;
  put(head.last, bytes);
  put(static_cast<std::uint64_t>(state_of(head)), bytes);
  return crc32c(bytes);
}

// A journal without rows, in memory.
Result<Connection> empty_journal(std::string_view name, std::span<const char* const> steps) {
  Result<Connection> connection =
      Connection::open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "", std::string{name});
  if (!connection) return connection;
  const std::string mark = "PRAGMA page_size=4096; PRAGMA application_id=" + std::to_string(kApplicationId);
  Result<void> made = connection->run(mark.c_str());
  if (made) made = upgrade(*connection, 0, steps);
  if (made) made = write_head(*connection, {});
  if (!made) return made.error();
  return connection;
}

}  // namespace

std::span<const char* const> upgrades() {
  return kUpgrades;
}

Result<void> upgrade(Connection& connection, std::int64_t from, std::span<const char* const> steps) {
  std::string script = "BEGIN IMMEDIATE;";
  for (const char* step : steps.subspan(static_cast<std::size_t>(from))) script += step;
  script += "PRAGMA user_version=" + std::to_string(steps.size()) + ";COMMIT;";
  Result<void> done = connection.run(script.c_str());
  if (!done && connection.in_transaction()) (void)connection.run("ROLLBACK");
  return done;
}

Result<void> check_tables(Connection& connection) {
  const Result<std::int64_t> version = connection.number("PRAGMA user_version");
  if (!version) return version.error();
  if (*version < 1 || *version > current_version())
    return damaged(connection.name(), "expected a version that is known, found " + std::to_string(*version));
  Result<Connection> fresh = empty_journal(connection.name(), upgrades().first(static_cast<std::size_t>(*version)));
  if (!fresh) return fresh.error();
  const auto expected = fresh->text(kTablesOf);
  const auto found = connection.text(kTablesOf);
  if (!expected) return expected.error();
  if (!found) return found.error();
  if (*found != *expected) return damaged(connection.name(), "expected the tables of a journal, found others");
  return {};
}

Result<std::string> empty_file(std::string_view name) {
  Result<Connection> connection = empty_journal(name, upgrades());
  if (!connection) return connection.error();
  sqlite3_int64 size = 0;
  const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> bytes{
      sqlite3_serialize(connection->handle(), "main", &size, 0), &sqlite3_free};
  if (bytes == nullptr) return connection->error(SQLITE_NOMEM);
  std::string file(static_cast<std::size_t>(size), '\0');
  std::memcpy(file.data(), bytes.get(), file.size());
  mark_wal_mode(file);
  return file;
}

void mark_wal_mode(std::string& header) {
  header[kReadVersionAt] = header[kWriteVersionAt] = kWalVersion;
}

Result<Head> read_head(Connection& connection) {
  auto statement = connection.prepare("SELECT last, state, checksum FROM head WHERE one = 1");
  if (!statement) return statement.error();
  const int code = statement->step();
  if (code != SQLITE_ROW && code != SQLITE_DONE) return connection.error(code);
  const auto state = static_cast<std::uint64_t>(statement->integer(1));
  const Head head{static_cast<std::uint64_t>(statement->integer(0)), (state & 1U) != 0, (state & 2U) != 0,
                  (state & 4U) != 0};
  if (code == SQLITE_DONE || statement->integer(1) != state_of(head) || statement->integer(2) != checksum_of(head))
    return damaged(connection.name(), "expected the journal's head with its checksum, found another");
  return head;
}

Result<void> write_head(Connection& connection, const Head& head) {
  auto statement = connection.prepare("REPLACE INTO head VALUES(1, ?, ?, ?)");
  if (!statement) return statement.error();
  statement->bind(1, static_cast<std::int64_t>(head.last)).bind(2, state_of(head)).bind(3, checksum_of(head));
  return connection.checked(statement->run());
}

// SQLite overwrites what it deletes (secure_delete), but not what it has moved: where rows were dropped, their
// neighbours are packed into fewer pages, and copies of them stay behind in free space. Only writing the file anew
// leaves these out.
Result<void> finish_forgetting(Connection& connection, Head& head) {
  Head after = head;
  after.moved = after.forgetting = false;
  if (head.moved) {
    if (Result<void> rewritten = connection.run("VACUUM"); !rewritten) return rewritten;
  }
  if (Result<void> written = write_head(connection, after); !written) return written;
  if (Result<void> emptied = connection.empty_wal(); !emptied) return emptied;
  head = after;
  return {};
}

void seal(const JournalRow& row, std::string& into) {
  into.assign(row.data);
  put(crc32c(row.data, checksum_of(row)), into);
}

void seal_forgotten(const JournalRow& row, std::size_t size, std::string& into) {
  into.assign(size - kChecksumSize, '\0');
  put(checksum_of_forgotten(row), into);
}

std::optional<std::string_view> unseal(const JournalRow& head, std::string_view sealed) {
  if (sealed.size() < kChecksumSize) return std::nullopt;
  const std::string_view data = sealed.substr(0, sealed.size() - kChecksumSize);
  std::uint32_t found = 0;
  for (std::size_t byte = 0; byte < kChecksumSize; ++byte)
    found |= std::uint32_t{static_cast<unsigned char>(sealed[data.size() + byte])} << (8 * byte);
  if (found == crc32c(data, checksum_of(head))) return data;
  const bool zero = std::all_of(data.begin(), data.end(), [](char byte) { return byte == '\0'; });
  if (zero && found == checksum_of_forgotten(head)) return std::string_view{};
  return std::nullopt;
}

}  // namespace usher::journal
