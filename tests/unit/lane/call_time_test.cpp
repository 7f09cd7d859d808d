// What is learned of the time of calls, and set aside for them (S19, S19b, S22).
#include "lane/call_time.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "../../property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using usher::Duration;
using usher::kLongestDuration;
using usher::lane::CallTime;
using namespace std::chrono_literals;

namespace {

/// Takes so many calls of the same time.
void add(CallTime& time, int calls, Duration each) {
  for (int i = 0; i < calls; ++i) time.add(each);
}

double uniform(usher::property::Random& random) {
  return (static_cast<double>(random.below(1'000'000)) + 0.5) / 1'000'000;
}

/// LEAD's call times: median 150 ms, one in a hundred over 2 s, a standard deviation of 1.57 times the mean.
double lognormal(usher::property::Random& random) {
  const double normal = std::sqrt(-2 * std::log(uniform(random))) * std::cos(2 * std::acos(-1.0) * uniform(random));
  return 150 * std::exp(1.1136 * normal);
}

double exponential(usher::property::Random& random) {
  return -280 * std::log(uniform(random));
}

}  // namespace

TEST_CASE("S19b: before the first call the guess is the mean, and four times as much the standard deviation") {
  const CallTime time{300ms};
  CHECK(time.mean() == 300ms);
  CHECK(time.calls() == 0);
  CHECK(time.work(0, 1s) == 0ms);
  CHECK(time.work(1, 0ms) == 345ms + 2 * 1200ms);
  CHECK(time.work(4, 0ms) == 4 * 345ms + 2 * 2400ms);
  CHECK(time.expected(0, 1s) == 0ms);
  CHECK(time.expected(4, 0ms) == 1200ms);
}

TEST_CASE("S19b: the guess counts as the first call, and the measured ones after it alike") {
  CallTime time{300ms};
  time.add(600ms);
  CHECK(time.mean() == 450ms);
  CHECK(time.work(1, 0ms) == 2917ms);  // 450 x 1.15 + 2 sqrt(0.999 (1200^2 + 0.001 x 300^2)), rounded up
  time.add(900ms);
  CHECK(time.mean() == 600ms);
  CHECK(time.work(1, 0ms) == 3088ms);  // 600 x 1.15 + 2 sqrt(0.999 (1,438,650 + 0.001 x 450^2))
  CHECK(time.expected(2, 0ms) == 1200ms);
  CHECK(time.calls() == 2);
}

TEST_CASE("S19: after some hundred calls a new one moves the mean by 0.3 % of the way") {
  CallTime time{1000ms};
  add(time, 400, 1000ms);
  CHECK(time.mean() == 1000ms);
  time.add(11'000ms);
  CHECK(time.mean() == 1030ms);
  add(time, 2000, 500ms);
  CHECK(time.mean() == 501ms);
  CHECK(time.calls() == 2401);
}

TEST_CASE("S19b: with a guess of nothing, nothing is set aside but the spacing, until a call has been measured") {
  CallTime time{0ms};
  CHECK(time.work(1000, 0ms) == 0ms);
  CHECK(time.work(1, 1s) == 0ms);
  CHECK(time.work(5, 1s) == 4s);
  CHECK_FALSE(time.drifted());
  time.add(100ms);
  CHECK(time.drifted());
  CHECK(time.mean() == 50ms);
}

TEST_CASE("S22: the spacing lies between calls, not after the last, and the scatter of the calls comes on top") {
  const CallTime time{300ms};
  CHECK(time.expected(1, 10s) == 300ms);
  CHECK(time.expected(5, 75ms) == 1642ms);  // a start every 335.3 ms: between 300 and 370.6
  CHECK(time.expected(2, 300ms) == 742ms);  // a start after 441.2 ms: between 300 and 582.4
  CHECK(time.expected(2, 400ms) == 839ms);  // a start after 538.2 ms: between 400 and 676.5
  CHECK(time.expected(2, -1s) == 600ms);
  CHECK(time.work(4, 75ms) == 6257ms);   // 3 x 370.6 + 345 + 2 x 2400: more than 300 and the reserve
  CHECK(time.work(4, 300ms) == 6893ms);  // 3 x 582.4 + 345 + 2 x 2400
  CHECK(time.work(1, 10s) == time.work(1, 0ms));
}

TEST_CASE("S22: the spacing of steady calls counts where it is longer than the calls, else not at all") {
  CallTime steady{200ms};
  add(steady, 60'000, 200ms);
  CHECK(steady.expected(101, 100ms) == 20'200ms);
  CHECK(steady.expected(101, 201ms) == 20'300ms);
  CHECK(steady.expected(101, 1s) == 100'200ms);
  CHECK(steady.work(101, 1s) == 100'230ms);
  CHECK(steady.work(101, 0ms) == 23'230ms);
}

TEST_CASE(
    "S22: spaced calls, exponential or lognormal, take what is expected, within an eighth, and less than is set "
    "aside") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  usher::property::Random random{seed};
  constexpr int kCalls = 60'000;
  for (const auto draw : {&exponential, &lognormal}) {
    for (const double spacing : {0.0, 50.0, 150.0, 300.0, 500.0, 1000.0}) {
      CallTime time{280ms};
      double span = 0;
      double expected = 0;  // of all calls, on the average of many estimates: each knows but some hundred calls
      double work = 0;
      for (int i = 0; i < kCalls; ++i) {
        const double taken = draw(random);
        span += i + 1 < kCalls ? std::max(taken, spacing) : taken;
        time.add(Duration{static_cast<std::int64_t>(taken + 0.5)});
        if (i % 100 != 0) continue;
        const Duration gap{static_cast<std::int64_t>(spacing)};
        expected += static_cast<double>(time.expected(kCalls, gap).count()) * 100 / kCalls;
        work += static_cast<double>(time.work(kCalls, gap).count()) * 100 / kCalls;
      }
      INFO("spacing " << spacing << " ms: took " << span << ", expected " << expected << ", set aside " << work);
      CHECK(std::abs(expected - span) < span / 8);
      CHECK(work > span * 1.01);
      CHECK(work < span * 1.3);
    }
  }
}

TEST_CASE("S19: a time that is negative is none, and one that is endless is a hundred years") {
  CallTime time{-5ms};
  CHECK(time.mean() == 0ms);
  time.add(-1h);
  CHECK(time.mean() == 0ms);
  CHECK(time.calls() == 1);
  time.add(Duration::max());
  CHECK(time.work(3, 0ms) == kLongestDuration);
  CHECK(CallTime{Duration::max()}.mean() == kLongestDuration);
  CHECK(CallTime{1ms}.work(std::numeric_limits<std::uint64_t>::max(), 0ms) == kLongestDuration);
  CHECK(CallTime{1ms}.expected(std::numeric_limits<std::uint64_t>::max(), Duration::max()) == kLongestDuration);
}

TEST_CASE("S19: a plan is old when mean or standard deviation have changed by more than a 64th since it was made") {
  CallTime time{300ms};
  CHECK_FALSE(time.drifted());
  SECTION("by the deviation alone") {
    add(time, 40, 300ms);
    CHECK(time.mean() == 300ms);
  }
  SECTION("by the mean alone") {
    time.add(310ms);
    CHECK(time.mean() == 305ms);
  }
  CHECK(time.drifted());
  time.settle();
  CHECK_FALSE(time.drifted());
}

TEST_CASE("S19: small changes make a plan old together") {
  CallTime time{1000ms};
  add(time, 400, 1000ms);
  time.settle();
  int calls = 0;
  for (; !time.drifted(); ++calls) time.add(1000ms);
  CHECK(calls == 32);  // 0.999 ^ (32 / 2) is less than 63 / 64
  CHECK(time.work(1, 0ms) < CallTime{1000ms}.work(1, 0ms));
}
