#include "scenario.hpp"

namespace usher::property {
namespace {

std::string told(const std::vector<Outcome>& outcomes, Instant origin) {
  std::string text;
  for (const Outcome& outcome : outcomes) {
    text += outcome.kind == Outcome::Kind::delivered  ? " delivered"
            : outcome.kind == Outcome::Kind::retry    ? " retry"
            : outcome.kind == Outcome::Kind::rejected ? " rejected"
                                                      : " throttled";
    if (outcome.delay) text += " after " + std::to_string(outcome.delay->count());
    if (outcome.until) text += " until " + describe(*outcome.until, origin);
  }
  return text;
}

}  // namespace

std::string describe(const Step& step, Instant origin) {
  const std::string when = "[" + describe(step.now, origin) + "] ";
  switch (step.kind) {
    case Step::Kind::feed:
      return when + "feed " + describe(step.happening, origin);
    case Step::Kind::next:
      return when + "next";
    case Step::Kind::next_on_lane:
      return when + "next on lane " + step.lane;
    case Step::Kind::complete:
      return when + "complete, of those in flight number " + std::to_string(step.pick) + ":" +
             told(step.outcomes, origin);
    case Step::Kind::work:
      return when + "work, at most " + std::to_string(step.count) + " calls:" + told(step.outcomes, origin);
    case Step::Kind::pause:
      return when + "pause " + step.connection;
    case Step::Kind::resume:
      return when + "resume " + step.connection;
    case Step::Kind::cancel:
      return when + "cancel " + step.webinar + "/" + step.rule + "/" + step.attendee;
    case Step::Kind::resubmit:
      return when + "resubmit dead letter number " + std::to_string(step.pick);
    case Step::Kind::forget_letter:
      return when + "forget dead letter number " + std::to_string(step.pick);
    case Step::Kind::preview:
      return when + "preview " + step.webinar + "/" + step.rule;
    case Step::Kind::wrong_complete:
      break;
  }
  return when + "complete an unknown call, and one wrongly";
}

std::string describe(const Scenario& scenario) {
  std::string text = "  walk-ins ";
  text += scenario.options.walk_ins == WalkIns::register_them ? "register" : "ignore";
  text += ", max_skew " + std::to_string(scenario.options.max_skew.count()) + ", retain " +
          std::to_string(scenario.options.retain.count()) + "; instants in ms from " + to_string(scenario.origin) +
          "\n";
  if (scenario.host.seed != 0)
    text += "  a host with calls of up to " + std::to_string(scenario.host.longest_call.count()) + ", " +
            std::to_string(scenario.host.failing) + " % failing, oversleeping " + std::to_string(scenario.host.late) +
            " % of wakes; max_defer " + std::to_string(scenario.options.max_defer.count()) + "\n";
  for (const Connection& connection : scenario.connections)
    text += "  connection " + connection.id + " on lane " + connection.lane + ", batch " +
            std::to_string(connection.batch) + ", spacing " + std::to_string(connection.spacing.count()) +
            ", call_time " + std::to_string(connection.call_time.count()) + ", max_lead " +
            std::to_string(connection.max_lead.count()) + ", max_attempts " + std::to_string(connection.max_attempts) +
            ", give_up_after " + std::to_string(connection.give_up_after.count()) + "\n";
  std::size_t number = 0;
  for (const Step& step : scenario.steps)
    text += "  " + std::to_string(++number) + ". " + describe(step, scenario.origin) + "\n";
  return text;
}

}  // namespace usher::property
