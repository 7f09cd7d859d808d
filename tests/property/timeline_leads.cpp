// Timelines of connections that lead: what the planner reckons with, and what happens shortly before something is due.
#include <array>

#include "timeline_builder.hpp"
#include "timeline_generator.hpp"

namespace usher::property {
namespace {

constexpr std::array<int, 6> kFailing{0, 0, 5, 10, 25, 60};

}  // namespace

void TimelineBuilder::lead() {
  for (Connection& connection : scenario_.connections) {
    connection.max_lead = random_.chance(25) ? std::chrono::minutes{10} : random_.between(0, 10) * unit_;
    if (random_.chance(50)) connection.call_time = random_.between(0, 8) * unit_ / 4;
    if (random_.chance(50)) connection.spacing = Duration{0};
  }
  if (random_.chance(60)) scenario_.options.max_defer = random_.between(0, 6) * unit_;
  Host& host = scenario_.host;
  host.seed = random_.next() | 1U;
  host.longest_call = random_.chance(50) ? Duration{random_.between(0, 2'000)} : random_.between(0, 4) * unit_;
  host.failing = random_.pick(kFailing);
  host.late = random_.chance(50) ? 0 : random_.between(1, 30);
  host.oversleeps = definitions_.near(1, 6);
}

void TimelineBuilder::leading_webinar(const std::string& id, int attendees) {
  webinar(id, attendees);
  bursts_before_due(webinars_.back());
}

Scenario generate_leading_timeline(std::uint64_t seed) {
  TimelineBuilder builder{seed};
  Random& random = builder.random();
  builder.settings();
  builder.lead();
  const int webinars = random.chance(50) ? 1 : random.between(2, 4);
  for (int each = 0; each < webinars; ++each)
    builder.leading_webinar("w" + std::to_string(each), random.chance(95) ? random.between(1, 12) : 70);
  builder.noise();
  return builder.finish();
}

}  // namespace usher::property
