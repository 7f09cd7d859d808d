#include "comparison.hpp"

#include <algorithm>

#include "naive_model.hpp"

namespace usher::property {
namespace {

constexpr int kMostTurnsAtTheEnd = 20'000;

/// One run. Stops at the first disagreement.
class Trial {
 public:
  Trial(const Scenario& scenario, const MakeContestant& make, Depth depth)
      : scenario_(scenario), depth_(depth), model_(scenario.options) {
    for (const Connection& connection : scenario.connections) model_.add(connection);
    if (!scenario.abilities.keeps_connections) model_.never_suspend();
    contestant_ = make(scenario.options, scenario.connections);
  }

  Verdict run(HardCases& cases) {
    for (std::size_t number = 0; number < scenario_.steps.size() && going(); ++number) {
      step_ = "step " + std::to_string(number + 1);
      take(scenario_.steps[number]);
      if (going()) compare_state();
    }
    step_ = "at the end";
    if (going()) finish();
    cases.add(model_.cases());
    verdict_.cut_short = model_.lost();
    verdict_.calls = model_.counters().calls;
    return verdict_;
  }

 private:
  [[nodiscard]] bool going() const { return !verdict_.disagreement && !model_.lost(); }
  [[nodiscard]] std::string told(Instant instant) const { return describe(instant, scenario_.origin); }

  void disagree(const std::string& what, const std::string& expected, const std::string& found) {
    if (verdict_.disagreement || model_.lost()) return;
    verdict_.kind = what;
    verdict_.disagreement = step_ + ": " + what + "\n    expected " + expected + "\n    found    " + found;
  }

  static std::string name(const Refusals& refusals) {
    std::string text;
    for (const ErrorCode code : refusals) text += (text.empty() ? "" : " or ") + std::string{to_string(code)};
    return text.empty() ? "no refusal" : text;
  }

  template <class T>
  void compare_refusal(const std::string& what, const Refusals& expected, const Result<T>& found) {
    const bool same = found ? expected.empty() : expected.count(found.error().code) != 0;
    if (same) return;
    disagree(what, name(expected),
             found ? "no refusal" : std::string{to_string(found.error().code)} + ": " + found.error().message);
  }

  void take(const Step& step) {
    switch (step.kind) {
      case Step::Kind::feed:
        return feed(step);
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
          complete(CallImage{flight->second}, step.outcomes, step.now);
        }
        return;
      case Step::Kind::work:
        for (int calls = 0; calls < step.count && going(); ++calls) {
          const auto call = next(std::nullopt, step.now);
          if (!call) return;
          complete(*call, step.outcomes, step.now);
        }
        return;
      case Step::Kind::pause:
        return compare_refusal("pause", model_.pause(step.connection, step.now),
                               contestant_->pause(step.connection, step.now));
      case Step::Kind::resume:
        return compare_refusal("resume", model_.resume(step.connection, step.now),
                               contestant_->resume(step.connection, step.now));
      case Step::Kind::cancel:
        return cancel(step);
      case Step::Kind::resubmit:
      case Step::Kind::forget_letter:
        return settle_letter(step);
      case Step::Kind::preview:
        return preview(step);
      case Step::Kind::wrong_complete:
        return complete_wrongly(step.now);
    }
  }

  void feed(const Step& step) {
    if (model_.in_doubt(step.happening.webinar, step.now)) return;
    const Answer expected = model_.feed(step.happening, step.now);
    const auto found = contestant_->feed(step.happening, step.now);
    compare_refusal("feed", expected.refusals, found);
    if (found && expected.fed && *expected.fed != *found)
      disagree("feed", std::string{to_string(*expected.fed)}, std::string{to_string(*found)});
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

  void complete(const CallImage& call, const std::vector<Outcome>& pattern, Instant now) {
    std::vector<Outcome> outcomes{Outcome::delivered()};
    if (!pattern.empty()) outcomes.front() = pattern.front();
    if (pattern.size() > 1)
      for (std::size_t each = 1; each < call.handovers.size(); ++each)
        outcomes.push_back(pattern[each % pattern.size()]);
    const Refusals expected = model_.complete(call.id, outcomes, now);
    compare_refusal("complete", expected, contestant_->complete(call.id, outcomes, now));
  }

  void complete_wrongly(Instant now) {
    const std::uint64_t unknown = model_.counters().calls + 7;
    compare_refusal("complete of an unknown call", model_.complete(unknown, {Outcome::delivered()}, now),
                    contestant_->complete(unknown, {Outcome::delivered()}, now));
    if (model_.in_flight().empty()) return;
    const CallImage call = model_.in_flight().begin()->second;
    const std::vector<Outcome> outcomes(call.handovers.size() + 1);
    compare_refusal("complete with too many outcomes", model_.complete(call.id, outcomes, now),
                    contestant_->complete(call.id, outcomes, now));
    const std::vector<Outcome> negative{Outcome::retry_after(Duration{-1})};
    compare_refusal("complete with a negative delay", model_.complete(call.id, negative, now),
                    contestant_->complete(call.id, negative, now));
    if (!scenario_.abilities.keeps_connections) return;
    const std::vector<Outcome> endless{{Outcome::Kind::throttled, {}, {}, "no instant"}};
    compare_refusal("complete with throttled for ever", model_.complete(call.id, endless, now),
                    contestant_->complete(call.id, endless, now));
  }

  void cancel(const Step& step) {
    if (model_.in_doubt(step.webinar, step.now) || !model_.cancel_is_defined(step.webinar, step.rule, step.attendee))
      return;
    const Refusals expected = model_.cancel(step.webinar, step.rule, step.attendee, step.now);
    compare_refusal("cancel", expected, contestant_->cancel(step.webinar, step.rule, step.attendee, step.now));
  }

  void settle_letter(const Step& step) {
    const auto letters = model_.dead_letters();
    const std::string key = letters.empty() ? "no such key" : letters[step.pick % letters.size()].key;
    if (!letters.empty() && model_.in_doubt(letters[step.pick % letters.size()].webinar, step.now)) return;
    if (step.kind == Step::Kind::resubmit) {
      compare_refusal("resubmit", model_.resubmit(key, step.now), contestant_->resubmit(key, step.now));
    } else {
      compare_refusal("forget", model_.forget_dead_letter(key), contestant_->forget_dead_letter(key));
    }
  }

  void preview(const Step& step) {
    if (model_.in_doubt(step.webinar, step.now) || !model_.preview_is_defined(step.webinar, step.rule)) return;
    const auto expected = model_.preview(step.webinar, step.rule, step.now);
    const auto found = contestant_->preview(step.webinar, step.rule, step.now);
    compare_refusal("preview", expected ? Refusals{} : Refusals{ErrorCode::unknown}, found);
    if (expected && found && *expected != *found) disagree("preview", joined(*expected), joined(*found));
  }

  static std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += name + " ";
    return text;
  }

  void compare_state() {
    if (const auto one = difference_of_states(model_, *contestant_, depth_, scenario_))
      return disagree(one->what, one->expected, one->found);
    if (depth_ == Depth::everything) compare_wake();
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
  void finish() {
    while (!model_.in_flight().empty() && going())
      complete(CallImage{model_.in_flight().begin()->second}, {}, model_.now());
    for (int turns = 0; going(); ++turns) {
      if (turns == kMostTurnsAtTheEnd) disagree("wake_at", "an end of the waiting", "always one more instant");
      if (const auto call = next(std::nullopt, model_.now())) {
        complete(*call, {}, model_.now());
        continue;
      }
      const auto later = model_.next_call_at();
      const auto wake = contestant_->wake_at();
      if (later && (!wake || *wake > *later))
        disagree("wake_at", "at most " + told(*later), wake ? told(*wake) : "nothing to wait for");
      if (!later && !wake) break;
      next(std::nullopt, later && wake ? std::min(*later, *wake) : later ? *later : *wake);
      while (!model_.in_flight().empty() && going())
        complete(CallImage{model_.in_flight().begin()->second}, {}, model_.now());
    }
    if (going()) compare_state();
  }

  const Scenario& scenario_;
  Depth depth_;
  NaiveQueue model_;
  std::unique_ptr<Contestant> contestant_;
  std::string step_;
  Verdict verdict_;
};

}  // namespace

Verdict compare(const Scenario& scenario, const MakeContestant& make, Depth depth, HardCases& cases) {
  return Trial{scenario, make, depth}.run(cases);
}

}  // namespace usher::property
