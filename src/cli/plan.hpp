// `usher plan`: replays lines quietly up to an instant and tells what is to come from there on, and what will be late.
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/input.hpp"
#include "cli/layout.hpp"
#include "usher/time.hpp"

namespace usher::cli {

struct PlanOptions {
  std::vector<std::string> files{"-"};  ///< in the order given, as one input; `-` is standard input
  std::optional<Instant> at{};          ///< of the plan; default: the arrival of the last line
  /// What calls took before; the plan reckons with what it has seen, so by default they take what connections say.
  ReplayTarget target{.call_time = std::nullopt};
  bool json = false;    ///< one JSON object a line instead of a table
  bool colour = false;  ///< of the table
};

/// Exit::clean: all will be on time; flawed: something will be late; stopped: at an error.
[[nodiscard]] Exit plan(const PlanOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

/// A table of moments, which are in the order of due, at most kColumns wide.
void print_plan(const std::vector<PlannedMoment>& moments, Instant now, const Paint& paint, std::ostream& out);

/// Exit::clean where all are on time, else flawed.
[[nodiscard]] Exit exit_of(const std::vector<PlannedMoment>& moments);

}  // namespace usher::cli
