#include <nlohmann/json.hpp>
#include <ostream>

#include "bench/lead/report.hpp"

namespace usher::lead {
namespace {

using Json = nlohmann::ordered_json;

/// The case whose calls are shown: the one in which there is most to see.
constexpr std::string_view kDrawn = "2000";
/// Calls of one moment with no longer pause between them are drawn as one.
constexpr Duration kPause = std::chrono::seconds{2};

struct Field {
  const char* name;
  double Measures::*measure;
};
constexpr std::array kFields{
    Field{"on_time", &Measures::on_time},
    Field{"wrong", &Measures::wrong},
    Field{"both_or_neither", &Measures::both_or_neither},
    Field{"late_p99", &Measures::late_p99},
    Field{"moments_on_time", &Measures::moments_on_time},
    Field{"wrong_in_the_end", &Measures::wrong_in_the_end},
    Field{"extra_handovers", &Measures::extra_handovers},
    Field{"extra_calls", &Measures::extra_calls},
};

double seconds_of(Instant instant) {
  return std::chrono::duration<double>{instant - kEvening}.count();
}

Json case_json(const Case& one, const Results& results) {
  Json json{{"name", one.name}, {"title", one.title}, {"policies", Json::array()}};
  for (std::size_t policy = 0; policy < results.size(); ++policy) {
    if (results[policy].empty()) continue;
    Json numbers{{"name", to_string(one.policies[policy])}};
    for (const Field& field : kFields) {
      for (const Measures& measures : results[policy]) numbers[field.name].push_back(measures.*field.measure);
    }
    json["policies"].push_back(std::move(numbers));
  }
  return json;
}

/// Stretches of calls without a pause, each of one moment: [moment, start, end, handovers].
Json blocks_json(const Run& run) {
  Json blocks = Json::array();
  const CallMade* before = nullptr;
  for (const CallMade& call : run.calls) {
    if (before != nullptr && before->moment == call.moment && call.start - before->end <= kPause) {
      blocks.back()[2] = seconds_of(call.end);
      blocks.back()[3] = blocks.back()[3].get<std::size_t>() + call.attendees;
    } else {
      blocks.push_back({call.moment, seconds_of(call.start), seconds_of(call.end), call.attendees});
    }
    before = &call;
  }
  return blocks;
}

Json time_line_json(const Case& one, const Parameters& parameters, std::uint64_t seed) {
  const Evening evening = evening_of(one, parameters, seed);
  Json json{{"case", one.name}, {"title", one.title}, {"seed", seed}, {"max_lead", parameters.max_lead * 60}};
  for (const Room& room : evening.rooms) {
    json["webinars"].push_back(
        {{"start", seconds_of(room.start)}, {"end", seconds_of(room.end)}, {"registrants", room.attendees()}});
  }
  for (const Moment& moment : evening.moments) {
    Json rules = Json::array();
    for (const Group group : moment.groups) rules.push_back(to_string(group));
    json["moments"].push_back({{"webinar", moment.room}, {"due", seconds_of(moment.due)}, {"rules", rules}});
  }
  for (const Policy policy : one.policies) {
    const Run run = run_of(one, policy, evening, parameters, seed);
    json["policies"].push_back({{"name", to_string(policy)},
                                {"on_time", measure(evening, run, parameters).on_time},
                                {"blocks", blocks_json(run)}});
  }
  return json;
}

}  // namespace

void print_json(std::ostream& out, std::span<const Case> of, const std::vector<Results>& results,
                const Parameters& parameters, std::uint64_t first_seed) {
  Json json;
  for (const NamedParameter& one : named_parameters()) json["parameters"][one.name] = parameters.*one.value;
  json["first_seed"] = first_seed;
  for (std::size_t index = 0; index < of.size(); ++index) json["cases"].push_back(case_json(of[index], results[index]));
  for (const Case& one : of) {
    if (one.name == kDrawn) json["time_line"] = time_line_json(one, parameters, first_seed);
  }
  out << json.dump(1) << '\n';
}

}  // namespace usher::lead
