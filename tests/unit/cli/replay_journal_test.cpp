// `usher replay --journal`: the same output, everything kept, and nothing of others touched.
#include <span>
#include <sstream>

#include "cli/journal.hpp"
#include "cli/replay_engine.hpp"
#include "journal/scratch.hpp"
#include "kept_replay.hpp"
#include "support/catch.hpp"
#include "usher/sqlite_journal.hpp"

namespace {

using namespace usher::cli;
using usher::cli_test::kThreePeople, usher::cli_test::replay;
using usher::journal_test::bytes_of, usher::journal_test::image_of, usher::journal_test::Scratch,
    usher::journal_test::write_bytes;

std::string stats_text(const std::string& file) {
  std::ostringstream out, err;
  CHECK(journal_stats({.file = file, .json = true}, out, err) == Exit::clean);
  return out.str();
}

/// Has room for the definitions, for who has registered, and for the first call.
class Full final : public usher::Journal {
 public:
  usher::Result<std::uint64_t> last_sequence() override { return std::uint64_t{0}; }
  usher::Result<void> append(std::span<const usher::JournalRow> rows) override {
    rows_ += rows.size();
    if (rows_ <= kRoom) return {};
    return usher::Error{usher::ErrorCode::unavailable, "no room", {}};
  }
  usher::Result<void> drop(std::uint64_t, std::uint64_t) override { return {}; }
  usher::Result<void> forget(std::uint64_t, std::uint32_t) override { return {}; }
  usher::Result<void> sync() override { return {}; }
  usher::Result<void> read(const Visit&) override { return {}; }

 private:
  static constexpr std::size_t kRoom = 12;
  std::size_t rows_ = 0;
};

}  // namespace

TEST_CASE("a replay that is kept in a journal prints the same bytes, and the journal holds all of it") {
  const Scratch scratch;
  const auto plain = replay({});
  const auto kept = replay({.journal = scratch.path()});
  CHECK(plain.exit == Exit::clean);
  CHECK(kept.exit == Exit::clean);
  CHECK(kept.err.empty());
  CHECK_FALSE(plain.out.empty());
  CHECK(kept.out == plain.out);
  const std::string stats = stats_text(scratch.path());
  for (const auto* what : {R"("retain":"PT6H")", R"("transitions":5)", R"("delivered":3)", R"("out":0)"}) {
    CAPTURE(what, stats);
    CHECK(stats.find(what) != std::string::npos);
  }
  CHECK(replay({.summary = true, .journal = scratch.path("other")}).out == replay({.summary = true}).out);
}

TEST_CASE("a line that is refused is refused with a journal as without") {
  const Scratch scratch;
  const std::string again = kThreePeople + R"({"type":"connection","id":"c","batch":3})" + "\n" + "{}\n";
  const auto plain = replay({.keep_going = true}, again);
  const auto kept = replay({.keep_going = true, .journal = scratch.path()}, again);
  CHECK(kept.exit == Exit::flawed);
  CHECK(kept.out == plain.out);
  CHECK(kept.err == plain.err);
  CHECK(replay({.journal = scratch.path("stopped")}, again).exit == Exit::stopped);
  CHECK(stats_text(scratch.path("stopped")).find(R"("attendees":3)") != std::string::npos);
}

TEST_CASE("a replay takes only a journal that holds nothing, says what to do, and leaves another as it is") {
  const Scratch scratch;
  const std::string file = scratch.path();
  CHECK(replay({.journal = file}).exit == Exit::clean);
  const std::string before = image_of(file);
  const auto again = replay({.journal = file});
  CHECK(again.exit == Exit::stopped);
  CHECK(again.out.empty());
  CHECK(again.err.find(file) != std::string::npos);
  CHECK(again.err.find("give another name, or move that file away") != std::string::npos);
  CHECK(image_of(file) == before);
  write_bytes(scratch.path("letter"), "Dear Ada,");
  CHECK(replay({.journal = scratch.path("letter")}).exit == Exit::stopped);
  CHECK(bytes_of(scratch.path("letter")) == "Dear Ada,");
  CHECK(replay({.journal = scratch.path("none/here")}).exit == Exit::stopped);
  REQUIRE(usher::SqliteJournal::open(scratch.path("empty")));
  CHECK(replay({.journal = scratch.path("empty")}).exit == Exit::clean);
}

TEST_CASE("a replay whose journal cannot be written stops there and says why") {
  const auto ended_with = [](usher::Journal* journal) {
    std::size_t ended = 0;
    ReplayEngine engine{{.journal = journal}, {.ended = [&](const EndedCall&) { ++ended; }}};
    std::istringstream in{kThreePeople};
    std::ostringstream err;
    CHECK(replay_lines({"-"}, false, engine, in, err) == Exit::clean);
    const auto synced = engine.sync();
    CHECK(synced.has_value() == (journal == nullptr));
    if (!synced) CHECK(synced.error().message == "no room");
    return ended;
  };
  Full full;
  CHECK(ended_with(nullptr) == 2);
  CHECK(ended_with(&full) == 1);
}
