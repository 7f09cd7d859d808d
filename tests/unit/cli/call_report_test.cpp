// How the calls of a replay went, as its summary tells.
#include "cli/call_report.hpp"

#include <sstream>

#include "cli/replay.hpp"
#include "support/catch.hpp"

namespace {

using namespace std::chrono_literals;

/// The last part of the summary of a replay in which ten people are due at once, checked to fit a terminal.
std::string report(const usher::cli::ReplayTarget& target, const std::string& max_lead = "PT0S",
                   const std::string& call_time = "PT0.3S") {
  std::string input =
      R"({"type":"connection","id":"c","max_lead":")" + max_lead + R"(","call_time":")" + call_time +
      R"("})"
      "\n"
      R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
      R"("duration":"PT90M","rules":[{"id":"r","when":{"anchor":"start"},"audience":"all","connection":"c"}]}})"
      "\n";
  for (int i = 0; i < 10; ++i) {
    input += R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"person-)" +
             std::to_string(i) + "\"}\n";
  }
  std::istringstream in{input};
  std::ostringstream out, err;
  CHECK(usher::cli::replay({.target = target, .summary = true}, in, out, err) == usher::cli::Exit::clean);
  std::istringstream lines{out.str()};
  for (std::string line; std::getline(lines, line);) CHECK(usher::cli::columns_of(line) <= usher::cli::kColumns);
  return out.str().substr(out.str().find("\ncalls\n"));
}

}  // namespace

TEST_CASE("the summary tells what was on time, how late and how early, and what was done again") {
  CHECK(report({.call_time = 500ms}) ==
        "\ncalls\n"
        "\n"
        "20.0 % on time: 2 of 10 done by due + 1 s\n"
        "\n"
        "                   p50       p90       p99       max\n"
        "late             2.5 s     4.5 s     5.0 s     5.0 s\n"
        "lead                 -         -         -         -\n"
        "\n"
        "10 calls; handovers: 10 delivered, 0 to be repeated, 0 dead letters\n"
        "0 corrections, of these 0 retractions; 0 differences not corrected\n"
        "0 attendees decided before due\n");
  CHECK(report({}).find("100.0 % on time: 10 of 10") != std::string::npos);
  const auto failing = report({.fail = usher::cli::Share{usher::cli::kWhole}});
  CHECK(failing.find("0.0 % on time: 0 of 10 done") != std::string::npos);
  CHECK(failing.find("0 delivered, ") != std::string::npos);
  CHECK(failing.find(" 10 dead letters") != std::string::npos);
}

TEST_CASE("the summary tells the lead of the calls that started before due") {
  const auto early = report({.call_time = 60'000ms}, "PT5M", "PT1M");
  CHECK(early.find("50.0 % on time: 5 of 10 done") != std::string::npos);
  CHECK(early.find("late             0.0 s   4.0 min   5.0 min   5.0 min\n") != std::string::npos);
  CHECK(early.find("lead           3.0 min   5.0 min   5.0 min   5.0 min\n") != std::string::npos);
  CHECK(early.find("5 attendees decided before due\n") != std::string::npos);
}

TEST_CASE("a percentile is the smallest that so many of a hundred do not exceed") {
  const std::vector<usher::Duration> four{1ms, 2ms, 3ms, 4ms};
  CHECK(usher::cli::percentile(four, 50) == 2ms);
  CHECK(usher::cli::percentile(four, 75) == 3ms);
  CHECK(usher::cli::percentile(four, 76) == 4ms);
  CHECK(usher::cli::percentile(four, 100) == 4ms);
  CHECK(usher::cli::percentile({7ms}, 1) == 7ms);
}

TEST_CASE("a key of a second or later generation is that of a correction") {
  CHECK_FALSE(usher::cli::is_correction("w/r/ada/1"));
  CHECK(usher::cli::is_correction("w/r/ada/2"));
  CHECK(usher::cli::is_correction("w/r/ada/11"));
}
