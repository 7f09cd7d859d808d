// Lanes are serial whatever the host does, and complementary rules share everybody out between them.
#include <algorithm>
#include <iostream>

#include "serial_host.hpp"
#include "support/catch.hpp"
#include "timeline_generator.hpp"
#include "timelines.hpp"

namespace usher::property {
namespace {

constexpr std::uint64_t kFirstSerialSeed = 20'260'330;
constexpr std::uint64_t kMostTimelines = 2'000;

/// Every other one leads.
Scenario any_timeline(std::uint64_t seed) {
  return seed % 2 == 0 ? generate_timeline(seed) : generate_leading_timeline(seed);
}

std::uint64_t first_seed() {
  return number_from("USHER_SEED", kFirstSerialSeed);
}

/// USHER_TIMELINES makes a run shorter, not longer.
std::uint64_t timelines() {
  return std::min(kMostTimelines, number_from("USHER_TIMELINES", kMostTimelines));
}

/// Of one webinar whose rules keep their anchors. Where a live one never starts, an instant before the start counts
/// from the plan, until an edit puts it after the start, which is unknown (S4): whoever was not called by then is due
/// no more.
bool counts_from_the_plan(const Scenario& scenario, const std::string& rule) {
  const bool starts = std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& step) {
    if (step.kind != Step::Kind::feed) return false;
    const Happening& happening = step.happening;
    const bool by_the_clock =
        happening.kind == Happening::Kind::scheduled && happening.definition.timing == Timing::automated;
    return by_the_clock || happening.kind == Happening::Kind::started;
  });
  const std::vector<Rule>& rules = scenario.steps.front().happening.definition.rules;
  return !starts && std::any_of(rules.begin(), rules.end(), [&](const Rule& each) {
    return each.id == rule && each.when.kind == Anchor::Kind::start;
  });
}

/// Shows every host that has been through its timeline.
template <class Look>
void for_each_timeline(Scenario (*generate)(std::uint64_t seed), Look look) {
  for (std::uint64_t seed = first_seed(); seed < first_seed() + timelines(); ++seed) {
    const Scenario scenario = generate(seed);
    SerialHost host{scenario, seed};
    host.run();
    INFO("seed " << seed << "\n" << describe(scenario));
    REQUIRE(host.broken() == "");
    look(scenario, host);
  }
}

}  // namespace

TEST_CASE("a lane has one call in flight, and a call stays as it is until its completion") {
  const std::uint64_t count = timelines();
  std::uint64_t calls = 0;
  std::uint64_t most_in_flight = 0;
  for_each_timeline(any_timeline, [&](const Scenario&, const SerialHost& host) {
    calls += host.calls();
    most_in_flight = std::max(most_in_flight, host.most_in_flight());
  });
  std::cout << count << " timelines with a slow host from seed " << first_seed() << ": " << calls << " calls, up to "
            << most_in_flight << " in flight\n";
  CHECK(calls > count);
  CHECK((most_in_flight > 1 || count < kMostTimelines));
}

TEST_CASE("of two complementary rules at one instant everybody is taken by exactly one") {
  std::uint64_t shared_out = 0;
  for_each_timeline(generate_complementary_timeline, [&](const Scenario& scenario, const SerialHost& host) {
    std::set<std::string> attendees;
    for (const Step& step : scenario.steps)
      if (step.happening.kind == Happening::Kind::registered) attendees.insert(step.happening.attendee);
    for (int pair = 0; pair < 3; ++pair) {
      const auto taken_by = [&](const std::string& rule, const std::string& attendee) {
        return std::size_t{host.has(rule + std::to_string(pair), attendee, "w") ? 1U : 0U};
      };
      std::size_t taken = 0;
      for (const std::string& attendee : attendees) {
        const std::size_t by_either = taken_by("yes", attendee) + taken_by("no", attendee);
        INFO("pair " << pair << ", attendee " << attendee);
        REQUIRE(by_either <= 1);
        taken += by_either;
      }
      // A marker may never come, a live webinar never end: then the pair is due for nobody.
      INFO("pair " << pair << " has taken " << taken << " of " << attendees.size());
      REQUIRE(
          (taken == 0 || taken == attendees.size() || counts_from_the_plan(scenario, "yes" + std::to_string(pair))));
      if (taken != 0) ++shared_out;
    }
  });
  std::cout << shared_out << " complementary pairs have shared everybody out between them\n";
  CHECK(shared_out >= timelines());
}

}  // namespace usher::property
