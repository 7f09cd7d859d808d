// The importer of Zoom's participants report: its CSV, its times, and that usher counts the minutes that Zoom counts.
#include "zoom_report.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/catch.hpp"
#include "usher/usher.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Instant;

Instant instant(std::string_view text) {
  return *usher::parse_instant(text);
}

std::vector<zoom::Row> rows_of(const std::string& csv, const zoom::Clock& clock = {}) {
  std::istringstream in{csv};
  const auto rows = zoom::read_report(in, clock);
  INFO((rows ? "" : rows.error().message));
  REQUIRE(rows);
  return *rows;
}

const std::string kMadeUp =
    "\xEF\xBB\xBFMeeting ID,Topic,Start Time\r\n"
    "123,\"Tea, biscuits\",03/02/2026 5:00:00 PM\r\n"
    ",,\r\n"
    "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\r\n"
    "\"Sperling, Runa \"\"Ru\"\"\",runa@example.org,03/02/2026 4:58:00 PM,03/02/2026 5:40:01 PM,43,Yes\r\n"
    "Milo Birke,,3/2/2026 12:05:09 AM,3/2/2026 12:00:00 PM,715,No\r\n"
    "\"Sperling, Runa \"\"Ru\"\"\",runa@example.org,03/02/2026 5:30:00 PM,03/02/2026 6:00:00 PM,30,Yes\r\n";

/// How long usher has the rows' people in the room of a webinar that spans the day, by `who`.
std::int64_t watched_minutes(const std::vector<zoom::Row>& rows, const std::string& who) {
  usher::DispatchQueue queue;
  Instant first = rows.front().joined, last = rows.front().left;
  for (const auto& row : rows) {
    first = std::min(first, row.joined);
    last = std::max(last, row.left);
  }
  REQUIRE(queue.add({.id = "c"}));
  REQUIRE(queue.feed(usher::WebinarScheduled{first - 1h,
                                             {.id = "w",
                                              .start = first - 1min,
                                              .duration = last - first + 2min,
                                              .rules = {{.id = "r", .when = usher::Anchor::end(), .connection = "c"}}}},
                     first - 1h));
  usher::LineParser parser;
  for (const auto& text : zoom::to_lines(rows, "w")) {
    const auto line = parser.parse(text);
    REQUIRE(line);
    const auto& event = std::get<usher::Event>(line->what);
    REQUIRE(queue.feed(event, usher::at(event)));
  }
  const auto explanation = queue.explain("w", "r", who);
  REQUIRE(explanation);
  return std::chrono::ceil<std::chrono::minutes>(explanation->watched).count();
}

}  // namespace

TEST_CASE("a participants report is read with its quoted fields, its mark of byte order and the table above its own") {
  const auto rows = rows_of(kMadeUp);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].name == "Sperling, Runa \"Ru\"");
  CHECK(rows[0].email == "runa@example.org");
  CHECK(rows[0].joined == instant("2026-03-02T16:58:00Z"));
  CHECK(rows[0].minutes == 43);
  CHECK(rows[1].joined == instant("2026-03-02T00:05:09Z"));
  CHECK(rows[1].left == instant("2026-03-02T12:00:00Z"));
  CHECK(zoom::attendee_of(rows[0]) == "runa@example.org");
  CHECK(zoom::attendee_of(rows[1]) == "Milo Birke");
}

TEST_CASE("a report's times are taken in the zone or with the offset they were written in") {
  CHECK(rows_of(kMadeUp, {.zone = "Europe/Berlin"})[0].joined == instant("2026-03-02T15:58:00Z"));
  CHECK(rows_of(kMadeUp, {.offset = -5h})[0].joined == instant("2026-03-02T21:58:00Z"));
  for (const auto* wrong : {"2026-03-02 16:58:00", "13/32/2026 1:00:00 PM", "3/2/2026 0:00:00 AM",
                            "3/2/2026 13:00:00 PM", "3/2/2026 1:00:00", ""}) {
    CAPTURE(wrong);
    CHECK_FALSE(zoom::parse_time(wrong, {}));
  }
}

TEST_CASE("a report without its head, with a short row or a broken time is refused with the row's number") {
  std::istringstream nothing{"a,b\n1,2\n"};
  CHECK(zoom::read_report(nothing, {}).error().code == usher::ErrorCode::malformed);
  const std::string head = "Name,User Email,Join Time,Leave Time,Duration (Minutes)\n";
  std::istringstream two{head + "a,,3/2/2026 1:00:00 PM,3/2/2026 2:00:00 PM,60\na,,soon,later,1\n"};
  CHECK(zoom::read_report(two, {}).error().where == "row 1");
  std::istringstream incomplete{head + "a,b\n"};
  CHECK(zoom::read_report(incomplete, {}).error().where == "row 0");
}

TEST_CASE("a made-up report's rows are watched for the minutes it says, and a person's overlapping rows are united") {
  const auto rows = rows_of(kMadeUp);
  for (const auto& row : rows) CHECK(watched_minutes({row}, zoom::attendee_of(row)) == row.minutes);
  CHECK(watched_minutes(rows, "runa@example.org") == 62);
}

TEST_CASE("the minutes of a real report's rows are those that Zoom counted") {
  const char* const material = std::getenv("USHER_MATERIAL");
  if (material == nullptr) {
    WARN("skipped: USHER_MATERIAL does not name a folder with presence/zoom_participants_heroes_full.csv");
    return;
  }
  const std::string folder = std::string{material} + "/presence/";
  std::ifstream report{folder + "zoom_participants_heroes_full.csv"};
  const auto rows = zoom::read_report(report, {.zone = "Europe/Berlin"});
  REQUIRE(rows);
  std::ifstream durations{folder + "zoom_heroes_durations.tsv"};
  std::size_t compared = 0;
  for (std::string line; std::getline(durations, line);) {
    std::istringstream fields{line};
    std::string file, scope, who, minutes;
    std::getline(fields, file, '\t');
    std::getline(fields, scope, '\t');
    std::getline(fields, who, '\t');
    std::getline(fields, minutes, '\t');
    if (!scope.starts_with("row")) continue;
    const auto& row = rows->at(std::stoul(scope.substr(3)));
    CAPTURE(scope, who);
    CHECK(row.name == who);
    CHECK(watched_minutes({row}, zoom::attendee_of(row)) == std::stol(minutes));
    ++compared;
  }
  CHECK(compared == 31);
  CHECK(rows->size() == 31);
}
