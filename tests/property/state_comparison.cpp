#include "state_comparison.hpp"

#include <vector>

namespace usher::property {
namespace {

using Found = std::optional<Difference>;

Found count(const char* what, std::uint64_t expected, std::uint64_t found) {
  if (expected == found) return std::nullopt;
  return Difference{what, std::to_string(expected), std::to_string(found)};
}

Found counters(const NaiveQueue& model, const Contestant& contestant) {
  const Counters expected = model.counters();
  const Counters found = contestant.counters();
  if (auto one = count("calls counted", expected.calls, found.calls)) return one;
  if (auto one = count("calls in flight counted", expected.in_flight, found.in_flight)) return one;
  if (auto one = count("delivered counted", expected.delivered, found.delivered)) return one;
  if (auto one = count("rejected counted", expected.rejected, found.rejected)) return one;
  if (auto one = count("gave up counted", expected.gave_up, found.gave_up)) return one;
  if (auto one = count("decided early counted", expected.decided_early, found.decided_early)) return one;
  if (auto one = count("retractions counted", expected.retractions, found.retractions)) return one;
  if (auto one = count("corrections counted", expected.corrections, found.corrections)) return one;
  if (!model.differences_are_defined()) return std::nullopt;
  return count("differences counted", expected.differences, found.differences);
}

Found letters(const NaiveQueue& model, const Contestant& contestant, Instant origin) {
  const auto expected = model.dead_letters();
  const auto found = contestant.dead_letters();
  if (auto one = count("dead letters", expected.size(), found.size())) return one;
  if (auto one = count("dead letters counted", expected.size(), contestant.counters().dead_letters)) return one;
  for (std::size_t each = 0; each < expected.size(); ++each) {
    DeadLetter known = found[each];
    // What is told of somebody given up is for people; only the host's own words can be compared.
    if (expected[each].reason == "gave up" && !known.reason.empty()) known.reason = "gave up";
    const std::string left = describe(expected[each], origin);
    const std::string right = describe(known, origin);
    if (left != right) return Difference{"dead letter", left, right};
  }
  return std::nullopt;
}

/// The mean of the calls' times is the planner's, and not compared.
std::string told(const ConnectionStatus& status, Instant origin) {
  return status.id + " on lane " + status.lane + " is " + std::string{to_string(status.state)} +
         (status.until ? " until " + describe(*status.until, origin) : "") + ", " +
         std::to_string(status.failures_in_row) + " failures in a row, " + std::to_string(status.calls) + " calls";
}

Found connections(const NaiveQueue& model, const Contestant& contestant, Instant origin) {
  const auto found = contestant.connections();
  if (auto one = count("connections", model.connections().size(), found.size())) return one;
  for (std::size_t each = 0; each < found.size(); ++each) {
    const std::string left = told(model.connections()[each].status(model.now()), origin);
    const std::string right = told(found[each], origin);
    if (left != right) return Difference{"connection", left, right};
  }
  return std::nullopt;
}

Found pending(const NaiveQueue& model, const Contestant& contestant, Instant origin) {
  const auto expected = model.pending();
  const auto found = contestant.pending();
  if (expected == found) return std::nullopt;
  const auto all = [&](const std::vector<PendingImage>& images) {
    std::string text;
    for (const PendingImage& each : images) text += "\n      " + describe(each, origin);
    return text.empty() ? "nothing" : text;
  };
  return Difference{"pending", all(expected), all(found)};
}

}  // namespace

Found difference_of_states(const NaiveQueue& model, const Contestant& contestant, Depth depth,
                           const Scenario& scenario) {
  if (auto one = counters(model, contestant)) return one;
  if (auto one = letters(model, contestant, scenario.origin)) return one;
  if (auto one = connections(model, contestant, scenario.origin)) return one;
  if (depth == Depth::answers) return std::nullopt;
  if (auto one = pending(model, contestant, scenario.origin)) return one;
  const std::string broken = contestant.check_invariants();
  if (!broken.empty()) return Difference{"invariants", "none broken", broken};
  return std::nullopt;
}

}  // namespace usher::property
