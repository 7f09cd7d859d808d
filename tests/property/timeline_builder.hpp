// The parts that timelines are put together from: what happens (with the instant at which the queue hears of it), and
// what the host does. Collects steps with their arrival; `finish` puts them in order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "definition_generator.hpp"
#include "random.hpp"
#include "scenario.hpp"

namespace usher::property {

class TimelineBuilder {
 public:
  explicit TimelineBuilder(std::uint64_t seed);

  /// Options and connections.
  void settings();
  /// Connections lead, and a host runs by itself.
  void lead();
  /// The rest: one webinar with all that happens to it.
  void webinar(const std::string& id, int attendees);
  /// The same, with more that happens shortly before something is due.
  void leading_webinar(const std::string& id, int attendees);
  /// Complementary pairs only; nothing that would tear them apart.
  void complementary_webinar(const std::string& id, int attendees);
  /// Steps of the host that no instant of a webinar calls for, mistakes, and a look far into the future.
  void noise();
  [[nodiscard]] Scenario finish();

  [[nodiscard]] Random& random() noexcept { return random_; }

 private:
  struct Item {
    Instant arrival{};
    std::uint64_t order = 0;
    Step step;
  };

  void add(Instant arrival, Step step);
  /// Right behind what was added last with the same arrival.
  void add_behind(Instant arrival, Step step);
  void tell(Happening happening, Duration delay);
  void tell(Happening happening);  ///< in time, late, or ahead of time
  [[nodiscard]] Duration delay();
  [[nodiscard]] Instant instant(int low, int high);
  /// Start, end, mark or the due instant of a rule, by the plan, and some units from there.
  [[nodiscard]] Instant interesting(const Webinar& webinar, int low = 0, int high = 0);
  [[nodiscard]] std::vector<Outcome> outcomes();
  [[nodiscard]] Step step(Step::Kind kind);
  [[nodiscard]] Happening about(Happening::Kind kind, const Webinar& webinar, Instant at) const;

  void schedule(const Webinar& webinar);
  void registrations(const Webinar& webinar, const std::string& attendee);
  void presence(const Webinar& webinar, const std::string& attendee);
  void session(const Webinar& webinar, Happening entry);
  void course(const Webinar& webinar);
  void markers(const Webinar& webinar);
  void moves(const Webinar& webinar);
  void edits(const Webinar& webinar);
  void work_at_instants(const Webinar& webinar);
  [[nodiscard]] std::vector<Rule> complementary_rules(const Webinar& webinar);
  void bursts(const Webinar& webinar);
  void bursts_before_due(const Webinar& webinar);
  void burst(const Webinar& webinar, int low, int high);
  [[nodiscard]] Happening disturbance(const Webinar& webinar, const Rule& rule, Instant at);
  void mistakes();
  void far_future();

  Random random_;
  Duration unit_;
  Instant origin_;
  DefinitionGenerator definitions_;
  Scenario scenario_;
  std::vector<Webinar> webinars_;
  std::vector<std::string> attendees_;
  std::vector<Rule> all_rules_;  ///< of the webinar in the making
  std::vector<Item> items_;
};

}  // namespace usher::property
