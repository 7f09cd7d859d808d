// Bits that flip: a journal with damage gives an error or exactly the rows that were written, never others and never
// fewer; save for the last transaction of a -wal, which a power cut may have torn.
#include <sqlite3.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "crash/fault_vfs.hpp"
#include "crash/script.hpp"
#include "journal/crc32c.hpp"
#include "journal/format.hpp"
#include "journal/vfs_file.hpp"
#include "journal/wal.hpp"
#include "property/random.hpp"
#include "scratch.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher {
namespace {

const std::string kName = "/usher.journal";
const std::string kWal = kName + "-wal";
constexpr std::size_t kFrame = 4096 + 24;

struct Files {
  std::string file, wal;
};

// As a crash leaves them after `groups` of the script, or closed.
Files files_after(const crash::Script& script, std::size_t groups, bool closed) {
  crash::FaultDisk disk;
  disk.put_journal(kName);
  auto journal = SqliteJournal::open(kName, {.vfs = disk.vfs()});
  REQUIRE(journal);
  for (std::size_t group = 0; group < groups; ++group) REQUIRE(crash::perform(script[group], **journal));
  if (closed) journal->reset();
  return {disk.bytes(kName), disk.bytes(kWal)};
}

// What a journal of these files holds, or nothing where there is an error.
std::optional<crash::State> opened(const Files& files, bool read_only) {
  crash::FaultDisk disk;
  disk.put(kName, files.file);
  if (!files.wal.empty()) disk.put(kWal, files.wal);
  auto journal = SqliteJournal::open(kName, {.read_only = read_only, .vfs = disk.vfs()});
  if (!journal) {
    CHECK(journal.error().code == ErrorCode::damaged);
    CHECK(disk.bytes(kName) == files.file);
    CHECK(disk.bytes(kWal) == files.wal);
    return std::nullopt;
  }
  try {
    return crash::state_of(**journal);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

void flip(std::string& bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1U << (bit % 8)));
}

}  // namespace

TEST_CASE("a bit that flips in the file is found, or has changed nothing") {
  const crash::Script script = crash::forgetting();
  const std::uint64_t seed = test::seed();
  INFO("USHER_SEED=" << seed);
  property::Random random{seed};
  int found = 0;
  const int rounds = 1500;
  const std::size_t groups[] = {3, 6, 8};
  for (const std::size_t after : groups) {
    const Files whole = files_after(script, after, true);
    const crash::State written = crash::states_of(script)[after];
    REQUIRE(opened(whole, false) == written);
    for (int round = 0; round < rounds / 3; ++round) {
      Files damaged = whole;
      // Half of them in what describes the file, where a bit does the most.
      const std::size_t bytes = random.chance(50) ? 4096 : damaged.file.size();
      const std::size_t bit = random.below(bytes * 8);
      flip(damaged.file, bit);
      const auto state = opened(damaged, round % 2 == 0);
      INFO("bit " << bit << " after group " << after);
      if (state) REQUIRE(*state == written);
      if (!state) ++found;
    }
  }
  std::cout << found << " of " << rounds << " flipped bits of a file found, the others without effect\n";
  CHECK(found > rounds / 10);
}

TEST_CASE("a bit that flips in the -wal is found, save in its last transaction") {
  const crash::Script script = crash::appending();
  const std::size_t groups = script.size();
  const Files whole = files_after(script, groups, false);
  const auto states = crash::states_of(script);
  REQUIRE(opened(whole, false) == states[groups]);
  const std::size_t torn_from = files_after(script, groups - 1, false).wal.size();
  const std::uint64_t seed = test::seed();
  INFO("USHER_SEED=" << seed);
  property::Random random{seed};
  int found = 0;
  for (int round = 0; round < 1500; ++round) {
    Files damaged = whole;
    const std::size_t frame = random.below((whole.wal.size() - 32) / kFrame);
    const std::size_t within = random.chance(50) ? random.below(24) : random.below(kFrame);
    const std::size_t byte = random.chance(10) ? random.below(32) : 32 + frame * kFrame + within;
    flip(damaged.wal, byte * 8 + random.below(8));
    const auto state = opened(damaged, round % 2 == 0);
    INFO("byte " << byte << " of " << whole.wal.size());
    if (byte < torn_from) REQUIRE_FALSE(state);
    if (state) REQUIRE(*state == states[groups - 1]);
    if (!state) ++found;
  }
  std::cout << found << " of 1500 flipped bits of a -wal found, the others in its last transaction\n";
}

TEST_CASE("every bit of what a frame says of itself is watched, in each transaction but the last") {
  const crash::Script script = crash::appending();
  std::size_t from = std::max<std::size_t>(32, files_after(script, 0, false).wal.size());
  for (std::size_t groups = 2; groups <= script.size(); ++groups) {
    // Of each length of a -wal the last transaction but one: a single one follows to give it away.
    const std::string whole = files_after(script, groups, false).wal;
    const std::size_t torn_from = files_after(script, groups - 1, false).wal.size();
    for (; from < torn_from; from += kFrame) {
      for (std::size_t bit = from * 8; bit < (from + 24) * 8; ++bit) {
        std::string wal = whole;
        flip(wal, bit);
        crash::FaultDisk disk;
        disk.put(kWal, wal);
        const auto file = journal::VfsFile::open(sqlite3_vfs_find(disk.vfs().c_str()), kWal, SQLITE_OPEN_WAL);
        INFO("bit " << bit << " after " << groups << " groups");
        REQUIRE_FALSE(journal::read_wal(file->file(), kWal, journal::AfterTorn::nothing));
        REQUIRE(journal::read_wal(file->file(), kWal, journal::AfterTorn::anything));
      }
    }
  }
}

TEST_CASE("a -wal that ends within its last transaction gives what was before") {
  const crash::Script script = crash::appending();
  const auto states = crash::states_of(script);
  const Files whole = files_after(script, script.size(), false);
  const std::size_t torn_from = files_after(script, script.size() - 1, false).wal.size();
  for (std::size_t size = torn_from; size < whole.wal.size(); size += 700) {
    INFO(size);
    CHECK(opened({whole.file, whole.wal.substr(0, size)}, size % 2 == 0) == states[script.size() - 1]);
  }
  CHECK(opened({whole.file, whole.wal + std::string(100, 'x')}, false) == states[script.size()]);
}

TEST_CASE("a row whose place is lost is damage: it could not be dropped or forgotten any more") {
  const journal_test::Scratch scratch;
  {
    auto journal = SqliteJournal::open(scratch.path());
    REQUIRE(journal);
    REQUIRE(crash::perform(crash::appending()[3], **journal));
  }
  {
    auto connection = journal::Connection::open(scratch.path(), SQLITE_OPEN_READWRITE, "", "file");
    REQUIRE(connection);
    connection->checkpoint_on_close(true);
    REQUIRE(connection->run("DELETE FROM places WHERE stream = 1"));
  }
  auto journal = SqliteJournal::open(scratch.path());
  REQUIRE(journal);
  const auto read = (*journal)->read([](const JournalRow&) -> Result<void> { return {}; });
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::damaged);
}

TEST_CASE("the checksum is CRC-32C, in one piece or in several") {
  CHECK(journal::crc32c("") == 0);
  CHECK(journal::crc32c("123456789") == 0xE3069283);
  CHECK(journal::crc32c(std::string(32, '\0')) == 0x8A9136AA);
  const std::string text = "who gets which transfer of a webinar, and when";
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(journal::crc32c(text.substr(cut), journal::crc32c(text.substr(0, cut))) == journal::crc32c(text));
}

TEST_CASE("a row is sealed with all that it says") {
  const JournalRow row{7, 8, 9, "ada"};
  std::string sealed;
  journal::seal(row, sealed);
  CHECK(journal::unseal({7, 8, 9, {}}, sealed) == "ada");
  CHECK_FALSE(journal::unseal({6, 8, 9, {}}, sealed));
  CHECK_FALSE(journal::unseal({7, 9, 9, {}}, sealed));
  CHECK_FALSE(journal::unseal({7, 8, 8, {}}, sealed));
  CHECK_FALSE(journal::unseal({7, 8, 9, {}}, sealed.substr(1)));
  CHECK_FALSE(journal::unseal({7, 8, 9, {}}, "abc"));
  journal::seal_forgotten(row, sealed.size(), sealed);
  CHECK(sealed.size() == 7);
  CHECK(journal::unseal({7, 8, 9, {}}, sealed) == "");
  CHECK_FALSE(journal::unseal({7, 8, 8, {}}, sealed));
}

}  // namespace usher
