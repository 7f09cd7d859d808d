// What it costs to come back: a queue over a journal in a file, beside SQLite alone reading the same rows; and what a
// journal adds to each event. Once of one webinar, whose joins and leaves share rows, and once of ten at the same time,
// where nearly each has a row of its own. Prints JSON. `recovery [ATTENDEES [TRANSITIONS]]`, by default a million and
// ten million.
#include <sqlite3.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/sqlite_journal.hpp"

namespace usher::bench {
namespace {

constexpr int kPasses = 3;

struct Plan {
  std::size_t attendees = 1'000'000;
  std::size_t transitions = 10'000'000;
  std::size_t webinars = 1;
};

template <class T>
T& open(Result<T>& result) {
  if (!result) std::fprintf(stderr, "%s\n", result.error().message.c_str());
  demand(result.has_value());
  return *result;
}

Webinar webinar(std::size_t number) {
  return {.id = "webinar-" + std::to_string(number), .start = kStart, .duration = kLength, .rules = rules_at_the_end()};
}

/// Writes the evening, and tells how long an event took, durable in groups of about a MiB.
double write(const std::string& file, const Plan& plan) {
  auto journal = SqliteJournal::open(file);
  auto opened = JournaledQueue::open(*open(journal));
  JournaledQueue& queue = open(opened);
  demand(queue.add({.id = "crm", .max_lead = 0s}).has_value());
  std::vector<std::string> ids;
  for (std::size_t number = 0; number < plan.webinars; ++number) {
    const Webinar definition = webinar(number);
    ids.push_back(definition.id);
    demand(queue.feed(WebinarScheduled{kStart - 1h, definition}, kStart - 1h).has_value());
  }
  for (std::size_t attendee = 0; attendee < plan.attendees; ++attendee) {
    const IdText id = id_text(attendee);
    demand(
        queue.feed(AttendeeRegistered{kStart - 1h, ids[attendee % plan.webinars], view(id)}, kStart - 1h).has_value());
  }
  property::Random random{1};
  std::vector<bool> inside(plan.attendees);
  Instant now = kStart;
  const double begin = time_used();
  for (std::size_t i = 0; i < plan.transitions; ++i) {
    const std::size_t attendee = random.below(plan.attendees);
    const IdText id = id_text(attendee);
    now += Duration{i % 2};
    Event event = AttendeeJoined{now, ids[attendee % plan.webinars], view(id)};
    if (inside[attendee]) event = AttendeeLeft{now, ids[attendee % plan.webinars], view(id)};
    inside[attendee] = !inside[attendee];
    demand(queue.feed(event, now).has_value());
  }
  demand(queue.sync().has_value());
  return (time_used() - begin) / static_cast<double>(plan.transitions);
}

/// Every row, as SQLite gives it, without a look at what it says.
double read_alone(const std::string& file) {
  const double begin = time_used();
  sqlite3* database = nullptr;
  demand(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
  sqlite3_stmt* rows = nullptr;
  demand(sqlite3_prepare_v2(database, "SELECT * FROM rows ORDER BY sequence", -1, &rows, nullptr) == SQLITE_OK);
  std::size_t bytes = 0;
  while (sqlite3_step(rows) == SQLITE_ROW) {
    for (int column = 0; column < sqlite3_column_count(rows); ++column) {
      static_cast<void>(sqlite3_column_blob(rows, column));
      bytes += static_cast<std::size_t>(sqlite3_column_bytes(rows, column));
    }
  }
  sqlite3_finalize(rows);
  sqlite3_close(database);
  demand(bytes != 0);
  return time_used() - begin;
}

double recover(const std::string& file, const Plan& plan) {
  const double begin = time_used();
  auto journal = SqliteJournal::open(file);
  auto opened = JournaledQueue::open(*open(journal));
  const double taken = time_used() - begin;
  demand(open(opened).queue().counters().applied >= plan.transitions);
  return taken;
}

void run(const Plan& plan) {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / "usher-recovery";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string file = folder / "evening.journal";
  const double event = write(file, plan);
  double alone = 1e9, recovered = 1e9;
  for (int pass = 0; pass < kPasses; ++pass) {
    alone = std::min(alone, read_alone(file));
    recovered = std::min(recovered, recover(file, plan));
  }
  std::printf("{\"webinars\": %zu, \"attendees\": %zu, \"transitions\": %zu, \"bytes\": %ju, \"event_ns\": %.0f,\n",
              plan.webinars, plan.attendees, plan.transitions,
              static_cast<std::uintmax_t>(std::filesystem::file_size(file)), 1e9 * event);
  std::printf(" \"read_alone_s\": %.3f, \"recover_s\": %.3f, \"ratio\": %.2f}", alone, recovered, recovered / alone);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace usher::bench

int main(int count, char** arguments) {
  usher::bench::Plan plan;
  if (count > 1) plan.attendees = std::strtoull(arguments[1], nullptr, 10);
  if (count > 2) plan.transitions = std::strtoull(arguments[2], nullptr, 10);
  for (const std::size_t webinars : {1, 10}) {
    plan.webinars = webinars;
    std::printf("%s", webinars == 1 ? "[" : ",\n");
    usher::bench::run(plan);
  }
  std::printf("]\n");
}
