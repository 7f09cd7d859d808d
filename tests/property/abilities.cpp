#include "abilities.hpp"

#include <algorithm>

#include "scenario.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::property {
namespace {

constexpr Instant kScheduled{Duration{1'774'771'200'000}};
constexpr Instant kStart = kScheduled + std::chrono::hours{1};

/// One rule at the start of a webinar for one attendee, who is online.
struct Attempt {
  DispatchQueue queue;

  explicit Attempt(const Connection& connection) {
    (void)queue.add(connection);
    Webinar webinar{.id = "w", .start = kStart, .duration = std::chrono::hours{1}};
    webinar.rules = {{.id = "r", .audience = Audience::online(), .connection = connection.id, .correct = true}};
    (void)queue.feed(WebinarScheduled{kScheduled, webinar}, kScheduled);
    (void)queue.feed(AttendeeJoined{kScheduled, "w", "ada"}, kScheduled);
  }
  bool calls(Instant now) {
    const Call* call = queue.next(now);
    if (call != nullptr) (void)queue.complete(call->id(), Outcome::delivered(), now);
    return call != nullptr;
  }
};

bool retracts() {
  Attempt attempt{{.id = "c", .max_lead = Duration{0}}};
  (void)attempt.calls(kStart);
  (void)attempt.queue.feed(AttendeeLeft{kStart - Duration{1}, "w", "ada"}, kStart + Duration{1});
  return attempt.calls(kStart + Duration{1});
}

}  // namespace

Abilities abilities_of_the_core() {
  Attempt attempt{{.id = "c", .call_time = Duration{1'000}}};
  return {.keeps_connections = !attempt.queue.connections().empty(),
          .corrects = retracts(),
          .leads = attempt.calls(kStart - Duration{500})};
}

Scenario within(const Abilities& abilities, Scenario scenario) {
  scenario.abilities = abilities;
  if (!abilities.corrects)
    for (Step& step : scenario.steps)
      for (Rule& rule : step.happening.definition.rules) rule.correct = false;
  if (!abilities.leads)
    for (Connection& connection : scenario.connections) connection.max_lead = Duration{0};
  if (abilities.keeps_connections) return scenario;
  for (Connection& connection : scenario.connections) connection.spacing = Duration{0};
  for (Step& step : scenario.steps) {
    for (Outcome& outcome : step.outcomes)
      if (outcome.kind == Outcome::Kind::throttled) outcome = Outcome::delivered();
  }
  std::erase_if(scenario.steps,
                [](const Step& step) { return step.kind == Step::Kind::pause || step.kind == Step::Kind::resume; });
  return scenario;
}

}  // namespace usher::property
