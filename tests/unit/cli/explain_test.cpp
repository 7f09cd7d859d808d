// `usher explain`: the sentence and the facts, at the end of the replay or at an instant.
#include "cli/explain.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "ran.hpp"
#include "support/catch.hpp"

namespace {

using namespace std::chrono_literals;
using usher::cli::Exit;
using usher::cli::ExplainOptions;
using usher::cli_test::Ran;

const std::string kPitch =
    R"({"type":"connection","id":"c","max_lead":"PT0S"})"
    "\n"
    R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
    R"("duration":"PT90M","threshold":{"percent":60},"rules":[)"
    R"({"id":"pitch","when":{"anchor":"start","offset":"PT45M"},"audience":"online","connection":"c"}]}})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"ada"})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"bob"})"
    "\n"
    R"({"type":"attendee.joined","at":"2026-03-02T17:00:00Z","webinar":"w","attendee":"ada","session":"tab-1"})"
    "\n"
    R"({"type":"attendee.left","at":"2026-03-02T17:50:00Z","webinar":"w","attendee":"ada","session":"tab-1"})"
    "\n";

Ran explain(ExplainOptions options, const std::string& input = kPitch) {
  options.file = "-";
  options.webinar = "w";
  if (options.rule.empty()) options.rule = "pitch";
  std::istringstream in{input};
  std::ostringstream out, err;
  const Exit exit = usher::cli::explain(options, in, out, err);
  return {exit, out.str(), err.str()};
}

nlohmann::json facts(ExplainOptions options) {
  options.json = true;
  const auto ran = explain(options);
  REQUIRE(ran.exit == Exit::clean);
  return nlohmann::json::parse(ran.out);
}

}  // namespace

TEST_CASE("explain tells who was handed over when, and on what standing") {
  const auto ran = explain({.attendee = "ada", .target = {.call_time = 300ms}});
  CHECK(ran.exit == Exit::clean);
  CHECK(ran.err.empty());
  INFO(ran.out);
  for (const auto* fact :
       {"ada", "verdict        done", "registered     yes", "start          2026-03-02T17:00:00.000Z",
        "mark           2026-03-02T17:54:00.000Z", "end            2026-03-02T18:30:00.000Z",
        "stay           2026-03-02T17:00:00.000Z to 2026-03-02T17:50:00.000Z (tab-1)",
        "due            2026-03-02T17:45:00.000Z", "standing       attended, non-participant, online",
        "called         2026-03-02T17:45:00.000Z to 2026-03-02T17:45:00.300Z, attempt 1, call 1: delivered"}) {
    CAPTURE(fact);
    CHECK(ran.out.find(fact) != std::string::npos);
  }
}

TEST_CASE("explain tells why somebody was left out") {
  const auto ran = explain({.attendee = "bob"});
  CHECK(ran.out.find("verdict        left_out") != std::string::npos);
  CHECK(ran.out.find("stays          none") != std::string::npos);
  CHECK(ran.out.find("called         never") != std::string::npos);
}

TEST_CASE("explain gives the facts as JSON, the calls with them") {
  const auto ada = facts({.attendee = "ada", .target = {.call_time = 300ms}});
  CHECK(ada["verdict"] == "done");
  REQUIRE(ada["calls"].size() == 1);
  CHECK(ada["calls"][0]["kind"] == "transfer");
  CHECK(ada["calls"][0]["started_at"] == "2026-03-02T17:45:00.000Z");
  CHECK(ada["calls"][0]["finished_at"] == "2026-03-02T17:45:00.300Z");
  CHECK(ada["calls"][0]["outcome"] == "delivered");
  CHECK(facts({.attendee = "bob"})["calls"].empty());
}

TEST_CASE("explain stops the replay at an instant, what happens at it included") {
  const auto at = [](std::string_view text) { return *usher::parse_instant(text); };
  CHECK(facts({.attendee = "ada", .at = at("2026-03-02T17:30:00Z")})["verdict"] == "not_yet");
  CHECK(facts({.attendee = "ada", .at = at("2026-03-02T17:30:00Z")})["watched"] == "PT30M");
  CHECK(facts({.attendee = "ada", .target = {.call_time = 60000ms}, .at = at("2026-03-02T17:45:30Z")})["verdict"] ==
        "in_flight");
  CHECK(facts({.attendee = "ada", .at = at("2026-03-02T17:45:00Z")})["verdict"] == "done");
}

TEST_CASE("explain tells that somebody was taken back, when and why (S17)") {
  const std::string corrects = [] {
    std::string input = kPitch;
    input.insert(input.find(R"(,"connection":"c"}]}})"), R"(,"correct":true)");
    return input.substr(0, input.find(R"({"type":"attendee.left")"));
  }();
  const std::string left_before =
      R"({"type":"attendee.left","at":"2026-03-02T17:40:00Z","seen":"2026-03-02T17:50:00Z","webinar":"w",)"
      R"("attendee":"ada","session":"tab-1"})"
      "\n";
  const auto ran = explain({.attendee = "ada", .target = {.call_time = 300ms}}, corrects + left_before);
  INFO(ran.out);
  CHECK(ran.out.starts_with(R"(ada was handed over by rule "pitch" of webinar "w", due 2026-03-02T17:45:00.000Z, and )"
                            "was taken back at 2026-03-02T17:50:00.000Z, since as of due ada had attended, had not "
                            "reached the threshold and was offline.\n"));
  for (const auto* fact :
       {"verdict        taken_back", "corrected at   2026-03-02T17:50:00.000Z",
        "standing       attended, non-participant, offline",
        "called         2026-03-02T17:45:00.000Z to 2026-03-02T17:45:00.300Z, attempt 1, call 1: delivered\n",
        "called         2026-03-02T17:50:00.000Z to 2026-03-02T17:50:00.300Z, attempt 1, call 2, a "
        "retraction: delivered\n"}) {
    CAPTURE(fact);
    CHECK(ran.out.find(fact) != std::string::npos);
  }
}

TEST_CASE("explain knows a webinar that has long been freed in a replay") {
  const std::string later =
      R"({"type":"connection","id":"d"})"
      "\n"
      R"({"type":"webinar.scheduled","at":"2026-04-02T08:00:00Z","webinar":{"id":"v","start":"2026-05-02T17:00:00Z",)"
      R"("duration":"PT90M","rules":[]}})"
      "\n"
      R"({"type":"attendee.registered","at":"2026-04-02T09:00:00Z","webinar":"v","attendee":"ada"})"
      "\n";
  CHECK(explain({.attendee = "ada"}, kPitch + later).out.find("verdict        done") != std::string::npos);
}

TEST_CASE("explain says so where there is no such webinar, rule or attendee, and stops at errors") {
  const auto nobody = explain({.attendee = "eve"});
  CHECK(nobody.exit == Exit::stopped);
  CHECK(nobody.out.empty());
  CHECK(nobody.err.find("eve") != std::string::npos);
  CHECK(explain({.rule = "none", .attendee = "ada"}).exit == Exit::stopped);
  const auto broken = explain({.attendee = "ada"}, kPitch + "{}\n");
  CHECK(broken.exit == Exit::stopped);
  CHECK(broken.err.starts_with("<stdin>:7: "));
  CHECK(explain({.attendee = "ada", .keep_going = true}, kPitch + "{}\n").exit == Exit::flawed);
}
