// The queue and the naive model agree on every timeline, where calls start at due; and where they start before due, the
// model has nothing to whistle for. A disagreement prints its seed and the shortest timeline that shows it.
#include <iostream>
#include <string>

#include "support/catch.hpp"
#include "timeline_generator.hpp"
#include "timelines.hpp"

namespace usher::property {
namespace {

constexpr std::uint64_t kFirstSeed = 20'260'329;
/// Every how many-th timeline is compared in depth.
constexpr std::uint64_t kInDepth = 10;

struct Series {
  std::uint64_t timelines = 0;
  Scenario (*generate)(std::uint64_t seed);
  Run (*run)(MakeContestant make, Depth depth);
  HardCase from{}, to{};  ///< what is to be met
};

void hold(const Series& series) {
  const std::uint64_t first = number_from("USHER_SEED", kFirstSeed);
  const std::uint64_t count = number_from("USHER_TIMELINES", series.timelines);
  HardCases cases;
  std::uint64_t calls = 0;
  std::uint64_t handovers = 0;
  std::uint64_t cut_short = 0;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    const Scenario scenario = series.generate(seed);
    const Run run = series.run(dispatch_queue, seed % kInDepth == 0 ? Depth::everything : Depth::answers);
    const Verdict verdict = run(scenario, cases);
    if (verdict.disagreement) FAIL(shown(seed, scenario, run));
    calls += verdict.calls;
    handovers += verdict.handovers;
    if (verdict.cut_short) ++cut_short;
  }
  std::cout << count << " timelines from seed " << first << ": " << calls << " calls, " << handovers
            << " handovers, all as the model has them; " << cut_short << " not compared to the end\n"
            << cases.table(series.from, series.to);
  // A handful of timelines, run to look at one seed, cannot meet everything.
  if (count < series.timelines) return;
  const std::string never_met = cases.never_met(series.from, series.to);
  INFO("never met:\n" << never_met);
  CHECK(never_met.empty());
  CHECK(cut_short * 100 <= count);
}

}  // namespace

TEST_CASE("the queue decides every generated timeline as the contract says") {
  hold({10'000, generate_timeline, comparing, HardCase{}, kFirstOfTheLead});
}

TEST_CASE("calls before due are fair play, and whatever is due starts") {
  hold({3'000, generate_leading_timeline, refereeing, kFirstOfTheLead, HardCase::count_});
}

}  // namespace usher::property
