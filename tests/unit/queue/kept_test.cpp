// What a tool is told of rows that come back (usher/kept.hpp), and what of a forgotten person does not come back.
#include "usher/kept.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "usher/keeping.hpp"

namespace usher::kept_test {
namespace {

using namespace std::chrono_literals;

const Instant kStart = std::chrono::sys_days{std::chrono::year{2026} / 3 / 29} + 17h;
const Instant kDue = kStart + 45min;

struct Row {
  JournalRow head;
  std::string data;
};

/// A queue whose rows are kept, with two in the room of a webinar whose rule is due at kDue.
class Evening {
 public:
  Evening() {
    queue.keeping().open({}, 0);
    REQUIRE(queue.add({.id = "c", .batch = 2}));
    const Webinar webinar{.id = "w",
                          .start = kStart,
                          .duration = 90min,
                          .rules = {{"in", Anchor::start(), 45min, Audience::online(), "c"}}};
    REQUIRE(queue.feed(WebinarScheduled{kStart - 1h, webinar}, kStart - 1h));
    REQUIRE(queue.feed(AttendeeJoined{kStart, "w", "ada"}, kStart));
    REQUIRE(queue.feed(AttendeeJoined{kStart, "w", "bob"}, kStart));
  }
  [[nodiscard]] std::vector<Row> rows() {
    std::vector<Row> rows;
    for (const JournalRow& row : queue.keeping().rows()) rows.push_back({row, std::string{row.data}});
    return rows;
  }

  DispatchQueue queue;
};

void restore(DispatchQueue& queue, const std::vector<Row>& rows) {
  std::uint64_t sequence = 0;
  for (Row row : rows) {
    row.head.sequence = ++sequence;
    row.head.data = row.data;
    REQUIRE(queue.keeping().restore(row.head));
  }
  queue.keeping().end_restoring();
}

std::uint64_t records_of(const DispatchQueue::Keeping& keeping, std::string_view name) {
  for (const KeptKind& kind : keeping.kinds()) {
    if (kind.name == name) return kind.records;
  }
  return 0;
}

}  // namespace

TEST_CASE("calls come back with what came of each handover, those that are out apart") {
  Evening evening;
  const Call* const call = evening.queue.next(kDue);
  REQUIRE(call != nullptr);
  DispatchQueue meanwhile;
  meanwhile.keeping().collect();
  restore(meanwhile, evening.rows());
  CHECK(meanwhile.keeping().take_calls().empty());
  CHECK(meanwhile.keeping().calls_out().size() == 2);

  const std::vector<Outcome> outcomes{Outcome::delivered(), Outcome::rejected("unknown there")};
  REQUIRE(evening.queue.complete(call->id(), outcomes, kDue + 1s));
  DispatchQueue queue;
  queue.keeping().collect();
  restore(queue, evening.rows());
  CHECK(queue.keeping().calls_out().empty());
  const auto calls = queue.keeping().take_calls();
  REQUIRE(calls.size() == 2);
  CHECK(queue.keeping().take_calls().empty());
  CHECK(calls[0].attendee == "ada");
  CHECK(calls[0].rule == "in");
  CHECK(calls[0].key == "w/in/ada/1");
  CHECK(calls[0].due == kDue);
  CHECK(calls[0].standing.online);
  CHECK(calls[0].started_at == kDue);
  CHECK(calls[0].finished_at == kDue + 1s);
  CHECK(calls[0].outcome == Outcome::Kind::delivered);
  CHECK_FALSE(calls[0].dead_letter);
  CHECK(calls[1].attendee == "bob");
  CHECK(calls[1].outcome == Outcome::Kind::rejected);
  CHECK(calls[1].dead_letter);
}

TEST_CASE("records are counted by kind with all the bytes of their rows, and the options are told") {
  Evening evening;
  DispatchQueue queue;
  queue.keeping().collect();
  restore(queue, evening.rows());
  const auto keeping = queue.keeping();
  CHECK(records_of(keeping, "attendee") == 2);
  CHECK(records_of(keeping, "joined") == 2);
  CHECK(records_of(keeping, "left") == 0);
  std::uint64_t of_rows = 0, of_kinds = 0;
  for (const Row& row : evening.rows()) of_rows += row.data.size();
  for (const KeptKind& kind : keeping.kinds()) of_kinds += kind.bytes;
  CHECK(of_kinds == of_rows);
  CHECK(keeping.options() == Options{});
}

TEST_CASE("nothing is collected unless it is asked for") {
  Evening evening;
  const Call* const call = evening.queue.next(kDue);
  REQUIRE(evening.queue.complete(call->id(), Outcome::delivered(), kDue + 1s));
  DispatchQueue queue;
  restore(queue, evening.rows());
  CHECK(queue.counters().delivered == 2);
  CHECK(queue.keeping().take_calls().empty());
  CHECK(records_of(queue.keeping(), "joined") == 0);
}

TEST_CASE("planes come back without who was forgotten since, and that is no contradiction (S28)") {
  Evening evening;
  REQUIRE(evening.queue.feed(AttendeeRegistered{kStart, "w", "zoe"}, kStart + 1min));
  REQUIRE(evening.queue.next(kDue) != nullptr);
  REQUIRE(evening.queue.forget("w", "zoe", kDue));
  auto rows = evening.rows();
  for (const auto& [stream, person] : evening.queue.keeping().take_forgotten()) {
    for (Row& row : rows) {
      if (row.head.stream == stream && row.head.person == person) row.data.clear();
    }
  }
  DispatchQueue queue;
  queue.keeping().collect();
  restore(queue, rows);
  CHECK(records_of(queue.keeping(), "planes") == 1);
  CHECK(records_of(queue.keeping(), "forgotten") == 1);
  CHECK_FALSE(queue.keeping().contradiction());
  CHECK(queue.check_invariants().empty());
}

}  // namespace usher::kept_test
