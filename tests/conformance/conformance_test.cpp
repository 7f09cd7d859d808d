// Every case of the JSON files beside this one, and that together they show every rule in force.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "case_run.hpp"
#include "support/catch.hpp"

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::filesystem::path> files() {
  std::vector<std::filesystem::path> result;
  for (const auto& entry : std::filesystem::directory_iterator{USHER_SOURCE_DIR "/tests/conformance"}) {
    if (entry.path().extension() == ".json") result.push_back(entry.path());
  }
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<Json> cases_of(const std::filesystem::path& file) {
  std::ifstream stream{file};
  return Json::parse(stream).get<std::vector<Json>>();
}

/// The fields of `expected` are in `actual`, whatever else is.
void check_fields(const Json& expected, const Json& actual) {
  for (const auto& [field, value] : expected.items()) {
    INFO(field << ": expected " << value << ", found " << actual.value(field, Json{}));
    CHECK(actual.contains(field));
    CHECK(actual.value(field, Json{}) == value);
  }
}

void check_list(const Json& expected, const std::vector<Json>& actual) {
  INFO("expected " << expected.dump(1) << "\nfound " << Json(actual).dump(1));
  REQUIRE(actual.size() == expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) check_fields(expected[i], actual[i]);
}

/// `action_text` and `profile_text` stand for the bytes of a field as printed.
Json with_texts(const std::string& printed, const Json& expected) {
  Json result = Json::parse(printed);
  for (const std::string field : {"action", "profile"}) {
    if (!expected.contains(field + "_text")) continue;
    const std::string text = expected[field + "_text"];
    const bool found = printed.find('"' + field + "\":" + text) != std::string::npos;
    result[field + "_text"] = found ? text : "other bytes";
  }
  return result;
}

void check_handovers(const Json& expected, const std::vector<std::string>& printed) {
  std::vector<Json> actual;
  for (std::size_t i = 0; i < printed.size(); ++i) {
    actual.push_back(with_texts(printed[i], i < expected.size() ? expected[i] : Json::object()));
  }
  check_list(expected, actual);
}

void check_errors(const Json& expected, const std::vector<conformance::Refusal>& refusals) {
  std::vector<Json> actual;
  for (const auto& [line, error] : refusals) {
    CHECK(error.message.find('\n') == std::string::npos);
    actual.push_back(
        {{"line", line}, {"code", to_string(error.code)}, {"where", error.where}, {"message", error.message}});
  }
  check_list(expected, actual);
}

void check_answers(const Json& expected, const std::map<std::size_t, std::string>& answers) {
  Json actual = Json::object();
  for (const auto& [line, answer] : answers) actual[std::to_string(line)] = answer;
  check_fields(expected, actual);
}

void check_dead_letters(const Json& expected, const usher::DispatchQueue& queue) {
  std::vector<Json> actual;
  for (const auto& letter : queue.dead_letters()) {
    actual.push_back({{"key", letter.key},
                      {"kind", to_string(letter.kind)},
                      {"webinar", letter.webinar},
                      {"rule", letter.rule},
                      {"attendee", letter.attendee},
                      {"connection", letter.connection},
                      {"due", usher::to_string(letter.due)},
                      {"died_at", usher::to_string(letter.died_at)},
                      {"attempts", letter.attempts},
                      {"reason", letter.reason}});
  }
  check_list(expected, actual);
}

void check_counters(const Json& expected, const usher::DispatchQueue& queue) {
  const auto counters = queue.counters();
  check_fields(expected, {{"unpaired_leaves", counters.unpaired_leaves},
                          {"calls", counters.calls},
                          {"delivered", counters.delivered},
                          {"retried", counters.retried},
                          {"rejected", counters.rejected},
                          {"gave_up", counters.gave_up},
                          {"cancelled", counters.cancelled},
                          {"throttled", counters.throttled},
                          {"decided_early", counters.decided_early},
                          {"retractions", counters.retractions},
                          {"corrections", counters.corrections},
                          {"differences", counters.differences},
                          {"webinars_freed", counters.webinars_freed},
                          {"webinars", counters.webinars}});
}

void check_connections(const Json& expected, const usher::DispatchQueue& queue) {
  std::vector<Json> actual;
  for (const auto& status : queue.connections()) actual.push_back(Json::parse(to_json(status)));
  check_list(expected, actual);
}

void check_explanations(const Json& expected, const usher::DispatchQueue& queue) {
  for (Json entry : expected) {
    const auto explanation = queue.explain(entry["webinar"].get<std::string>(), entry["rule"].get<std::string>(),
                                           entry["attendee"].get<std::string>());
    REQUIRE(explanation);
    for (const auto* field : {"webinar", "rule", "attendee"}) entry.erase(field);
    check_fields(entry, Json::parse(usher::to_json(*explanation)));
  }
}

void check_case(const Json& definition) {
  conformance::CaseRun run{definition};
  const Json& expect = definition.at("expect");
  if (expect.contains("handovers")) check_handovers(expect["handovers"], run.handovers);
  if (expect.contains("errors")) check_errors(expect["errors"], run.refusals);
  if (expect.contains("answers")) check_answers(expect["answers"], run.answers);
  if (expect.contains("dead_letters")) check_dead_letters(expect["dead_letters"], run.queue());
  if (expect.contains("connections")) check_connections(expect["connections"], run.queue());
  if (expect.contains("counters")) check_counters(expect["counters"], run.queue());
  if (expect.contains("explain")) check_explanations(expect["explain"], run.queue());
  CHECK(run.queue().check_invariants().empty());
}

}  // namespace

TEST_CASE("every conformance case comes out as expected") {
  for (const auto& file : files()) {
    for (const auto& definition : cases_of(file)) {
      DYNAMIC_SECTION(file.stem().string() << ": " << definition.at("name").get<std::string>()) {
        check_case(definition);
      }
    }
  }
}

TEST_CASE("the conformance cases show every rule that is in force") {
  std::set<std::string> missing{"S1",   "S1a",  "S2",   "S3",   "S4",   "S4a",  "S4b",  "S4c",  "S5",   "S5a",
                                "S5b",  "S5c",  "S5d",  "S5e",  "S5f",  "S5g",  "S6",   "S7",   "S8",   "S9",
                                "S9a",  "S10",  "S11",  "S11a", "S11b", "S11c", "S12",  "S13",  "S14",  "S15",
                                "S15a", "S15b", "S15c", "S16",  "S17",  "S17a", "S17b", "S17c", "S17d", "S17e",
                                "S17f", "S18",  "S19",  "S19a", "S19b", "S19c", "S20",  "S20a", "S20b", "S20c",
                                "S21",  "S22",  "S23",  "S23a", "S23b", "S23c", "S23d", "S24",  "S25",  "S28"};
  std::set<std::string> names;
  std::size_t count = 0;
  for (const auto& file : files()) {
    for (const auto& definition : cases_of(file)) {
      ++count;
      names.insert(definition.at("name").get<std::string>());
      for (const auto& number : definition.at("covers")) missing.erase(number.get<std::string>());
    }
  }
  CHECK(missing == std::set<std::string>{});
  CHECK(names.size() == count);
  CHECK(count >= 60);
}
