// The distance of the mark from the start, S8.
#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"
#include "usher/webinar.hpp"

using usher::Duration;
using usher::mark_distance;
using usher::Threshold;
using namespace std::chrono_literals;

namespace {

__extension__ using Wide = __int128;

std::int64_t exact(std::int64_t length, int hundredths) {
  const Wide product = static_cast<Wide>(length) * hundredths;
  return static_cast<std::int64_t>((product + 9'999) / 10'000);
}

}  // namespace

TEST_CASE("S8: the mark is where 60 % of 90 minutes are over, and a part of a millisecond counts as one") {
  CHECK(mark_distance(90min, {.hundredths = 6000}) == 54min);
  CHECK(mark_distance(90min, {.hundredths = 0}) == 0ms);
  CHECK(mark_distance(90min, {.hundredths = 10'000}) == 90min);
  CHECK(mark_distance(1ms, {.hundredths = 1}) == 1ms);
  CHECK(mark_distance(10'001ms, {.hundredths = 1}) == 2ms);
  CHECK(mark_distance(10'000ms, {.hundredths = 1}) == 1ms);
}

TEST_CASE("S8: the mark's distance is exact for every length") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  usher::property::Random random{seed};
  const auto longest = static_cast<std::uint64_t>(usher::kLongestDuration.count());
  for (int i = 0; i < 100'000; ++i) {
    const auto bound = i % 2 == 0 ? longest : std::uint64_t{100'000};
    const auto length = static_cast<std::int64_t>(random.next() % bound) + 1;
    const int hundredths = random.between(0, 10'000);
    if (mark_distance(Duration{length}, {.hundredths = hundredths}).count() == exact(length, hundredths)) continue;
    FAIL(length << " ms at " << hundredths << " hundredths of a percent");
  }
}
