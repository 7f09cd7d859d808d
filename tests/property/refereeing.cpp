// A host that runs by itself, and the referee at its side.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "comparison.hpp"
#include "match.hpp"
#include "random.hpp"

namespace usher::property {
namespace {

class RefereedMatch : public Match {
 public:
  using Match::Match;

 private:
  void take(const Step& step) override {
    tell(step);
    const bool asks = step.kind == Step::Kind::next || step.kind == Step::Kind::work;
    if (step.kind == Step::Kind::next_on_lane) next(step.lane, step.now);
    if (asks || !oversleeps(step.now)) settle(step.now);
  }

  /// What the host does is by chance, but the same at the same instant, whichever steps are left out.
  [[nodiscard]] Random chance_at(Instant instant) const {
    return Random{scenario_.host.seed +
                  static_cast<std::uint64_t>(instant.time_since_epoch().count()) * 0x9E3779B97F4A7C15U};
  }
  [[nodiscard]] bool oversleeps(Instant instant) const { return chance_at(instant).chance(scenario_.host.late); }

  void run_until(Instant limit) override {
    while (going()) {
      auto instant = next_instant();
      if (instant && oversleeps(*instant)) *instant += scenario_.host.oversleeps;
      if (!instant || *instant > limit) return;
      step_ = "at " + told(*instant);
      settle(*instant);
    }
  }

  [[nodiscard]] std::optional<Instant> next_instant() const {
    auto next = contestant_->wake_at();
    if (!out_.empty() && (!next || out_.begin()->first.first < *next)) next = out_.begin()->first.first;
    return next;
  }

  /// All that happens at this instant: calls end, then others start, until there is none.
  void settle(Instant now) {
    now = std::max(now, model_.now());
    bool more = true;
    while (more && going()) {
      while (!out_.empty() && out_.begin()->first.first <= now && going()) end_first(now);
      more = going() && next(std::nullopt, now);
    }
    if (!going()) return;
    if (const std::string foul = model_.judge_wake(contestant_->wake_at()); !foul.empty()) whistle("wake_at", foul);
    if (const std::string foul = model_.untrue(at_target_); !foul.empty()) whistle("the truth in the end", foul);
  }

  /// False where there was no call.
  bool next(const std::optional<std::string>& lane, Instant now) {
    const auto call = contestant_->next(lane, now);
    const std::string foul = model_.judge(lane, call, now);
    if (!foul.empty())
      whistle(foul.substr(0, foul.find('\n')),
              (call ? describe(*call, scenario_.origin) : "no call") + "\n    " + foul);
    if (!call || !going()) return false;
    verdict_.handovers += call->handovers.size();
    Random random = chance_at(now);
    const auto longest = static_cast<int>(scenario_.host.longest_call.count());
    // One in sixteen takes as long as it may, the others are short.
    const Duration takes{random.chance(6) ? longest : random.between(0, longest / 8)};
    out_.emplace(std::pair{std::max(now, model_.now()) + takes, call->id}, *call);
    return true;
  }

  void whistle(const std::string& what, const std::string& foul) { disagree(what, "fair play", foul); }

  void end_first(Instant now) {
    const CallImage call = out_.begin()->second;
    out_.erase(out_.begin());
    std::vector<Outcome> outcomes;
    Random random = chance_at(call.started_at);
    const bool failing = random.chance(scenario_.host.failing);
    for (std::size_t each = 0; each < call.handovers.size(); ++each)
      outcomes.push_back(failing ? failure(random, now) : Outcome::delivered());
    for (std::size_t each = 0; each < call.handovers.size(); ++each) {
      if (outcomes[each].kind != Outcome::Kind::delivered) continue;
      const std::string pair = call.webinar + "/" + call.rule + "/" + call.handovers[each].attendee;
      if (call.kind == CallKind::transfer) at_target_.insert(pair);
      if (call.kind == CallKind::retraction) at_target_.erase(pair);
    }
    complete(call, outcomes, now);
  }

  Outcome failure(Random& random, Instant now) const {
    const int kind = random.between(0, 9);
    const Duration while_longer{random.between(0, 20'000)};
    if (kind < 5) return Outcome::retry("busy");
    if (kind < 7) return Outcome::retry_after(while_longer, "later");
    if (kind < 8) return Outcome::throttled(now + while_longer);
    return kind < 9 ? Outcome::delivered() : Outcome::rejected("never");
  }

  /// The target is well again, the host wide awake, and nothing is fed.
  void finish() override {
    for (const Connection& connection : scenario_.connections) {
      Step step;
      step.kind = Step::Kind::resume;
      step.now = model_.now();
      step.connection = connection.id;
      tell(step);
    }
    settle(model_.now());
    for (int turns = 0; going(); ++turns) {
      if (turns == kMostTurnsAtTheEnd) whistle("wake_at", "there is always one more instant to come");
      const auto instant = next_instant();
      if (!instant) break;
      settle(*instant);
    }
    if (going()) compare_state();
  }

  std::map<std::pair<Instant, std::uint64_t>, CallImage> out_;  ///< by end, then by start
  std::set<std::string> at_target_;                             ///< "webinar/rule/attendee"
};

}  // namespace

Run refereeing(MakeContestant make, Depth depth) {
  return run_of<RefereedMatch>(std::move(make), depth);
}

}  // namespace usher::property
