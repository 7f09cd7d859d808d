// The comparison is judged by faults: a model that is broken on purpose must be found out, in a few steps.
#include "comparison.hpp"

#include "model_contestant.hpp"
#include "support/catch.hpp"
#include "timeline_generator.hpp"

namespace usher::property {
namespace {

constexpr std::uint64_t kTimelines = 200;

/// The first timeline on which the faulty model is found out.
std::optional<Scenario> found_out(Fault fault) {
  for (std::uint64_t seed = 1; seed <= kTimelines; ++seed) {
    HardCases cases;
    Scenario scenario = generate_timeline(seed);
    if (compare(scenario, model_with(fault), Depth::everything, cases).disagreement) return scenario;
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("the model agrees with itself, and meets hard cases on the way") {
  HardCases cases;
  std::uint64_t handovers = 0;
  for (std::uint64_t seed = 1; seed <= kTimelines; ++seed) {
    const Verdict verdict = compare(generate_timeline(seed), model_with(Fault::none), Depth::everything, cases);
    REQUIRE_FALSE(verdict.disagreement);
    handovers += verdict.handovers;
  }
  CHECK(handovers > kTimelines);
  CHECK(cases.count(HardCase::late_event) > kTimelines);
}

TEST_CASE("a faulty queue is found out, and shown in a few steps") {
  for (const Fault fault :
       {Fault::loses_late_leaves, Fault::decides_at_the_start, Fault::forgets_unregistering, Fault::serves_lanes_late,
        Fault::ignores_spacing, Fault::never_suspends, Fault::ignores_pauses, Fault::repeats_throttled_at_once,
        Fault::never_corrects, Fault::corrects_for_ever, Fault::calls_all_transfers}) {
    INFO("fault " << static_cast<int>(fault));
    const auto scenario = found_out(fault);
    REQUIRE(scenario);
    const Scenario shortest = shortened(*scenario, model_with(fault), Depth::everything);
    INFO(describe(shortest));
    CHECK(shortest.steps.size() <= 10);
  }
}

TEST_CASE("the same seed gives the same timeline") {
  CHECK(describe(generate_timeline(7)) == describe(generate_timeline(7)));
  CHECK(describe(generate_timeline(7)) != describe(generate_timeline(8)));
}

}  // namespace usher::property
