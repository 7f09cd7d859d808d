// Which moments to serve first when not all can be on time (S20b).
#include "lane/overload.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <sstream>

#include "../../property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using usher::Duration;
using usher::Instant;
using usher::lane::on_time;
using usher::lane::TimedJob;
using namespace std::chrono_literals;

namespace {

constexpr Instant at(int milliseconds) {
  return Instant{Duration{milliseconds}};
}

using Choice = std::vector<bool>;

std::uint32_t bits_of(const Choice& choice) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < choice.size(); ++i) bits |= choice[i] ? 1U << i : 0U;
  return bits;
}

/// When the chosen jobs are finished, one after the other; none where one of them is late.
std::optional<Instant> finished(const std::vector<TimedJob>& jobs, std::uint32_t chosen, Instant now) {
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if ((chosen >> i & 1U) == 0) continue;
    now += jobs[i].work;
    if (now > jobs[i].due) return std::nullopt;
  }
  return now;
}

/// The most that can be on time, by trying everything.
int most_on_time(const std::vector<TimedJob>& jobs, Instant now) {
  int most = 0;
  for (std::uint32_t chosen = 0; chosen < 1U << jobs.size(); ++chosen) {
    if (finished(jobs, chosen, now)) most = std::max(most, std::popcount(chosen));
  }
  return most;
}

std::string described(const std::vector<TimedJob>& jobs) {
  std::ostringstream text;
  for (const TimedJob& job : jobs) {
    text << "due " << job.due.time_since_epoch().count() << " work " << job.work.count() << "; ";
  }
  return text.str();
}

}  // namespace

TEST_CASE("S20b: where all can be on time nobody is put off") {
  CHECK(on_time({}, at(0)).empty());
  const std::vector<TimedJob> jobs{{at(10), 10ms}, {at(30), 20ms}, {at(30), 0ms}};
  CHECK(on_time(jobs, at(0)) == Choice{true, true, true});
}

TEST_CASE("S20b: one long job is put off for many short ones, whatever its due") {
  const std::vector<TimedJob> jobs{{at(100), 100ms}, {at(110), 30ms}, {at(120), 30ms}, {at(130), 30ms}};
  CHECK(on_time(jobs, at(0)) == Choice{false, true, true, true});
  const std::vector<TimedJob> last{{at(40), 30ms}, {at(80), 30ms}, {at(120), 100ms}};
  CHECK(on_time(last, at(0)) == Choice{true, true, false});
}

TEST_CASE("S20b: Moore's example, worked by hand") {
  const std::vector<TimedJob> jobs{{at(6), 4ms},  {at(7), 3ms},  {at(8), 2ms},  {at(9), 5ms},
                                   {at(11), 6ms}, {at(13), 2ms}, {at(14), 4ms}, {at(20), 3ms}};
  // 4, 7, 9 > 8: the 4 goes. 5, 10 > 9: the 5 goes. 5, 11, 13, 17 > 14: the 6 goes. 11, 14.
  CHECK(on_time(jobs, at(0)) == Choice{false, true, true, false, false, true, true, true});
}

TEST_CASE("S20b: what is past due or longer than its time is put off alone") {
  const std::vector<TimedJob> jobs{{at(10), 1ms}, {at(20), 0ms}, {at(30), 11ms}, {at(40), 20ms}};
  CHECK(on_time(jobs, at(20)) == Choice{false, true, false, true});
  const std::vector<TimedJob> endless{{at(10), Duration::max()}, {at(20), Duration::max()}, {at(30), 1ms}};
  CHECK(on_time(endless, at(0)) == Choice{false, false, true});
}

TEST_CASE("S20b: of equally long jobs the later ones are put off") {
  const std::vector<TimedJob> jobs{{at(25), 10ms}, {at(25), 10ms}, {at(25), 10ms}, {at(25), 10ms}};
  CHECK(on_time(jobs, at(0)) == Choice{true, true, false, false});
}

TEST_CASE("S20b: no other choice of up to ten jobs has more on time") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  usher::property::Random random{seed};
  int overloaded = 0;
  for (int instance = 0; instance < 3000; ++instance) {
    std::vector<TimedJob> jobs(random.below(11));
    const int spread = random.between(1, 100);
    for (TimedJob& job : jobs) job = {at(random.between(0, spread)), Duration{random.between(0, 20)}};
    std::ranges::sort(jobs, {}, &TimedJob::due);
    const Instant now = at(random.between(-20, 20));
    const std::uint32_t chosen = bits_of(on_time(jobs, now));
    const int most = most_on_time(jobs, now);
    overloaded += most < static_cast<int>(jobs.size()) ? 1 : 0;
    if (finished(jobs, chosen, now) && std::popcount(chosen) == most) continue;
    FAIL("instance " << instance << ", now " << now.time_since_epoch().count() << ": " << described(jobs));
  }
  CHECK(overloaded > 1000);
}
