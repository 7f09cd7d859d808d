// How long to wait before the next attempt, S23.
#include <set>
#include <string>

#include "support/catch.hpp"
#include "usher/call.hpp"

using usher::backoff;
using usher::Duration;
using namespace std::chrono_literals;

TEST_CASE("S23: backoff doubles from a second up to ten minutes, of which at most a half is taken off") {
  for (std::int32_t attempt = 1; attempt <= 40; ++attempt) {
    const Duration whole = attempt <= 10 ? Duration{1s} * (1 << (attempt - 1)) : Duration{10min};
    Duration least = whole;
    Duration most{0};
    for (int i = 0; i < 1000; ++i) {
      const Duration wait = backoff("launch/pitch/" + std::to_string(i) + "/1", attempt);
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
    INFO("attempt " << attempt);
    CHECK(least >= whole / 2);
    CHECK(most <= whole);
    // A thousand keys come near both ends, so the jitter uses what it is given.
    CHECK(least < whole * 51 / 100);
    CHECK(most > whole * 99 / 100);
  }
}

TEST_CASE("S23: backoff is a function of key and attempt alone, and differs between keys and attempts") {
  CHECK(backoff("launch/pitch/ada/1", 3) == backoff(std::string{"launch/pitch/ada/1"}, 3));
  std::set<Duration> waits;
  for (int i = 0; i < 100; ++i) waits.insert(backoff("launch/pitch/" + std::to_string(i) + "/1", 12));
  for (std::int32_t attempt = 12; attempt < 112; ++attempt) waits.insert(backoff("launch/pitch/ada/1", attempt));
  CHECK(waits.size() > 190);
}

TEST_CASE("S23: backoff does not overflow, nor wait less than at the first attempt") {
  CHECK(backoff("key", 2'147'483'647) >= 5min);
  CHECK(backoff("key", 2'147'483'647) <= 10min);
  CHECK(backoff("key", 0) >= 500ms);
}
