// `usher plan`: the table of what is to come, and what is told by the exit code.
#include "cli/plan.hpp"

#include <sstream>

#include "ran.hpp"
#include "support/catch.hpp"

namespace {

using namespace std::chrono_literals;
using usher::Instant;
using usher::PlannedMoment;
using usher::cli::Exit;
using usher::cli_test::Ran;
using Outlook = usher::PlannedMoment::Outlook;

const Instant kDue = *usher::parse_instant("2026-03-29T17:45:00Z");

PlannedMoment moment(Outlook outlook, usher::Duration lateness, Instant due = kDue) {
  return {.webinar = "launch",
          .connection = "getresponse",
          .lane = "main",
          .rules = {"pitch", "gone"},
          .due = due,
          .handovers = 200,
          .calls = 2,
          .starts_at = due - 29s,
          .finishes_at = due + lateness,
          .lateness = lateness,
          .outlook = outlook};
}

std::string table(const std::vector<PlannedMoment>& moments, bool colour = false) {
  std::ostringstream out;
  usher::cli::print_plan(moments, kDue - 9h, usher::cli::Paint{colour}, out);
  return out.str();
}

Ran plan(const std::string& input, const usher::cli::PlanOptions& options = {}) {
  std::istringstream in{input};
  std::ostringstream out, err;
  const Exit exit = usher::cli::plan(options, in, out, err);
  return {exit, out.str(), err.str()};
}

/// Two registered for what is due at 17:00.
const std::string kTwoRegistered =
    R"({"type":"connection","id":"c"})"
    "\n"
    R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
    R"("duration":"PT90M","rules":[{"id":"r","when":{"anchor":"start"},"audience":"all","connection":"c"}]}})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T15:00:00Z","webinar":"w","attendee":"ada"})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","seen":"2026-03-02T16:00:05Z","webinar":"w","attendee":"bob"})"
    "\n";

}  // namespace

TEST_CASE("the plan is a table of two lines a moment, the days as headings") {
  CHECK(table({moment(Outlook::on_time, 0ms), moment(Outlook::late, 200s, kDue + 24h)}) ==
        "As planned at 2026-03-29T08:45:00.000Z, times in UTC\n"
        "\n"
        "due        webinar             rules                     connection/lane\n"
        "handovers  calls  start        finish       outlook\n"
        "\n"
        "2026-03-29\n"
        "17:45:00   launch              pitch, gone               getresponse/main\n"
        "      200      2  17:44:31     17:45:00     on time\n"
        "\n"
        "2026-03-30\n"
        "17:45:00   launch              pitch, gone               getresponse/main\n"
        "      200      2  17:44:31     17:48:20     late by 3 min 20 s\n"
        "\n"
        "1 on time, 1 not\n");
}

TEST_CASE("the plan says in plain words what will be late, and why") {
  CHECK(table({moment(Outlook::late, 1ms)}).find("  late by less than 0.1 s\n") != std::string::npos);
  CHECK(table({moment(Outlook::put_off, 12min)}).find("  put off: 12 min late\n") != std::string::npos);
  CHECK(table({moment(Outlook::infeasible, 90s)}).find("  cannot be on time: 1 min 30 s late\n") != std::string::npos);
  CHECK(table({}).find("Nothing is to come") != std::string::npos);
}

TEST_CASE("the plan tells the day of a start or finish that is not that of the due instant") {
  auto late = moment(Outlook::late, 200s, *usher::parse_instant("2026-03-29T23:59:00Z"));
  CHECK(table({late}).find("  23:58:31     03-30 00:02  late by 3 min 20 s\n") != std::string::npos);
}

TEST_CASE("whatever is planned, the table fits 80 columns and sends nothing to the terminal but colours asked for") {
  auto wide = moment(Outlook::infeasible, usher::kLongestDuration - 1h);
  wide.webinar = std::string(100, 'w');
  wide.rules = std::vector<std::string>(40, std::string(30, 'r'));
  wide.connection = "\x1b[31m" + std::string(100, 'c');
  wide.handovers = 131'072'000;
  wide.calls = 131'072;
  const std::string plain = table({wide});
  CHECK(plain.find('\x1b') == std::string::npos);
  std::istringstream lines{plain};
  for (std::string line; std::getline(lines, line);) CHECK(usher::cli::columns_of(line) <= usher::cli::kColumns);
  CHECK(table({wide}, true).find("\x1b[1m") != std::string::npos);
}

TEST_CASE("the plan is as of the arrival of the last line, or of the instant asked for") {
  CHECK(plan(kTwoRegistered).out.starts_with("As planned at 2026-03-02T16:00:05.000Z"));
  const auto at = [](std::string_view text) { return usher::cli::PlanOptions{.at = *usher::parse_instant(text)}; };
  CHECK(plan(kTwoRegistered, at("2026-03-02T15:30:00Z")).out.starts_with("As planned at 2026-03-02T15:30:00.000Z"));
  CHECK(plan(kTwoRegistered, at("2026-03-02T16:30:00Z")).out.starts_with("As planned at 2026-03-02T16:30:00.000Z"));
}

TEST_CASE("the exit code of a plan tells whether all will be on time") {
  CHECK(usher::cli::exit_of({}) == Exit::clean);
  CHECK(usher::cli::exit_of({moment(Outlook::on_time, 0ms)}) == Exit::clean);
  for (const auto outlook : {Outlook::late, Outlook::put_off, Outlook::infeasible}) {
    CHECK(usher::cli::exit_of({moment(Outlook::on_time, 0ms), moment(outlook, 1ms)}) == Exit::flawed);
  }
}

TEST_CASE("what is to come is planned with what the connections say of their calls, and with what was measured (S19)") {
  const auto on_time = plan(kTwoRegistered);
  CHECK(on_time.exit == Exit::clean);
  CHECK(on_time.out.find("\n17:00:00   w                   r                         c/main\n") != std::string::npos);
  CHECK(on_time.out.find("\n        2      2  16:59:5") != std::string::npos);
  CHECK(on_time.out.find("\n1 on time, 0 not\n") != std::string::npos);
  const std::string slow = R"({"type":"connection","id":"c","call_time":"PT4M","max_lead":"PT5M"})" +
                           kTwoRegistered.substr(kTwoRegistered.find('\n'));
  const auto late = plan(slow);
  CHECK(late.exit == Exit::flawed);
  CHECK(late.out.find("  16:55:00     17:03:00     cannot be on time: 3 min late\n") != std::string::npos);
  CHECK(plan(slow, {.target = {.call_time = std::nullopt, .max_lead = 1h}}).exit == Exit::clean);
}

TEST_CASE("the plan as JSON has one object for each moment, with the same exit code") {
  const std::string slow = R"({"type":"connection","id":"c","call_time":"PT4M","max_lead":"PT5M"})" +
                           kTwoRegistered.substr(kTwoRegistered.find('\n'));
  const auto ran = plan(slow, {.json = true});
  CHECK(ran.exit == Exit::flawed);
  CHECK(ran.out == R"({"type":"planned_moment","webinar":"w","rules":["r"],"connection":"c","lane":"main",)"
                   R"("due":"2026-03-02T17:00:00.000Z","handovers":2,"calls":2,"starts_at":"2026-03-02T16:55:00.000Z",)"
                   R"("finishes_at":"2026-03-02T17:03:00.000Z","lateness":"PT3M","outlook":"infeasible"})"
                   "\n");
}

TEST_CASE("an error in the lines of a plan is told with its place, and nothing is planned") {
  const auto ran = plan(kTwoRegistered + "{}\n");
  CHECK(ran.exit == Exit::stopped);
  CHECK(ran.out.empty());
  CHECK(ran.err.starts_with("<stdin>:5: "));
  CHECK(plan("", {.files = {"/nowhere/at all.ndjson"}}).exit == Exit::stopped);
  CHECK(plan("").exit == Exit::clean);
}
