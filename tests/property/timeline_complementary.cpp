// Timelines of complementary pairs: two rules due at one instant whose audiences leave nobody out and share nobody.
// Everything may move, but the two of a pair stay together, and everybody is registered before anything is due.
#include "timeline_builder.hpp"
#include "timeline_generator.hpp"

namespace usher::property {

std::vector<Rule> TimelineBuilder::complementary_rules(const Webinar& webinar) {
  std::vector<Rule> rules;
  const int pairs = random_.between(1, 3);
  for (int each = 0; each < pairs; ++each) {
    Rule first{.id = "yes" + std::to_string(each), .connection = random_.pick(scenario_.connections).id};
    first.when_late = WhenLate::at_once;
    if (random_.chance(35)) first.when = Anchor::end();
    if (random_.chance(35)) first.when = Anchor::at_marker("pitch");
    first.offset = definitions_.near(-4, 6);
    first.audience = random_.chance(60) ? Audience::online() : Audience::participants();
    if (random_.chance(40) && !rules.empty()) {
      first.when = rules.front().when;
      first.offset = rules.front().offset;
    }
    Rule second = first;
    second.id = "no" + std::to_string(each);
    second.audience = ~first.audience;
    second.connection = random_.pick(scenario_.connections).id;
    rules.push_back(first);
    rules.push_back(second);
  }
  if (random_.chance(50)) rules.push_back({.id = "all", .connection = webinar.rules.front().connection});
  return rules;
}

void TimelineBuilder::complementary_webinar(const std::string& id, int attendees) {
  Webinar webinar = definitions_.webinar(id, scenario_.connections);
  webinar.rules = complementary_rules(webinar);
  Happening scheduled = about(Happening::Kind::scheduled, webinar, origin_);
  scheduled.definition = webinar;
  Step telling = step(Step::Kind::feed);
  telling.happening = scheduled;
  items_.push_back({origin_, 0, telling});
  for (int each = 0; each < attendees; ++each) {
    const std::string attendee = "a" + std::to_string(each);
    telling.happening = about(Happening::Kind::registered, webinar, origin_);
    telling.happening.attendee = attendee;
    items_.push_back({origin_, 1, telling});
    presence(webinar, attendee);
  }
  course(webinar);
  markers(webinar);
  moves(webinar);
  const int edits = random_.between(0, 3);
  for (int each = 0; each < edits; ++each) {
    const Duration later = definitions_.near(-3, 4);
    const Anchor anchor = random_.pick(webinar.rules).when;
    for (Rule& rule : webinar.rules)
      if (rule.when == anchor) rule.offset += later;
    Happening edited = about(Happening::Kind::edited, webinar, interesting(webinar, -3, 6));
    edited.definition = webinar;
    tell(edited, random_.between(0, 3) * unit_);
  }
}

Scenario generate_complementary_timeline(std::uint64_t seed) {
  TimelineBuilder builder{seed};
  builder.settings();
  if (builder.random().chance(60)) builder.lead();
  builder.complementary_webinar("w", builder.random().between(1, 12));
  return builder.finish();
}

}  // namespace usher::property
