#include "case_run.hpp"

#include <stdexcept>

namespace conformance {
namespace {

using Json = nlohmann::ordered_json;

usher::Duration duration_of(const std::string& text) {
  const auto duration = usher::parse_duration(text);
  if (!duration) throw std::runtime_error{"not a duration: " + text};
  return *duration;
}

usher::Instant instant_of(const std::string& text) {
  const auto instant = usher::parse_instant(text);
  if (!instant) throw std::runtime_error{"not an instant: " + text};
  return *instant;
}

usher::cli::ReplaySettings settings_of(const Json& definition) {
  usher::cli::ReplaySettings settings;
  if (definition.contains("call_time")) settings.target.call_time = duration_of(definition["call_time"]);
  if (definition.contains("stop_at")) settings.stop_at = instant_of(definition["stop_at"]);
  return settings;
}

}  // namespace

CaseRun::CaseRun(const Json& definition)
    : outcomes_(definition.value("outcomes", Json::object())),
      engine_(settings_of(definition),
              {.ended =
                   [this](const usher::cli::EndedCall& end) {
                     for (const auto& handover : end.call.handovers()) {
                       handovers.push_back(usher::to_json(end.call, handover, end.finished_at));
                     }
                   },
               .answer =
                   [this](const usher::Call& call) {
                     std::vector<usher::Outcome> outcomes;
                     for (const auto& handover : call.handovers()) {
                       outcomes.push_back(outcome_of(std::string{handover.key}));
                     }
                     return outcomes;
                   }}) {
  std::size_t number = 0;
  for (const auto& line : definition.at("lines")) take(++number, line);
  engine_.finish();
}

void CaseRun::take(std::size_t number, const Json& line) {
  if (line.is_object() && line.contains("do")) {
    if (auto done = act(line); !done) refusals.push_back({number, done.error()});
    return;
  }
  const std::string text = line.is_string() ? line.get<std::string>() : line.dump();
  const auto parsed = parser_.parse(text);
  const auto fed = parsed ? engine_.apply(*parsed) : usher::Result<usher::Fed>{parsed.error()};
  if (fed) {
    answers[number] = usher::to_string(*fed);
  } else {
    refusals.push_back({number, fed.error()});
  }
}

usher::Result<void> CaseRun::act(const Json& step) {
  engine_.advance(instant_of(step.at("at")));
  const std::string what = step.at("do");
  if (what == "resubmit") return queue().resubmit(step.at("key").get<std::string>(), engine_.now());
  if (what == "forget") return queue().forget_dead_letter(step.at("key").get<std::string>());
  if (what == "pause") return queue().pause(step.at("connection").get<std::string>(), engine_.now());
  if (what == "resume") return queue().resume(step.at("connection").get<std::string>(), engine_.now());
  if (what != "cancel") throw std::runtime_error{"nothing to do: " + what};
  return queue().cancel(step.at("webinar").get<std::string>(), step.at("rule").get<std::string>(),
                        step.at("attendee").get<std::string>(), engine_.now());
}

usher::Outcome CaseRun::outcome_of(const std::string& key) {
  const std::size_t nth = calls_for_[key]++;
  if (!outcomes_.contains(key) || nth >= outcomes_[key].size()) return usher::Outcome::delivered();
  const std::string text = outcomes_[key][nth];
  const auto space = text.find(' ');
  const std::string kind = text.substr(0, space);
  const std::string rest = space == std::string::npos ? "" : text.substr(space + 1);
  if (kind == "delivered") return usher::Outcome::delivered();
  if (kind == "rejected") return usher::Outcome::rejected(rest);
  if (kind == "throttled") return usher::Outcome::throttled(instant_of(rest));
  if (kind != "retry") throw std::runtime_error{"no outcome: " + text};
  return rest.empty() ? usher::Outcome::retry() : usher::Outcome::retry_after(duration_of(rest));
}

}  // namespace conformance
