#include "dispatcher/outcomes.hpp"

namespace usher::dispatcher {
namespace {

/// Empty where the queue takes it.
std::string what_is_wrong(const Outcome& outcome) {
  if (outcome.delay && (*outcome.delay < Duration{0} || *outcome.delay > kLongestDuration)) {
    return "expected a delay of PT0S to P36525D, found " + to_string(*outcome.delay);
  }
  if (outcome.kind != Outcome::Kind::throttled) return {};
  if (!outcome.until) return "expected an instant until which it is throttled, found none";
  if (*outcome.until < kEarliestInstant || *outcome.until > kLatestInstant) {
    return "expected an instant in 1970 to 2262, found " + to_string(*outcome.until);
  }
  return {};
}

}  // namespace

std::vector<Outcome> outcomes_of(Answer answer, const Call& call) {
  const std::size_t handovers = call.handovers().size();
  auto* const each = std::get_if<std::vector<Outcome>>(&answer);
  std::vector<Outcome> outcomes =
      each != nullptr ? std::move(*each) : std::vector<Outcome>(handovers, std::get<Outcome>(answer));
  std::string wrong;
  if (outcomes.size() != handovers) {
    wrong = "expected an outcome for each of " + std::to_string(handovers) + " handovers, found " +
            std::to_string(outcomes.size());
  }
  for (std::size_t i = 0; i < outcomes.size() && wrong.empty(); ++i) wrong = what_is_wrong(outcomes[i]);
  if (wrong.empty()) return outcomes;
  outcomes.assign(handovers, Outcome::retry("the connector's answer: " + wrong));
  return outcomes;
}

}  // namespace usher::dispatcher
