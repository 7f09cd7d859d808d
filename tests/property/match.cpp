#include "match.hpp"

#include <exception>

namespace usher::property {
namespace {

std::string name(const Refusals& refusals) {
  std::string text;
  for (const ErrorCode code : refusals) text += (text.empty() ? "" : " or ") + std::string{to_string(code)};
  return text.empty() ? "no refusal" : text;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + " ";
  return text;
}

}  // namespace

std::vector<Outcome> outcomes_by(const std::vector<Outcome>& pattern, std::size_t handovers) {
  std::vector<Outcome> outcomes{Outcome::delivered()};
  if (!pattern.empty()) outcomes.front() = pattern.front();
  if (pattern.size() > 1)
    for (std::size_t each = 1; each < handovers; ++each) outcomes.push_back(pattern[each % pattern.size()]);
  return outcomes;
}

Match::Match(const Scenario& scenario, const MakeContestant& make, Depth depth)
    : scenario_(scenario), depth_(depth), model_(scenario.options, scenario.origin) {
  for (const Connection& connection : scenario.connections) model_.add(connection);
  contestant_ = make(scenario.options, scenario.connections);
}

void Match::disagree(const std::string& what, const std::string& expected, const std::string& found) {
  if (verdict_.disagreement || model_.lost()) return;
  verdict_.kind = what;
  verdict_.disagreement = step_ + ": " + what + "\n    expected " + expected + "\n    found    " + found;
}

Verdict Match::run(HardCases& cases) {
  try {
    play();
  } catch (const std::exception& escaped) {
    disagree("an exception", "none", escaped.what());
  }
  cases.add(model_.cases());
  verdict_.cut_short = model_.lost();
  verdict_.calls = model_.counters().calls;
  return verdict_;
}

void Match::play() {
  for (std::size_t number = 0; number < scenario_.steps.size() && going(); ++number) {
    const Step& step = scenario_.steps[number];
    run_until(step.now);
    step_ = "step " + std::to_string(number + 1);
    if (going()) take(step);
    if (going()) compare();
  }
  step_ = "at the end";
  if (going()) finish();
}

template <class T>
void Match::compare_refusal(const std::string& what, const Refusals& expected, const Result<T>& found) {
  const bool same = found ? expected.empty() : expected.count(found.error().code) != 0;
  if (same) return;
  disagree(what, name(expected),
           found ? "no refusal" : std::string{to_string(found.error().code)} + ": " + found.error().message);
}

void Match::tell(const Step& step) {
  switch (step.kind) {
    case Step::Kind::feed:
      return feed(step);
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
    default:
      return;
  }
}

void Match::feed(const Step& step) {
  if (model_.in_doubt(step.happening.webinar, step.now)) return;
  const Answer expected = model_.feed(step.happening, step.now);
  const auto found = contestant_->feed(step.happening, step.now);
  compare_refusal("feed", expected.refusals, found);
  if (found && expected.fed && *expected.fed != *found)
    disagree("feed", std::string{to_string(*expected.fed)}, std::string{to_string(*found)});
}

void Match::complete_wrongly(Instant now) {
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
  const std::vector<Outcome> endless{{Outcome::Kind::throttled, {}, {}, "no instant"}};
  compare_refusal("complete with throttled for ever", model_.complete(call.id, endless, now),
                  contestant_->complete(call.id, endless, now));
}

void Match::cancel(const Step& step) {
  if (model_.in_doubt(step.webinar, step.now)) return;
  const Refusals expected = model_.cancel(step.webinar, step.rule, step.attendee, step.now);
  compare_refusal("cancel", expected, contestant_->cancel(step.webinar, step.rule, step.attendee, step.now));
}

void Match::settle_letter(const Step& step) {
  const auto letters = model_.dead_letters();
  const std::string key = letters.empty() ? "no such key" : letters[step.pick % letters.size()].key;
  if (!letters.empty() && model_.in_doubt(letters[step.pick % letters.size()].webinar, step.now)) return;
  if (step.kind == Step::Kind::resubmit) {
    compare_refusal("resubmit", model_.resubmit(key, step.now), contestant_->resubmit(key, step.now));
  } else {
    compare_refusal("forget", model_.forget_dead_letter(key), contestant_->forget_dead_letter(key));
  }
}

void Match::preview(const Step& step) {
  if (model_.in_doubt(step.webinar, step.now)) return;
  const auto expected = model_.preview(step.webinar, step.rule, step.now);
  const auto found = contestant_->preview(step.webinar, step.rule, step.now);
  compare_refusal("preview", expected ? Refusals{} : Refusals{ErrorCode::unknown}, found);
  if (expected && found && *expected != *found) disagree("preview", joined(*expected), joined(*found));
}

void Match::complete(const CallImage& call, const std::vector<Outcome>& outcomes, Instant now) {
  const Refusals expected = model_.complete(call.id, outcomes, now);
  compare_refusal("complete", expected, contestant_->complete(call.id, outcomes, now));
}

void Match::compare_state() {
  if (const auto one = difference_of_states(model_, *contestant_, depth_, scenario_))
    disagree(one->what, one->expected, one->found);
}

}  // namespace usher::property
