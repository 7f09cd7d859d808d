// Whether a rule's calls fit into max_lead: `usher check` and `usher plan` say the same.
#include <sstream>

#include "cli/check.hpp"
#include "cli/plan.hpp"
#include "support/catch.hpp"

namespace {

/// So many have registered for a rule for everybody.
std::string crowd(const std::string& connection, int people) {
  std::string input =
      R"({"type":"connection","id":"c")" + connection +
      "}\n"
      R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
      R"("duration":"PT90M","rules":[{"id":"r","when":{"anchor":"start"},"audience":"all","connection":"c"}]}})"
      "\n";
  for (int i = 0; i < people; ++i) {
    input += R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"p)" +
             std::to_string(i) + "\"}\n";
  }
  return input;
}

bool is_warned_of(const std::string& input) {
  std::istringstream in{input};
  std::ostringstream out, err;
  return usher::cli::check({}, in, out, err) == usher::cli::Exit::flawed;
}

bool is_infeasible(const std::string& input) {
  std::istringstream in{input};
  std::ostringstream out, err;
  static_cast<void>(usher::cli::plan({.json = true}, in, out, err));
  return out.str().find(R"("outlook":"infeasible")") != std::string::npos;
}

}  // namespace

TEST_CASE("check warns of what a plan calls infeasible before a call has been measured (S19, S22)") {
  int infeasible = 0, feasible = 0;
  for (const std::string spacing : {"PT0S", "PT0.2S", "PT0.5S", "PT2S"}) {
    for (const std::string call_time : {"PT0.3S", "PT1S"}) {
      for (int people = 20; people <= 400; people += 20) {
        const std::string connection =
            R"(,"max_lead":"PT2M","batch":2,"spacing":")" + spacing + R"(","call_time":")" + call_time + "\"";
        const std::string input = crowd(connection, people);
        INFO(people << " people" << connection);
        CHECK(is_warned_of(input) == is_infeasible(input));
        ++(is_infeasible(input) ? infeasible : feasible);
      }
    }
  }
  CHECK(infeasible > 40);
  CHECK(feasible > 40);
}
