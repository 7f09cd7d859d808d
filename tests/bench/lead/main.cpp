// lead_simulator: how early to start, measured. `--help` explains it.
#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "bench/lead/report.hpp"

namespace {

using namespace usher::lead;

struct Command {
  std::size_t seeds = 20;
  std::uint64_t seed = 1;
  std::string chosen, policy, json;
  std::vector<std::string> settings;
  bool trace = false, show_parameters = false;
};

/// "name=value"
bool set(Parameters& parameters, const std::string& setting) {
  const auto equals = setting.find('=');
  for (const NamedParameter& one : named_parameters()) {
    if (one.name != setting.substr(0, equals) || equals == std::string::npos) continue;
    const char* const end = setting.data() + setting.size();
    const auto [stopped, error] = std::from_chars(setting.data() + equals + 1, end, parameters.*one.value);
    return error == std::errc{} && stopped == end;
  }
  return false;
}

void print_parameters(const Parameters& parameters) {
  for (const NamedParameter& one : named_parameters()) {
    std::printf("%-18s%10g  %s\n", std::string{one.name}.c_str(), parameters.*one.value,
                std::string{one.meaning}.c_str());
  }
}

bool chosen(const Command& command, Policy policy) {
  return command.policy.empty() || to_string(policy) == command.policy;
}

int trace(const Command& command, const Case& one, const Parameters& parameters) {
  const Evening evening = evening_of(one, parameters, command.seed);
  for (const Policy policy : kPolicies) {
    if (chosen(command, policy))
      print_trace(std::cout, evening, run_of(one, policy, evening, parameters, command.seed));
  }
  return 0;
}

Results simulate(const Command& command, const Case& one, const Parameters& parameters) {
  Results results(one.policies.size());
  for (std::size_t count = 0; count < command.seeds; ++count) {
    const std::uint64_t seed = command.seed + count;
    const Evening evening = evening_of(one, parameters, seed);
    for (std::size_t index = 0; index < one.policies.size(); ++index) {
      if (!chosen(command, one.policies[index])) continue;
      const Run run = run_of(one, one.policies[index], evening, parameters, seed);
      if (const std::string found = fault(evening, run); !found.empty()) {
        std::cerr << "lead_simulator: " << one.name << ", " << to_string(one.policies[index]) << ", seed " << seed
                  << ": " << found << '\n';
        std::exit(1);
      }
      results[index].push_back(measure(evening, run, parameters));
    }
  }
  return results;
}

int run_command(const Command& command) {
  Parameters parameters;
  for (const std::string& setting : command.settings) {
    if (set(parameters, setting)) continue;
    std::cerr << "lead_simulator: expected NAME=VALUE of a parameter, found " << setting << '\n';
    return 2;
  }
  if (command.show_parameters) {
    print_parameters(parameters);
    return 0;
  }
  std::vector<Case> of;
  for (const Case& one : cases()) {
    if (command.chosen.empty() || one.name == command.chosen) of.push_back(one);
  }
  if (command.trace) return trace(command, of.front(), parameters);
  std::vector<Results> results;
  for (const Case& one : of) {
    results.push_back(simulate(command, one, parameters));
    print_table(std::cout, one, results.back());
    std::cout.flush();
  }
  if (command.json.empty()) return 0;
  std::ofstream file{command.json};
  print_json(file, of, results, parameters, command.seed);
  return file.good() ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
  Command command;
  CLI::App app{
      "Simulates evenings of webinars in virtual time and tells how the policies fare; the model is docs/lead.md's"};
  std::vector<std::string> names, policies;
  for (const Case& one : cases()) names.emplace_back(one.name);
  for (const Policy policy : kPolicies) policies.emplace_back(to_string(policy));
  app.add_option("--seeds", command.seeds, "How many evenings of each case (default 20)")->check(CLI::PositiveNumber);
  app.add_option("--seed", command.seed, "The first of them (default 1)");
  auto* const only_case = app.add_option("--case", command.chosen, "Only this case")->check(CLI::IsMember(names));
  auto* const only_policy =
      app.add_option("--policy", command.policy, "Only this policy")->check(CLI::IsMember(policies));
  app.add_option("--json", command.json, "Write all numbers to this file, and the calls of one evening");
  app.add_option("--set", command.settings, "NAME=VALUE: another value for a parameter of the model");
  app.add_flag("--trace", command.trace, "A line for each call of one evening of the case, and no table")
      ->needs(only_case)
      ->needs(only_policy);
  app.add_flag("--parameters", command.show_parameters, "The parameters of the model, with their values");
  CLI11_PARSE(app, count, arguments);
  return run_command(command);
}
