#include "trace.hpp"

namespace usher::crash {
namespace {

/// What the host does by itself has no inside: nothing is written meanwhile.
constexpr bool writes(Step step) {
  return step != Step::event_fed && step != Step::call_handed_out && step != Step::outcome_reported;
}

std::string names_of(Steps steps) {
  std::string names;
  for (const Step step : steps.all()) names += (names.empty() ? "" : ", ") + std::string{name_of(step)};
  return names.empty() ? "nothing" : names;
}

}  // namespace

const char* name_of(Step step) {
  constexpr std::array<const char*, kSteps> names{
      "event fed",       "events written",   "intent written",  "planes written", "claim written",
      "call handed out", "outcome reported", "outcome written", "rows dropped",   "person forgotten"};
  return names[static_cast<std::size_t>(step)];
}

std::vector<Step> Steps::all() const {
  std::vector<Step> steps;
  for (std::size_t step = 0; step < kSteps; ++step)
    if (has(Step(step))) steps.push_back(Step(step));
  return steps;
}

bool Trace::before(Steps steps) {
  if (stopped()) return false;
  next_ = steps;
  inside_ = false;
  ++points_;
  return !stopped();
}

bool Trace::within(Steps steps) {
  if (stopped()) return false;
  next_ = steps;
  inside_ = true;
  ++points_;
  return !stopped();
}

void Trace::did(Steps steps) {
  if (!steps.none()) last_ = steps;
  next_ = {};
  inside_ = false;
}

std::string Trace::description() const {
  return std::string{inside_ ? "within " : "before "} + names_of(next_) + ", after " + names_of(last_);
}

void Tally::add(const Trace& trace) {
  for (const Step step : trace.next().all()) {
    ++(trace.inside() ? within_ : before_)[static_cast<std::size_t>(step)];
    if (trace.inside()) continue;
    for (const Step last : trace.last().all()) ++between_[{last, step}];
  }
  if (trace.inside() || trace.next().none()) return;
  for (const Step last : trace.last().all()) ++after_[static_cast<std::size_t>(last)];
}

void Tally::add(const Tally& other) {
  for (std::size_t step = 0; step < kSteps; ++step) {
    before_[step] += other.before_[step];
    within_[step] += other.within_[step];
    after_[step] += other.after_[step];
  }
  for (const auto& [steps, count] : other.between_) between_[steps] += count;
}

std::string Tally::never_met() const {
  std::string never;
  for (std::size_t step = 0; step < kSteps; ++step) {
    const std::string name = name_of(Step(step));
    if (before_[step] == 0) never += "before " + name + "\n";
    if (within_[step] == 0 && writes(Step(step))) never += "within " + name + "\n";
    if (after_[step] == 0) never += "after " + name + "\n";
  }
  return never;
}

std::string Tally::table() const {
  std::string table = "  crashes before, within, after\n";
  const auto line = [&](const std::string& counts, const std::string& what) {
    table += "  " + counts + "  " + what + "\n";
  };
  for (std::size_t step = 0; step < kSteps; ++step) {
    line(std::to_string(before_[step]) + " " + std::to_string(within_[step]) + " " + std::to_string(after_[step]),
         name_of(Step(step)));
  }
  for (const auto& [steps, count] : between_)
    line(std::to_string(count), std::string{name_of(steps.first)} + " | " + name_of(steps.second));
  return table;
}

}  // namespace usher::crash
