// The demo: a made-up evening through the same engine as `usher replay`, and the picture that is drawn of it.
#include "evening.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/layout.hpp"
#include "cli/replay.hpp"
#include "support/catch.hpp"

namespace {

using usher::cli::Exit;

const std::string& evening() {
  static const std::string lines = [] {
    std::ostringstream out;
    write_evening(out);
    return out.str();
  }();
  return lines;
}

std::string replayed(usher::cli::ReplayOptions options) {
  std::istringstream in{evening()};
  std::ostringstream out, err;
  options.target.call_time = std::chrono::milliseconds{300};
  REQUIRE(usher::cli::replay(options, in, out, err) == Exit::clean);
  REQUIRE(err.str().empty());
  return out.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

struct TableRow {
  std::string due;
  std::size_t registered = 0, handed_over = 0, left_out = 0;
};

std::map<std::string, TableRow> table_of(const std::string& picture) {
  std::map<std::string, TableRow> rows;
  for (const auto& line : lines_of(picture)) {
    std::istringstream in{line};
    std::string rule;
    TableRow row;
    in >> rule >> row.due;
    if (row.due == "each") in >> row.due;
    if (in >> row.registered >> row.handed_over >> row.left_out) rows[rule] = row;
  }
  return rows;
}

std::map<std::string, std::set<std::string>> people_by_rule() {
  std::map<std::string, std::set<std::string>> people;
  for (const auto& line : lines_of(replayed({}))) {
    const auto handover = nlohmann::json::parse(line);
    people[handover["rule"]].insert(handover["attendee"].get<std::string>());
  }
  return people;
}

}  // namespace

TEST_CASE("the evening is the same every time, and has what evenings have") {
  std::ostringstream again;
  write_evening(again);
  CHECK(again.str() == evening());
  std::map<std::string, int> types;
  std::set<std::string> registered, joined;
  int repeated = 0, second_sessions = 0;
  std::set<std::string> seen;
  for (const auto& line : lines_of(evening())) {
    auto event = nlohmann::json::parse(line);
    ++types[event["type"]];
    if (event["type"] == "attendee.registered") registered.insert(event["attendee"].get<std::string>());
    if (event["type"] == "attendee.joined") joined.insert(event["attendee"].get<std::string>());
    if (event.value("session", "") == "phone") ++second_sessions;
    event.erase("seen");
    if (!seen.insert(event.dump()).second) ++repeated;
  }
  CHECK(registered.size() == 200);
  CHECK(joined.size() > 150);
  CHECK(types["attendee.unregistered"] > 0);
  CHECK(second_sessions > 0);
  CHECK(repeated > 0);
  CHECK(lines_of(evening()).size() > 1'000);
}

TEST_CASE("the demo's table adds up, and agrees with the handovers of the same replay") {
  const auto table = table_of(replayed({.summary = true}));
  const auto people = people_by_rule();
  REQUIRE(table.size() == 4);
  for (const auto& [rule, row] : table) {
    CAPTURE(rule);
    CHECK(row.registered == row.handed_over + row.left_out);
    CHECK(row.handed_over == people.at(rule).size());
  }
  CHECK(table.at("participated").handed_over + table.at("missed").handed_over == table.at("missed").registered);
  CHECK(table.at("pitch").due == "17:45:00");
}

TEST_CASE("the demo's picture fits 80 columns, is plain in a pipe, and the same twice") {
  const std::string plain = replayed({.summary = true});
  CHECK(plain == replayed({.summary = true}));
  CHECK(plain.find('\x1b') == std::string::npos);
  for (const auto& line : lines_of(plain)) CHECK(usher::cli::columns_of(line) <= 80);
  for (const auto* word : {"start", "mark", "pitch", "end", "online", "█"}) {
    CAPTURE(word);
    CHECK(plain.find(word) != std::string::npos);
  }
}

TEST_CASE("on a terminal the demo's picture is the same but for its colours") {
  const std::string coloured = replayed({.summary = true, .colour = true});
  CHECK(coloured.find('\x1b') != std::string::npos);
  std::string stripped;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      stripped += coloured[i];
    }
  }
  CHECK(stripped == replayed({.summary = true}));
}
