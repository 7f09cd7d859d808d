#include <algorithm>
#include <cstdio>
#include <numeric>
#include <ostream>
#include <string>

#include "bench/lead/report.hpp"

namespace usher::lead {
namespace {

struct Column {
  std::string_view title;
  double Measures::*measure;
};
using M = Measures;
const std::vector<Column> kOfHandovers{{"on time %", &M::on_time},
                                       {"wrong %", &M::wrong},
                                       {"both/neither %", &M::both_or_neither},
                                       {"p99 late s", &M::late_p99}};
const std::vector<Column> kOfMoments{{"moments on time %", &M::moments_on_time}, {"handovers on time %", &M::on_time}};
const std::vector<Column> kOfCorrections{{"wrong at end %", &M::wrong_in_the_end},
                                         {"both/neither %", &M::both_or_neither},
                                         {"extra calls %", &M::extra_calls},
                                         {"extra handovers %", &M::extra_handovers}};

template <class... Arguments>
std::string formatted(const char* format, Arguments... arguments) {
  std::string text(200, '\0');
  text.resize(static_cast<std::size_t>(std::snprintf(text.data(), text.size(), format, arguments...)));
  return text;
}

double mean(const std::vector<Measures>& runs, double Measures::*measure) {
  const auto sum = [measure](double so_far, const Measures& one) { return so_far + one.*measure; };
  return std::accumulate(runs.begin(), runs.end(), 0.0, sum) / static_cast<double>(runs.size());
}

/// "93.12 (90.01..95.20)"
std::string spread(const std::vector<Measures>& runs, double Measures::*measure) {
  const auto [least, most] = std::ranges::minmax_element(runs, {}, measure);
  const double average = mean(runs, measure);
  const int decimals = (*most).*measure < 10 ? 2 : (*most).*measure <= 100 ? 1 : 0;
  return formatted("%.*f (%.*f..%.*f)", decimals, average, decimals, (*least).*measure, decimals, (*most).*measure);
}

const std::vector<Column>& columns_of(const Case& one) {
  if (one.colliding) return kOfMoments;
  return one.correct ? kOfCorrections : kOfHandovers;
}

const std::vector<Measures>* runs_of(const Case& one, const Results& results, Policy policy) {
  const auto found = std::ranges::find(one.policies, policy);
  const auto index = static_cast<std::size_t>(found - one.policies.begin());
  return index < results.size() && !results[index].empty() ? &results[index] : nullptr;
}

/// "on time       >= 97           98.20   reached"
std::string judged(const Case& one, const Results& results, const Requirement& requirement) {
  const auto* const usher = runs_of(one, results, Policy::usher);
  const auto* const other = requirement.times ? runs_of(one, results, *requirement.times) : nullptr;
  if (usher == nullptr || (requirement.times && other == nullptr)) return {};
  const double value = mean(*usher, requirement.measure);
  const double bound = other == nullptr ? requirement.bound : requirement.bound * mean(*other, requirement.measure);
  const double missing = requirement.at_least ? bound - value : value - bound;
  std::string wanted = formatted("%s %.4g", requirement.at_least ? ">=" : "<=", bound);
  if (other != nullptr) {
    wanted += formatted(" (%.2f x %s)", requirement.bound, std::string{to_string(*requirement.times)}.c_str());
  }
  const std::string verdict = missing <= 0 ? "reached" : formatted("not reached, by %.2f", missing);
  return formatted("    %-17s must be %-24s is %7.2f   %s\n", std::string{requirement.what}.c_str(), wanted.c_str(),
                   value, verdict.c_str());
}

}  // namespace

void print_table(std::ostream& out, const Case& one, const Results& results) {
  const auto& columns = columns_of(one);
  const auto line = [&](std::string_view name, const auto& cell) {
    std::string text = formatted("  %-12s", std::string{name}.c_str());
    for (const Column& column : columns) text += formatted("%-21s", std::string{cell(column)}.c_str());
    out << text.substr(0, text.find_last_not_of(' ') + 1) << '\n';
  };
  const auto simulated = std::ranges::find_if(results, [](const auto& runs) { return !runs.empty(); });
  if (simulated == results.end()) return;
  out << one.title << " [" << one.name << "], " << simulated->size() << " seeds: mean (least..most)\n";
  line({}, [](const Column& column) { return column.title; });
  for (std::size_t policy = 0; policy < results.size(); ++policy) {
    if (results[policy].empty()) continue;
    line(to_string(one.policies[policy]),
         [&](const Column& column) { return spread(results[policy], column.measure); });
  }
  for (const Requirement& requirement : one.requirements) out << judged(one, results, requirement);
  out << '\n';
}

}  // namespace usher::lead
