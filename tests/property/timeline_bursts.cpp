// What the host does around the instants at which something is due, and how the webinar changes in the middle of it.
#include <array>

#include "timeline_builder.hpp"
#include "timeline_generator.hpp"

namespace usher::property {
namespace {

constexpr std::array<Duration, 5> kSoon{Duration{0}, Duration{0}, Duration{1}, Duration{0}, Duration{2}};

int attendees_of(Random& random) {
  const int kind = random.between(0, 99);
  if (kind < 4) return 0;
  if (kind < 74) return random.between(1, 5);
  if (kind < 96) return random.between(6, 12);
  return kind < 98 ? random.between(60, 80) : random.between(126, 150);
}

}  // namespace

void TimelineBuilder::work_at_instants(const Webinar& webinar) {
  const auto work = [&](Instant at) {
    Step host = step(random_.chance(75) ? Step::Kind::work : Step::Kind::next);
    host.count = random_.between(1, 5);
    host.outcomes = outcomes();
    add(at, host);
  };
  for (const Rule& rule : webinar.rules) {
    const Instant due = planned_due(webinar, rule);
    work(due + random_.pick(kSoon));
    if (random_.chance(60)) work(due + definitions_.near(0, 3));
    if (random_.chance(30)) work(due + definitions_.near(2, 10));
  }
}

/// An event about the webinar that gives the rule another due instant, as far as its anchor can be moved.
Happening TimelineBuilder::disturbance(const Webinar& webinar, const Rule& rule, Instant at) {
  const int kind = random_.between(0, 99);
  if (rule.when.kind == Anchor::Kind::marker && kind < 60) {
    Happening marker = about(Happening::Kind::marker, webinar, at);
    marker.marker = rule.when.marker;
    return marker;
  }
  if (rule.when.kind == Anchor::Kind::start && kind < 45) {
    Happening moved = about(Happening::Kind::moved, webinar, at);
    moved.start = webinar.start + definitions_.near(-2, 6);
    return moved;
  }
  if (rule.when.kind == Anchor::Kind::end && kind < 40) return about(Happening::Kind::ended, webinar, at);
  if (kind < 55 && rule.when.kind != Anchor::Kind::registered) return about(Happening::Kind::started, webinar, at);
  Happening edited = about(Happening::Kind::edited, webinar, at);
  edited.definition = webinar;
  for (Rule& each : edited.definition.rules) {
    if (each.when != rule.when || each.offset != rule.offset) continue;
    if (random_.chance(75)) each.offset += definitions_.near(-3, 5);
    if (random_.chance(12)) each.audience = ~each.audience;
  }
  if (random_.chance(25)) edited.definition = definitions_.edited(webinar, all_rules_, scenario_.connections);
  if (random_.chance(15)) edited.definition = webinar;
  return edited;
}

void TimelineBuilder::bursts(const Webinar& webinar) {
  if (webinar.rules.empty()) return;
  const int count = random_.between(0, 3);
  for (int each = 0; each < count; ++each) burst(webinar, 0, 4);
}

void TimelineBuilder::bursts_before_due(const Webinar& webinar) {
  if (webinar.rules.empty()) return;
  const int count = random_.between(1, 5);
  for (int each = 0; each < count; ++each) burst(webinar, -9, 0);
}

/// Some of a moment's calls start; then the moment moves, is told of late, loses somebody; then the rest goes on.
void TimelineBuilder::burst(const Webinar& webinar, int low, int high) {
  const Rule& rule = random_.pick(webinar.rules);
  const Instant due = planned_due(webinar, rule);
  const Instant now = due + definitions_.near(low, high);
  Step host = step(random_.chance(50) ? Step::Kind::next : Step::Kind::work);
  host.count = random_.between(1, 2);
  host.outcomes = outcomes();
  add(now, host);
  if (random_.chance(30)) add_behind(now, step(Step::Kind::next));
  const int disturbances = random_.between(1, 3);
  for (int each = 0; each < disturbances; ++each) {
    Step telling = step(Step::Kind::feed);
    const Instant at = random_.chance(50) ? now : due + definitions_.near(-4, 2);
    telling.happening = disturbance(webinar, rule, at);
    if (random_.chance(35) && !attendees_.empty()) {
      const bool leaves = random_.chance(50);
      telling.happening = about(leaves ? Happening::Kind::left : Happening::Kind::joined, webinar, at);
      if (random_.chance(25)) telling.happening.kind = Happening::Kind::unregistered;
      telling.happening.attendee = random_.pick(attendees_);
    }
    add_behind(now, telling);
  }
  Step finish = step(Step::Kind::complete);
  finish.outcomes = outcomes();
  add_behind(now, finish);
  Step rest = step(Step::Kind::work);
  rest.count = random_.between(1, 8);
  rest.outcomes = outcomes();
  add_behind(now, rest);
}

Scenario generate_timeline(std::uint64_t seed) {
  TimelineBuilder builder{seed};
  builder.settings();
  const int webinars = builder.random().chance(65) ? 1 : builder.random().between(2, 3);
  for (int each = 0; each < webinars; ++each) {
    std::string id = (builder.random().chance(5) ? "w/%" : "w") + std::to_string(each);
    if (seed % 2 == 0) id += "-7c9e-7425-40de-944b-e07fc1f90ae7";
    builder.webinar(id, attendees_of(builder.random()));
  }
  builder.noise();
  return builder.finish();
}

}  // namespace usher::property
