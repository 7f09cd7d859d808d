// What can be wrong with a journal's file: each is told by an error that names the file and what to do, and whatever is
// there stays byte for byte as it is.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "journal/format.hpp"
#include "samples.hpp"
#include "support/catch.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher {
namespace {

using Catch::Matchers::Contains;
using journal_test::bytes_of, journal_test::closed_journal, journal_test::crashed_journal, journal_test::fill,
    journal_test::image_of, journal_test::rows_in, journal_test::Scratch, journal_test::write_bytes;

// Opening fails, in each way of opening, and changes nothing.
void refused(const std::string& path, ErrorCode code, const std::string& why) {
  const std::string before = image_of(path);
  for (const bool read_only : {false, true}) {
    INFO("read_only " << read_only);
    const auto journal = SqliteJournal::open(path, {.read_only = read_only});
    REQUIRE_FALSE(journal);
    CHECK(journal.error().code == code);
    CHECK(journal.error().where.empty());
    CHECK_THAT(journal.error().message, Contains(path) && Contains(why));
    CHECK(image_of(path) == before);
  }
}

std::string replaced(std::string bytes, std::size_t place, const std::string& by) {
  return bytes.replace(place, by.size(), by);
}

// In a process of its own, since the system's locks and rights are those of a process; what it returns comes back.
template <class Work>
int elsewhere(Work work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr uid_t kUser = 65'534;  // nobody; whoever runs the tests as root may write everything

}  // namespace

TEST_CASE("a new journal is its owner's alone, and its -wal too") {
  const Scratch scratch;
  const auto journal = SqliteJournal::open(scratch.path());
  REQUIRE(journal);
  fill(**journal, 1);
  for (const char* name : {"usher.journal", "usher.journal-wal"}) {
    struct stat found {};
    REQUIRE(stat(scratch.path(name).c_str(), &found) == 0);
    CHECK((found.st_mode & 0777U) == 0600U);
  }
  CHECK(std::distance(std::filesystem::directory_iterator{scratch.path("")}, {}) == 2);
}

TEST_CASE("a journal that is closed is one file") {
  const Scratch scratch;
  const std::string path = closed_journal(scratch);
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  CHECK(rows_in(path) == 50);
}

TEST_CASE("what is not a journal is refused and left as it is") {
  const Scratch scratch;
  const std::string good = bytes_of(closed_journal(scratch));
  const std::string path = scratch.path();
  write_bytes(path, "");
  refused(path, ErrorCode::damaged, "truncated file of 0 bytes");
  write_bytes(path, good.substr(0, 60));
  refused(path, ErrorCode::damaged, "truncated file of 60 bytes");
  write_bytes(path, good.substr(0, good.size() - 4096));
  refused(path, ErrorCode::damaged, "truncated");
  write_bytes(path, good.substr(0, 5000));
  refused(path, ErrorCode::damaged, "truncated");
  write_bytes(path, "webinar,attendee\nlaunch,ada\n");
  refused(path, ErrorCode::damaged, "a file of another kind");
  write_bytes(path, std::string(good.size(), '\0'));
  refused(path, ErrorCode::damaged, "a file of another kind");
  write_bytes(path, replaced(good, journal::kApplicationIdAt, "xxxx"));
  refused(path, ErrorCode::damaged, "another program");
  write_bytes(path, replaced(good, journal::kUserVersionAt, std::string("\0\0\0\x02", 4)));
  refused(path, ErrorCode::damaged, "found 2, which a newer usher has written");
  write_bytes(path, replaced(good, journal::kUserVersionAt, std::string(4, '\0')));
  refused(path, ErrorCode::damaged, "with its version, found none");
  write_bytes(path, replaced(good, journal::kWriteVersionAt, "\1\1"));
  refused(path, ErrorCode::damaged, "another program changed it");
}

TEST_CASE("tables that are not a journal's are refused") {
  const Scratch scratch;
  const std::string path = closed_journal(scratch);
  const std::string good = bytes_of(path);
  const std::size_t place = good.find("person INTEGER");
  REQUIRE(place != std::string::npos);
  write_bytes(path, replaced(good, place, "nobody"));
  refused(path, ErrorCode::damaged, "expected the tables of a journal");
}

TEST_CASE("paths that lead nowhere are refused, and nothing is made there") {
  const Scratch scratch;
  refused(scratch.path("missing/usher.journal"), ErrorCode::unavailable, "directory is not there");
  std::filesystem::create_directory(scratch.path("directory"));
  refused(scratch.path("directory"), ErrorCode::unavailable, "found a directory");
  std::filesystem::remove(scratch.path("directory"));
  const auto journal = SqliteJournal::open(scratch.path(), {.create = false});
  REQUIRE_FALSE(journal);
  CHECK_THAT(journal.error().message, Contains("is not there"));
  CHECK_FALSE(SqliteJournal::open(scratch.path(), {.read_only = true}));
  CHECK_FALSE(SqliteJournal::open(scratch.path(), {.vfs = "no such thing"}));
  CHECK(std::filesystem::is_empty(scratch.path("")));
}

TEST_CASE("a -wal without its file, and a file without its -wal, are refused") {
  const Scratch scratch;
  const std::string path = crashed_journal(scratch);
  std::filesystem::rename(path, scratch.path("kept"));
  const std::string wal = bytes_of(path + "-wal");
  const auto no_file = SqliteJournal::open(path);
  REQUIRE_FALSE(no_file);
  CHECK_THAT(no_file.error().message, Contains(path + "-wal") && Contains("put the file back"));
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(bytes_of(path + "-wal") == wal);
  refused(scratch.path("kept"), ErrorCode::damaged, "copied without");
  // Whoever says that it is lost gets what the file holds.
  write_bytes(scratch.path("kept-wal"), "");
  CHECK(rows_in(scratch.path("kept")) < 50);
}

TEST_CASE("one process has a journal, and a second one is told so") {
  const Scratch scratch;
  auto first = SqliteJournal::open(scratch.path());
  REQUIRE(first);
  fill(**first, 3);
  refused(scratch.path(), ErrorCode::unavailable, "in use by another process");
  const int told = elsewhere([&] {
    const auto second = SqliteJournal::open(scratch.path());
    return !second && second.error().message.find("in use") != std::string::npos ? 7 : 0;
  });
  CHECK(told == 7);
  // Being refused has not taken the first one's lock away.
  CHECK(elsewhere([&] { return SqliteJournal::open(scratch.path()) ? 0 : 7; }) == 7);
  fill(**first, 3);
  first->reset();
  CHECK(elsewhere([&] { return SqliteJournal::open(scratch.path()) ? 0 : 7; }) == 0);
}

TEST_CASE("whoever may not write is told so, and may read") {
  const Scratch scratch;
  const std::string path = closed_journal(scratch);
  const std::string crashed = crashed_journal(scratch);
  for (const std::string& name : {path, crashed, crashed + "-wal"}) REQUIRE(chmod(name.c_str(), 0444) == 0);
  REQUIRE(chmod(scratch.path("").c_str(), 0555) == 0);
  const std::string before = image_of(path) + image_of(crashed);
  const int told = elsewhere([&] {
    if (geteuid() == 0 && setuid(kUser) != 0) return 1;
    const auto file = SqliteJournal::open(path);
    if (file || file.error().code != ErrorCode::unavailable) return 2;
    if (file.error().message.find("the right to write") == std::string::npos) return 3;
    const auto made = SqliteJournal::open(scratch.path("new"));
    if (made || made.error().code != ErrorCode::unavailable) return 4;
    if (!SqliteJournal::open(path, {.read_only = true})) return 5;
    return SqliteJournal::open(crashed, {.read_only = true}) ? 7 : 6;
  });
  CHECK(told == 7);
  CHECK(image_of(path) + image_of(crashed) == before);
  REQUIRE(chmod(scratch.path("").c_str(), 0755) == 0);
}

TEST_CASE("a disk that is full at opening is told, and nothing is lost") {
  const Scratch scratch;
  const std::string path = closed_journal(scratch);
  const std::string crashed = crashed_journal(scratch);
  const std::string before = image_of(path);
  const auto with_room_for = [](rlim_t bytes, auto work) {
    return elsewhere([&] {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{bytes, bytes};
      return setrlimit(RLIMIT_FSIZE, &limit) == 0 ? work() : 1;
    });
  };
  const auto is_told = [](const std::string& name) {
    const auto journal = SqliteJournal::open(name);
    return !journal && journal.error().code == ErrorCode::unavailable ? 7 : 0;
  };
  CHECK(with_room_for(16, [&] { return is_told(path); }) == 7);
  CHECK(image_of(path) == before);
  std::filesystem::copy_file(crashed, scratch.path("emptied"));
  write_bytes(scratch.path("emptied-wal"), "");
  const std::string emptied = image_of(scratch.path("emptied"));
  CHECK(with_room_for(16, [&] { return is_told(scratch.path("emptied")); }) == 7);
  CHECK(image_of(scratch.path("emptied")) == emptied);
  CHECK(with_room_for(100, [&] { return is_told(crashed); }) == 7);
  CHECK(rows_in(crashed) == 50);
  CHECK(with_room_for(1000, [&] { return is_told(scratch.path("new")); }) == 7);
  for (const auto& entry : std::filesystem::directory_iterator{scratch.path("")})
    CHECK_THAT(entry.path().string(), !Contains("new"));
}

}  // namespace usher
