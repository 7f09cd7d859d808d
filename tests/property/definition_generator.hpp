// Makes webinars and connections for timelines, and changes webinars the way hosts edit them. Everything lies on a
// coarse grid of instants, so that coincidences are common.
#pragma once

#include <string>
#include <vector>

#include "random.hpp"
#include "usher/connection.hpp"
#include "usher/webinar.hpp"

namespace usher::property {

class DefinitionGenerator {
 public:
  /// `unit` is the step of the grid, `origin` the instant it is counted from. Borrows `random`.
  DefinitionGenerator(Random& random, Duration unit, Instant origin) : random_(random), unit_(unit), origin_(origin) {}

  [[nodiscard]] std::vector<Connection> connections();
  [[nodiscard]] Webinar webinar(const std::string& id, const std::vector<Connection>& connections);
  /// One to three changes; `all_rules` holds every rule there ever was and gets those that are new.
  [[nodiscard]] Webinar edited(Webinar webinar, std::vector<Rule>& all_rules,
                               const std::vector<Connection>& connections);

  /// A multiple of the unit between the two, now and then one millisecond beside it.
  [[nodiscard]] Duration near(int low, int high);

 private:
  [[nodiscard]] Rule rule(const Webinar& webinar, std::size_t number, const std::vector<Connection>& connections);
  [[nodiscard]] Anchor anchor();
  [[nodiscard]] Audience audience();
  [[nodiscard]] Threshold threshold();
  [[nodiscard]] Duration offset(const Webinar& webinar);
  void correct(Rule& rule);
  void change_rule(Rule& rule, const Webinar& webinar, const std::vector<Connection>& connections);
  void change(Webinar& webinar, std::vector<Rule>& all_rules, const std::vector<Connection>& connections);

  Random& random_;
  Duration unit_;
  Instant origin_;
};

/// When a webinar-anchored rule is due by the plan; for markers and attendee anchors a guess: the start.
[[nodiscard]] Instant planned_due(const Webinar& webinar, const Rule& rule);
[[nodiscard]] Instant planned_mark(const Webinar& webinar);

}  // namespace usher::property
