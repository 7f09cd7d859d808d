// `usher journal`, and `usher explain` of a journal.
#include "cli/journal.hpp"

#include <nlohmann/json.hpp>
#include <span>
#include <sstream>

#include "cli/explain.hpp"
#include "journal/scratch.hpp"
#include "kept_replay.hpp"
#include "support/catch.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/keeping.hpp"
#include "usher/sqlite_journal.hpp"

namespace {

using namespace std::chrono_literals;
using namespace usher::cli;
using usher::cli_test::kThreePeople, usher::cli_test::Ran, usher::cli_test::replay;
using usher::journal_test::bytes_of;
using usher::journal_test::image_of;
using usher::journal_test::Scratch;
using usher::journal_test::write_bytes;

std::string replayed(const Scratch& scratch) {
  CHECK(replay({.journal = scratch.path()}).exit == Exit::clean);
  return scratch.path();
}

Ran run_explain(ExplainOptions options) {
  std::istringstream in{kThreePeople};
  std::ostringstream out, err;
  options.webinar = "w";
  if (options.rule.empty()) options.rule = "in";
  const Exit exit = usher::cli::explain(options, in, out, err);
  return {exit, out.str(), err.str()};
}

template <class Command>
Ran run(Command command, const JournalOptions& options) {
  std::ostringstream out, err;
  const Exit exit = command(options, out, err);
  return {exit, out.str(), err.str()};
}

nlohmann::json stats_of(const std::string& file) {
  const auto ran = run(journal_stats, {.file = file, .json = true});
  INFO(ran.err);
  REQUIRE(ran.exit == Exit::clean);
  return nlohmann::json::parse(ran.out);
}

usher::Instant instant(const std::string& clock) {
  return *usher::parse_instant("2026-03-02T" + clock + "Z");
}

/// A host that hears of ada, calls for her, and goes on by `act`.
template <class Act>
void host(const std::string& file, Act act) {
  auto journal = usher::SqliteJournal::open(file);
  REQUIRE(journal);
  auto queue = usher::JournaledQueue::open(**journal);
  REQUIRE(queue);
  REQUIRE(queue->add({.id = "c"}));
  act(*queue);
  REQUIRE(queue->sync());
}

void begin(usher::JournaledQueue& queue) {
  using usher::Anchor, usher::Audience;
  const usher::Webinar webinar{.id = "w",
                               .start = instant("17:00:00"),
                               .duration = 90min,
                               .rules = {{"in", Anchor::start(), 45min, Audience::online(), "c"}}};
  REQUIRE(queue.feed(usher::WebinarScheduled{instant("08:00:00"), webinar}, instant("08:00:00")));
  REQUIRE(queue.feed(usher::AttendeeRegistered{instant("16:00:00"), "w", "ada"}, instant("16:00:00"), "offset 3"));
  REQUIRE(queue.sync());
  REQUIRE(queue.feed(usher::AttendeeJoined{instant("17:00:00"), "w", "ada"}, instant("17:00:00")));
  REQUIRE(queue.sync());
}

/// Rows that hold joins, and nothing else, are missing in the copy.
void copy_without_joins(const std::string& file, const std::string& copy) {
  const auto from = usher::SqliteJournal::open(file, {.read_only = true});
  const auto to = usher::SqliteJournal::open(copy);
  usher::DispatchQueue queue;
  auto keeping = queue.keeping();
  keeping.collect();
  std::uint64_t sequence = 0, joins = 0;
  const auto copied = (*from)->read([&](usher::JournalRow row) -> usher::Result<void> {
    if (auto restored = keeping.restore(row); !restored) return restored;
    const std::uint64_t before = joins;
    for (const auto& kind : keeping.kinds()) joins = kind.name == "joined" ? kind.records : joins;
    if (joins != before) return {};
    row.sequence = ++sequence;
    return (*to)->append(std::span{&row, 1});
  });
  REQUIRE(copied);
  REQUIRE(joins == 1);
  REQUIRE((*to)->sync());
}

}  // namespace

TEST_CASE("explain tells of a journal what it tells of the lines") {
  const Scratch scratch;
  const std::string file = replayed(scratch);
  const std::string before = image_of(file);
  for (const bool json : {false, true}) {
    for (const auto& [rule, attendee] : {std::pair{"in", "ada"}, {"out", "bob"}, {"out", "ada"}}) {
      const auto kept = run_explain({.file = file, .rule = rule, .attendee = attendee, .json = json, .journal = true});
      const auto lines = run_explain({.file = "-",
                                      .rule = rule,
                                      .attendee = attendee,
                                      .target = {.call_time = CallTime{300ms}, .fail = *parse_share("0.5")},
                                      .json = json});
      CHECK(kept.exit == Exit::clean);
      CHECK(kept.out == lines.out);
    }
  }
  CHECK(image_of(file) == before);
  CHECK(run_explain({.file = file, .attendee = "eve", .journal = true}).exit == Exit::stopped);
  CHECK(run_explain({.file = scratch.path("none"), .attendee = "ada", .journal = true}).exit == Exit::stopped);
}

TEST_CASE("explain tells of calls that are out, that a crash has hidden, and that are made again (S27)") {
  const Scratch scratch;
  const auto called = [&] {
    const auto ran = run_explain({.file = scratch.path(), .attendee = "ada", .journal = true});
    CHECK(ran.exit == Exit::clean);
    return ran.out.substr(ran.out.find("  called "));
  };
  host(scratch.path(), [](auto& queue) {
    begin(queue);
    REQUIRE(*queue.next(instant("17:45:00")) != nullptr);
  });
  CHECK(called() == "  called         2026-03-02T17:45:00.000Z, attempt 1, call 1: out\n");
  host(scratch.path(), [](auto& queue) {
    const auto call = queue.next(instant("17:46:00"));
    REQUIRE(queue.complete((*call)->id(), usher::Outcome::rejected("no such list"), instant("17:46:01")));
  });
  const std::string story =
      "  called         2026-03-02T17:45:00.000Z, attempt 1, call 1: unknown, hidden by a crash\n"
      "  called         2026-03-02T17:46:00.000Z to 2026-03-02T17:46:01.000Z, attempt 2, call 2, perhaps the second "
      "that arrived: rejected, a dead letter\n";
  CHECK(called() == story);
  const auto json = nlohmann::json::parse(
      run_explain({.file = scratch.path(), .attendee = "ada", .json = true, .journal = true}).out);
  CHECK(json["calls"][0]["unknown"] == true);
  CHECK_FALSE(json["calls"][0].contains("finished_at"));
  CHECK(json["calls"][1]["redelivery"] == true);
  CHECK(json["calls"][1]["dead_letter"] == true);
}

TEST_CASE("the stats tell how much there is and of what") {
  const Scratch scratch;
  host(scratch.path(), [](auto& queue) {
    begin(queue);
    REQUIRE(*queue.next(instant("17:45:00")) != nullptr);
  });
  const auto stats = stats_of(scratch.path());
  CHECK(stats["now"] == "2026-03-02T17:45:00.000Z");
  CHECK(stats["source_position"] == "offset 3");
  CHECK(stats["webinars"] == 1);
  CHECK(stats["attendees"] == 1);
  CHECK(stats["transitions"] == 2);
  CHECK(stats["calls"]["started"] == 1);
  CHECK(stats["calls"]["out"] == 1);
  CHECK(stats["connections"][0]["id"] == "c");
  CHECK(stats["file_bytes"] == bytes_of(scratch.path()).size());
  std::uint64_t bytes = 0, rows = 0;
  for (const auto* stream : {"settings", "queue", "webinars"}) {
    bytes += stats["streams"][stream]["bytes"].get<std::uint64_t>();
    rows += stats["streams"][stream]["rows"].get<std::uint64_t>();
  }
  CHECK(stats["streams"]["all"]["bytes"] == bytes);
  CHECK(stats["streams"]["all"]["rows"] == rows);
  std::uint64_t of_records = 0;
  for (const auto& kind : stats["records"]) of_records += kind["bytes"].get<std::uint64_t>();
  CHECK(of_records == bytes);
  const auto text = run(journal_stats, {.file = scratch.path()});
  for (const auto* line :
       {"source position   offset 3\n", "webinars          1 held, 1 in the file\n", "calls             1, 1 out\n",
        "attendees         1\n", "joined                         1"}) {
    CAPTURE(line);
    CHECK(text.out.find(line) != std::string::npos);
  }
}

TEST_CASE("verify finds a journal whole, and leaves it as it is") {
  const Scratch scratch;
  const std::string file = replayed(scratch);
  const std::string before = image_of(file);
  const auto ran = run(journal_verify, {.file = file});
  CHECK(ran.exit == Exit::clean);
  CHECK(ran.err.empty());
  CHECK(ran.out.find(": whole, ") != std::string::npos);
  CHECK(image_of(file) == before);
}

TEST_CASE("verify tells what is damaged, and where") {
  const Scratch scratch;
  const std::string file = replayed(scratch);
  std::string bytes = bytes_of(file);
  bytes[bytes.find("tab-1")] = 'T';
  write_bytes(file, bytes);
  const auto ran = run(journal_verify, {.file = file});
  CHECK(ran.exit == Exit::stopped);
  CHECK(ran.out.empty());
  CHECK(ran.err.starts_with("usher: " + file + ": "));
  CHECK(ran.err.find("expected row ") != std::string::npos);
  CHECK(run(journal_stats, {.file = file}).exit == Exit::stopped);
  CHECK(run(journal_verify, {.file = scratch.path("none")}).exit == Exit::stopped);
}

TEST_CASE("verify tells whom planes and events disagree about") {
  const Scratch scratch;
  host(scratch.path(), [](auto& queue) {
    begin(queue);
    REQUIRE(*queue.next(instant("17:45:00")) != nullptr);
  });
  copy_without_joins(scratch.path(), scratch.path("copy"));
  CHECK(run(journal_verify, {.file = scratch.path()}).exit == Exit::clean);
  const auto ran = run(journal_verify, {.file = scratch.path("copy")});
  CHECK(ran.exit == Exit::stopped);
  CHECK(ran.err.starts_with("usher: " + scratch.path("copy") + ": row "));
  CHECK(ran.err.find(R"(planes of webinar "w", due 2026-03-02T17:45:00.000Z)") != std::string::npos);
  CHECK(ran.err.find(R"(differ for "ada")") != std::string::npos);
}

TEST_CASE("a backup is a journal that says the same") {
  const Scratch scratch;
  const std::string file = replayed(scratch);
  const std::string before = image_of(file);
  CHECK(run(journal_backup, {.file = file, .to = scratch.path("copy")}).exit == Exit::clean);
  CHECK(image_of(file) == before);
  auto stats = stats_of(file), copied = stats_of(scratch.path("copy"));
  stats.erase("file_bytes");
  copied.erase("file_bytes");
  CHECK(copied == stats);
  const auto again = run(journal_backup, {.file = file, .to = scratch.path("copy")});
  CHECK(again.exit == Exit::stopped);
  CHECK(again.err.find(scratch.path("copy")) != std::string::npos);
}
