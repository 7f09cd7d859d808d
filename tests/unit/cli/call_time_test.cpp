// What calls take in a replay and which fail: the same numbers everywhere, of the distribution that was asked for.
#include "cli/call_time.hpp"

#include <algorithm>
#include <vector>

#include "support/catch.hpp"

namespace {

using namespace usher::cli;
using namespace std::chrono_literals;
using usher::CallId;
using usher::Duration;

/// Of calls 1 to `count`.
std::vector<std::int64_t> drawn(const CallTime& time, std::uint64_t count, std::uint64_t seed = 0) {
  std::vector<std::int64_t> milliseconds;
  for (std::uint64_t call = 1; call <= count; ++call) milliseconds.push_back(time.of(CallId{call}, seed).count());
  return milliseconds;
}

CallTime call_time(std::string_view text) {
  const auto time = parse_call_time(text);
  INFO(text << ": " << (time ? std::string{} : time.error().message));
  REQUIRE(time);
  return *time;
}

std::string refusal(std::string_view text) {
  const auto time = parse_call_time(text);
  INFO(text);
  REQUIRE_FALSE(time);
  CHECK(time.error().message.starts_with("expected "));
  return time.error().message;
}

}  // namespace

TEST_CASE("a constant call time is that of every call") {
  CHECK(drawn(call_time("PT0.3S"), 3) == std::vector<std::int64_t>{300, 300, 300});
  CHECK(drawn({}, 2) == std::vector<std::int64_t>{0, 0});
}

TEST_CASE("a seed draws the same milliseconds on every machine, call by call") {
  const std::vector<std::int64_t> written_down{870, 59, 65, 455, 148, 153, 82, 203};
  CHECK(drawn(call_time("lognormal:p50=0.15,p99=2,seed=7"), 8) == written_down);
  CHECK(drawn(call_time("lognormal:seed=7,p99=2.000,p50=0.15"), 8, 99) == written_down);
  CHECK(drawn(call_time("lognormal:p50=0.15,p99=2"), 8, 7) == written_down);
  CHECK(drawn(call_time("lognormal:p50=0.15,p99=2"), 8, 8) != written_down);
}

TEST_CASE("half of the drawn times lie below p50 and one in a hundred above p99") {
  auto times = drawn(call_time("lognormal:p50=0.15,p99=2,seed=1"), 200'000);
  std::sort(times.begin(), times.end());
  CHECK(std::abs(times[100'000] - 150) <= 2);
  CHECK(std::abs(times[198'000] - 2'000) <= 60);
  CHECK(std::abs(times[2'000] - 11) <= 1);  // as far below the median as p99 is above it: 0.15 x 0.15 / 2 s
  CHECK(drawn(call_time("lognormal:p50=0.2,p99=0.2"), 2) == std::vector<std::int64_t>{200, 200});
}

TEST_CASE("a call time that is neither a duration nor a distribution is refused with what is wrong") {
  CHECK(refusal("soon") == R"(expected a duration like "PT0.3S", or "lognormal:p50=0.15,p99=2,seed=7", found "soon")");
  for (const char* text : {"", "-PT1S", "PT1S,PT2S", "normal:p50=1,p99=2", "lognormal", "Lognormal:p50=1,p99=2"}) {
    CHECK(refusal(text).find("expected a duration like") == 0);
  }
  for (const char* text : {"lognormal:", "lognormal:p50=1,p99=2,", "lognormal:p50=1,p50=1,p99=2", "lognormal:p75=1",
                           "lognormal:p50=1,p99=2,seed=1,seed=1", "lognormal: p50=1,p99=2"}) {
    CHECK(refusal(text).find("each once, found") != std::string::npos);
  }
  CHECK(refusal("lognormal:p50=1") == "expected both p50 and p99, found \"p50=1\"");
  CHECK(refusal("lognormal:p50=2,p99=1") == "expected a p99 that is not less than p50, found \"p50=2,p99=1\"");
  for (const char* p50 :
       {"", "0", "0.0001", "1e3", "-1", "+1", ".5", "1.", "86400.001", "0x1", "1,p99=2,p50=1", "nan"}) {
    CHECK(refusal("lognormal:p99=5,p50=" + std::string{p50}).starts_with("expected p50"));
  }
  for (const char* seed : {"", "-1", "+1", "1.0", "18446744073709551616"}) {
    CHECK(refusal("lognormal:p50=1,p99=2,seed=" + std::string{seed}).starts_with("expected a seed"));
  }
  CHECK(call_time("lognormal:p50=1,p99=2,seed=18446744073709551615").seed() == 18446744073709551615ULL);
}

TEST_CASE("a share is read exactly, and of all calls that share falls into it") {
  CHECK(*parse_share("0.02") == Share{20'000});
  CHECK(*parse_share("1") == Share{1'000'000});
  CHECK(*parse_share("0.000001") == Share{1});
  for (const char* text : {"", "1.1", "-0.1", "2 %", "0.0000001", ".5", "1e-2"}) CHECK_FALSE(parse_share(text));
  const auto count = [](Share share, std::uint64_t seed) {
    int fallen = 0;
    for (std::uint64_t call = 1; call <= 100'000; ++call) fallen += falls_into(share, CallId{call}, seed) ? 1 : 0;
    return fallen;
  };
  CHECK(count(Share{0}, 3) == 0);
  CHECK(count(Share{kWhole}, 3) == 100'000);
  CHECK(std::abs(count(Share{20'000}, 3) - 2'000) < 150);
  std::vector<std::uint64_t> fallen;
  for (std::uint64_t call = 1; call <= 60; ++call) {
    if (falls_into(Share{100'000}, CallId{call}, 7)) fallen.push_back(call);
  }
  CHECK(fallen == std::vector<std::uint64_t>{35, 57});
}
