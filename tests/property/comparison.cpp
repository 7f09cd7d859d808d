#include "comparison.hpp"

#include <algorithm>
#include <utility>

#include "match.hpp"

namespace usher::property {
namespace {

/// One run, step by step. Stops at the first disagreement.
class Trial : public Match {
 public:
  using Match::Match;

 private:
  void take(const Step& step) override {
    switch (step.kind) {
      case Step::Kind::next:
        next(std::nullopt, step.now);
        return;
      case Step::Kind::next_on_lane:
        next(step.lane, step.now);
        return;
      case Step::Kind::complete:
        if (!model_.in_flight().empty()) {
          auto flight = model_.in_flight().begin();
          std::advance(flight, static_cast<std::ptrdiff_t>(step.pick % model_.in_flight().size()));
          const CallImage call = flight->second;
          complete(call, outcomes_by(step.outcomes, call.handovers.size()), step.now);
        }
        return;
      case Step::Kind::work:
        for (int calls = 0; calls < step.count && going(); ++calls) {
          const auto call = next(std::nullopt, step.now);
          if (!call) return;
          complete(*call, outcomes_by(step.outcomes, call->handovers.size()), step.now);
        }
        return;
      default:
        return tell(step);
    }
  }

  std::optional<CallImage> next(const std::optional<std::string>& lane, Instant now) {
    const auto expected = lane ? model_.next(*lane, now) : model_.next(now);
    const auto found = contestant_->next(lane, now);
    if (expected != found)
      disagree(!expected ? "a call too many"
               : !found  ? "a call missing"
                         : difference(*expected, *found),
               expected ? describe(*expected, scenario_.origin) : "no call",
               found ? describe(*found, scenario_.origin) : "no call");
    if (expected) verdict_.handovers += expected->handovers.size();
    return expected;
  }

  static std::string difference(const CallImage& expected, const CallImage& found) {
    if (expected.webinar != found.webinar || expected.rule != found.rule) return "a call of another rule";
    if (expected.handovers.size() != found.handovers.size()) return "a call of another size";
    for (std::size_t each = 0; each < expected.handovers.size(); ++each)
      if (expected.handovers[each].key != found.handovers[each].key) return "a call for somebody else";
    return "a call that differs";
  }

  void compare() override {
    compare_state();
    if (depth_ == Depth::everything && going()) compare_wake();
  }

  /// The first call that is out.
  void deliver(Instant now) {
    const CallImage call = model_.in_flight().begin()->second;
    complete(call, {Outcome::delivered()}, now);
  }

  /// Only where `next` has just had nothing is there an instant to come (its contract, dispatch_queue.hpp).
  void compare_wake() {
    const auto wake = contestant_->wake_at();
    if (wake && *wake <= model_.now()) disagree("wake_at", "later than " + told(model_.now()), told(*wake));
    if (NaiveQueue{model_}.next(model_.now())) return;
    const auto expected = model_.next_call_at();
    if (expected && (!wake || *wake > *expected))
      disagree("wake_at", "at most " + told(*expected), wake ? told(*wake) : "nothing to wait for");
  }

  /// Completes and calls until neither has anything to come.
  void finish() override {
    while (!model_.in_flight().empty() && going()) deliver(model_.now());
    for (int turns = 0; going(); ++turns) {
      if (turns == kMostTurnsAtTheEnd) disagree("wake_at", "an end of the waiting", "always one more instant");
      if (const auto call = next(std::nullopt, model_.now())) {
        complete(*call, {Outcome::delivered()}, model_.now());
        continue;
      }
      const auto later = model_.next_call_at();
      const auto wake = contestant_->wake_at();
      if (later && (!wake || *wake > *later))
        disagree("wake_at", "at most " + told(*later), wake ? told(*wake) : "nothing to wait for");
      if (!later && !wake) break;
      next(std::nullopt, later && wake ? std::min(*later, *wake) : later ? *later : *wake);
      while (!model_.in_flight().empty() && going()) deliver(model_.now());
    }
    if (going()) compare();
  }
};

}  // namespace

Run comparing(MakeContestant make, Depth depth) {
  return run_of<Trial>(std::move(make), depth);
}

}  // namespace usher::property
