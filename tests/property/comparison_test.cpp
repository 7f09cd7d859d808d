// The comparison is judged by faults: a model that is broken on purpose must be found out, in a few steps.
#include "comparison.hpp"

#include "model_contestant.hpp"
#include "support/catch.hpp"
#include "timeline_generator.hpp"

namespace usher::property {
namespace {

constexpr std::uint64_t kTimelines = 200;

using Generate = Scenario (*)(std::uint64_t seed);

/// In a few steps.
void find_out(Fault fault, Generate generate, const Run& run) {
  INFO("fault " << static_cast<int>(fault));
  std::optional<Scenario> found;
  for (std::uint64_t seed = 1; seed <= kTimelines && !found; ++seed) {
    HardCases cases;
    const Scenario scenario = generate(seed);
    if (run(scenario, cases).disagreement) found = scenario;
  }
  REQUIRE(found);
  const Scenario shortest = shortened(*found, run);
  INFO(describe(shortest));
  CHECK(shortest.steps.size() <= 12);
}

}  // namespace

TEST_CASE("the model agrees with itself, and meets hard cases on the way") {
  const Run run = comparing(model_with(Fault::none), Depth::everything);
  HardCases cases;
  std::uint64_t handovers = 0;
  for (std::uint64_t seed = 1; seed <= kTimelines; ++seed) {
    const Verdict verdict = run(generate_timeline(seed), cases);
    REQUIRE_FALSE(verdict.disagreement);
    handovers += verdict.handovers;
  }
  CHECK(handovers > kTimelines);
  CHECK(cases.count(HardCase::late_event) > kTimelines);
}

TEST_CASE("the referee has nothing to whistle for where the model leads") {
  const Run run = refereeing(model_with(Fault::none), Depth::everything);
  HardCases cases;
  for (std::uint64_t seed = 1; seed <= kTimelines; ++seed) {
    const Verdict verdict = run(generate_leading_timeline(seed), cases);
    INFO("seed " << seed << ": " << verdict.disagreement.value_or(""));
    REQUIRE_FALSE(verdict.disagreement);
  }
  CHECK(cases.count(HardCase::decided_early) > kTimelines);
}

TEST_CASE("a faulty queue is found out, and shown in a few steps") {
  for (const Fault fault :
       {Fault::loses_late_leaves, Fault::decides_at_the_start, Fault::forgets_unregistering, Fault::serves_lanes_late,
        Fault::ignores_spacing, Fault::never_suspends, Fault::ignores_pauses, Fault::repeats_throttled_at_once,
        Fault::never_corrects, Fault::corrects_for_ever, Fault::calls_all_transfers})
    find_out(fault, generate_timeline, comparing(model_with(fault), Depth::everything));
}

TEST_CASE("the referee whistles for every foul") {
  for (const Fault fault :
       {Fault::loses_late_leaves, Fault::forgets_unregistering, Fault::serves_lanes_late, Fault::ignores_spacing,
        Fault::never_suspends, Fault::ignores_pauses, Fault::never_corrects, Fault::corrects_for_ever,
        Fault::calls_all_transfers, Fault::leads_too_far, Fault::leads_in_disorder, Fault::leads_one_by_one,
        Fault::leads_before_all_else, Fault::decides_early_as_of_due, Fault::forgets_what_is_late})
    find_out(fault, generate_leading_timeline, refereeing(model_with(fault), Depth::everything));
}

TEST_CASE("the same seed gives the same timeline") {
  CHECK(describe(generate_timeline(7)) == describe(generate_timeline(7)));
  CHECK(describe(generate_timeline(7)) != describe(generate_timeline(8)));
}

}  // namespace usher::property
