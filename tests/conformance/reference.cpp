// Runs the cases of the files that are named and prints what came of each, a JSON object a line: the transcript that a
// binding's has to equal (README.md beside this file).
#include <fstream>
#include <iostream>

#include "case_run.hpp"

namespace {

using Json = nlohmann::ordered_json;

Json errors_of(const conformance::CaseRun& run) {
  Json errors = Json::array();
  for (const auto& [line, error] : run.refusals) {
    errors.push_back(
        {{"line", line}, {"code", to_string(error.code)}, {"where", error.where}, {"message", error.message}});
  }
  return errors;
}

Json answers_of(const conformance::CaseRun& run) {
  Json answers = Json::object();
  for (const auto& [line, answer] : run.answers) answers[std::to_string(line)] = answer;
  return answers;
}

Json counters_of(const usher::DispatchQueue& queue) {
  const usher::Counters counters = queue.counters();
  return {{"applied", counters.applied},
          {"late", counters.late},
          {"ahead", counters.ahead},
          {"duplicate", counters.duplicate},
          {"ignored", counters.ignored},
          {"refused", counters.refused},
          {"unpaired_leaves", counters.unpaired_leaves},
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
          {"webinars", counters.webinars},
          {"in_flight", counters.in_flight},
          {"dead_letters", counters.dead_letters}};
}

template <class Range>
Json listed(const Range& range) {
  Json list = Json::array();
  for (const auto& element : range) list.push_back(Json::parse(to_json(element)));
  return list;
}

Json explanations_of(const Json& wanted, const usher::DispatchQueue& queue) {
  Json list = Json::array();
  for (const Json& entry : wanted) {
    const auto explanation = queue.explain(entry.at("webinar").get<std::string>(), entry.at("rule").get<std::string>(),
                                           entry.at("attendee").get<std::string>());
    list.push_back(explanation ? Json::parse(usher::to_json(*explanation)) : Json{});
  }
  return list;
}

Json transcript_of(const Json& definition) {
  conformance::CaseRun run{definition};
  Json handovers = Json::array();
  for (const std::string& line : run.handovers) handovers.push_back(Json::parse(line));
  const usher::DispatchQueue& queue = run.queue();
  return {{"case", definition.at("name")},
          {"handovers", handovers},
          {"errors", errors_of(run)},
          {"answers", answers_of(run)},
          {"dead_letters", listed(queue.dead_letters())},
          {"connections", listed(queue.connections())},
          {"counters", counters_of(queue)},
          {"explain", explanations_of(definition.at("expect").value("explain", Json::array()), queue)}};
}

}  // namespace

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream file{argv[i]};
    for (const Json& definition : Json::parse(file)) std::cout << transcript_of(definition).dump() << '\n';
  }
  return 0;
}
