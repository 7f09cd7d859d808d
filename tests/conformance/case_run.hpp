// Runs one conformance case as README.md beside this file says, and keeps what came of it.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/replay_engine.hpp"

namespace conformance {

struct Refusal {
  std::size_t line = 0;
  usher::Error error;
};

class CaseRun {
 public:
  explicit CaseRun(const nlohmann::ordered_json& definition);

  std::vector<std::string> handovers;  ///< as printed
  std::vector<Refusal> refusals;
  std::map<std::size_t, std::string> answers;  ///< by line
  [[nodiscard]] usher::DispatchQueue& queue() { return engine_.queue_to_use(); }

 private:
  void take(std::size_t number, const nlohmann::ordered_json& line);
  [[nodiscard]] usher::Result<void> act(const nlohmann::ordered_json& step);
  [[nodiscard]] usher::Outcome outcome_of(const std::string& key);

  nlohmann::ordered_json outcomes_;
  std::map<std::string, std::size_t> calls_for_;  ///< by key
  usher::LineParser parser_;
  usher::cli::ReplayEngine engine_;
};

}  // namespace conformance
