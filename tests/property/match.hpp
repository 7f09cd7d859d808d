// A timeline on the model and on a contestant side by side: what both are told, and what they must answer the same. Who
// asks them for calls, and what is demanded of those, is told by who derives from it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "comparison.hpp"
#include "referee.hpp"

namespace usher::property {

class Match {
 public:
  Match(const Scenario& scenario, const MakeContestant& make, Depth depth);
  virtual ~Match() = default;

  /// From the first step to the last, or to the first disagreement.
  Verdict run(HardCases& cases);

 protected:
  /// Whoever is not done after so many turns never will be.
  static constexpr int kMostTurnsAtTheEnd = 20'000;

  /// What comes up by itself before a step is taken.
  virtual void run_until(Instant) {}
  virtual void take(const Step& step) = 0;
  virtual void compare() { compare_state(); }
  /// All steps have been taken: until nothing is left to do.
  virtual void finish() = 0;

  /// Nothing has been found to differ, and the contract still says what is to happen.
  [[nodiscard]] bool going() const { return !verdict_.disagreement && !model_.lost(); }
  [[nodiscard]] std::string told(Instant instant) const { return describe(instant, scenario_.origin); }
  /// The first one counts. `what` is the same for those that look alike.
  void disagree(const std::string& what, const std::string& expected, const std::string& found);

  /// Whatever a step tells that is no call: events, pauses, cancelling, dead letters, previews, mistakes.
  void tell(const Step& step);
  void complete(const CallImage& call, const std::vector<Outcome>& outcomes, Instant now);
  void compare_state();

  const Scenario& scenario_;
  Depth depth_;
  Referee model_;
  std::unique_ptr<Contestant> contestant_;
  std::string step_;  ///< for people
  Verdict verdict_;

 private:
  void play();
  template <class T>
  void compare_refusal(const std::string& what, const Refusals& expected, const Result<T>& found);
  void feed(const Step& step);
  void cancel(const Step& step);
  void settle_letter(const Step& step);
  void preview(const Step& step);
  void complete_wrongly(Instant now);
};

/// One outcome for all, or as many as there are handovers, taken from the pattern again and again; none: delivered.
[[nodiscard]] std::vector<Outcome> outcomes_by(const std::vector<Outcome>& pattern, std::size_t handovers);

/// Every timeline is a match of its own.
template <class Kind>
[[nodiscard]] Run run_of(MakeContestant make, Depth depth) {
  return [make = std::move(make), depth](const Scenario& scenario, HardCases& cases) {
    return Kind{scenario, make, depth}.run(cases);
  };
}

}  // namespace usher::property
