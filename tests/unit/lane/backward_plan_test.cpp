// How late a lane may start, and who may start now (S19, S20).
#include "lane/backward_plan.hpp"

#include <algorithm>
#include <map>
#include <sstream>

#include "../../property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using usher::ConnectionIndex;
using usher::Duration;
using usher::Instant;
using usher::lane::BackwardPlan;
using usher::lane::Job;
using usher::lane::WebinarNumber;
using namespace std::chrono_literals;

namespace {

constexpr Instant at(std::int64_t milliseconds) {
  return Instant{Duration{milliseconds}};
}

constexpr Job job(std::int64_t due, std::uint64_t webinar = 0, std::uint32_t connection = 0) {
  return {at(due), WebinarNumber{webinar}, ConnectionIndex{connection}};
}

/// So much work that no start is early enough.
constexpr Duration kEndless = BackwardPlan::kNever - BackwardPlan::kLongAgo;

/// The same by a sorted map and the formula, without a tree.
struct NaivePlan {
  struct Time {
    Duration work;
    Instant opens;
  };
  std::map<Job, Time> jobs;

  [[nodiscard]] Instant latest_start() const {
    Instant latest = BackwardPlan::kNever;
    Duration sum{0};
    for (const auto& [job, time] : jobs) {
      sum = std::min(kEndless, sum + time.work);
      latest = std::min(latest, job.due - sum);
    }
    return std::max(latest, BackwardPlan::kLongAgo);
  }
  [[nodiscard]] std::optional<Instant> opens() const {
    std::optional<Instant> earliest;
    for (const auto& [job, time] : jobs) earliest = earliest ? std::min(*earliest, time.opens) : time.opens;
    return earliest;
  }
  [[nodiscard]] const Job* next_open(const Job* after, Instant now) const {
    for (const auto& [job, time] : jobs) {
      if ((after == nullptr || *after < job) && time.opens <= now) return &job;
    }
    return nullptr;
  }
};

bool same(const Job* a, const Job* b) {
  return a == nullptr || b == nullptr ? a == b : *a == *b;
}

std::string difference(const BackwardPlan& plan, const NaivePlan& naive, const Job& some, Instant now) {
  if (std::string wrong = plan.check_invariants(); !wrong.empty()) return wrong;
  if (plan.size() != naive.jobs.size() || plan.empty() != naive.jobs.empty()) return "size";
  if (plan.contains(some) != naive.jobs.contains(some)) return "contains";
  if (plan.latest_start() != naive.latest_start()) return "latest_start";
  if (plan.opens() != naive.opens()) return "opens";
  if (!same(plan.first(), naive.jobs.empty() ? nullptr : &naive.jobs.begin()->first)) return "first";
  if (!same(plan.first_open(now), naive.next_open(nullptr, now))) return "first_open";
  if (!same(plan.next_open(some, now), naive.next_open(&some, now))) return "next_open";
  auto expected = naive.jobs.begin();
  bool visited = true;
  plan.for_each([&](const Job& job, Duration work, Instant opens) {
    visited = visited && job == expected->first && work == expected->second.work && opens == expected->second.opens;
    ++expected;
  });
  return visited ? "" : "for_each";
}

struct FixedCall {
  Instant due;
  Duration takes;
  friend auto operator<=>(const FixedCall&, const FixedCall&) = default;
};

/// Whether every call is done when due that is made in this order from `start` on.
bool all_on_time(const std::vector<FixedCall>& calls, Instant start) {
  return std::ranges::all_of(calls, [&](const FixedCall& call) { return (start += call.takes) <= call.due; });
}

bool on_time_in_any_order(std::vector<FixedCall> calls, Instant start) {
  std::ranges::sort(calls);
  do {
    if (all_on_time(calls, start)) return true;
  } while (std::ranges::next_permutation(calls).found);
  return false;
}

}  // namespace

TEST_CASE("S19: with nothing to do the lane never has to start") {
  BackwardPlan plan;
  CHECK(plan.empty());
  CHECK(plan.latest_start() == BackwardPlan::kNever);
  CHECK_FALSE(plan.opens());
  CHECK(plan.first() == nullptr);
  CHECK(plan.first_open(usher::kLatestInstant) == nullptr);
  CHECK(plan.next_open(job(0), usher::kLatestInstant) == nullptr);
  plan.erase(job(0));
  CHECK(plan.check_invariants().empty());
}

TEST_CASE("S19: the latest start is that at which every moment is done when due") {
  BackwardPlan plan;
  plan.set(job(1000), 100ms, at(0));
  CHECK(plan.latest_start() == at(900));
  plan.set(job(2000), 500ms, at(0));
  CHECK(plan.latest_start() == at(900));  // 2000 - 600 is later
  plan.set(job(2100), 900ms, at(0));
  CHECK(plan.latest_start() == at(600));  // 2100 - 1500
  plan.set(job(2000), 300ms, at(0));
  CHECK(plan.latest_start() == at(800));
  plan.erase(job(2100));
  CHECK(plan.latest_start() == at(900));
  plan.erase(job(1000));
  CHECK(plan.latest_start() == at(1700));
  CHECK(plan.size() == 1);
}

TEST_CASE("S20: jobs are in the order of due, then webinar, then connection, and those that may start are found") {
  BackwardPlan plan;
  plan.set(job(20, 1, 1), 1ms, at(6));
  plan.set(job(20, 2, 0), 1ms, at(4));
  plan.set(job(20, 1, 0), 1ms, at(9));
  plan.set(job(10, 7, 7), 1ms, at(8));
  CHECK(*plan.first() == job(10, 7, 7));
  CHECK(plan.opens() == at(4));
  CHECK(plan.first_open(at(3)) == nullptr);
  CHECK(*plan.first_open(at(4)) == job(20, 2, 0));
  CHECK(*plan.first_open(at(7)) == job(20, 1, 1));
  CHECK(*plan.first_open(at(9)) == job(10, 7, 7));
  CHECK(*plan.next_open(job(10, 7, 7), at(8)) == job(20, 1, 1));
  CHECK(*plan.next_open(job(15), at(9)) == job(20, 1, 0));
  CHECK(plan.next_open(job(20, 2, 0), at(9)) == nullptr);
  CHECK(plan.contains(job(20, 1, 1)));
  CHECK_FALSE(plan.contains(job(20, 1, 2)));
  std::vector<Job> visited;
  plan.for_each([&](const Job& one, Duration work, Instant) {
    CHECK(work == 1ms);
    visited.push_back(one);
  });
  CHECK(visited == std::vector<Job>{job(10, 7, 7), job(20, 1, 0), job(20, 1, 1), job(20, 2, 0)});
}

TEST_CASE("S19: endless work gives a start long ago, and is forgotten when it is gone") {
  BackwardPlan plan;
  const auto due = usher::kLatestInstant.time_since_epoch().count();
  for (std::uint64_t i = 0; i < 100; ++i) plan.set(job(due, i), Duration::max(), at(0));
  CHECK(plan.latest_start() == BackwardPlan::kLongAgo);
  for (std::uint64_t i = 1; i < 100; ++i) plan.set(job(due, i), usher::kLongestDuration, at(0));
  CHECK(plan.latest_start() == BackwardPlan::kLongAgo);
  plan.erase(job(due, 0));
  CHECK(plan.latest_start() == usher::kLatestInstant - 99 * usher::kLongestDuration);
  for (std::uint64_t i = 1; i < 100; ++i) plan.set(job(due, i), -5ms, at(0));
  CHECK(plan.latest_start() == usher::kLatestInstant);
  CHECK(plan.check_invariants().empty());
}

TEST_CASE("S19: a plan is the same by tree and by formula, after each of many changes") {
  const std::uint64_t seed = usher::test::seed();
  usher::property::Random random{seed};
  int reused = 0;
  for (int round = 0; round < 40; ++round) {
    BackwardPlan plan;
    NaivePlan naive;
    const int dues = random.between(1, 60);
    const auto some_job = [&] {
      return job(random.between(1, dues) * 10, random.below(6), static_cast<std::uint32_t>(random.below(3)));
    };
    for (int step = 0; step < 400; ++step) {
      const Job changed = some_job();
      const bool growing = step % 200 < 100;
      if (random.chance(growing ? 75 : 25)) {
        const Duration work = random.chance(1) ? Duration::max() : Duration{random.between(0, 40)};
        const Instant opens = changed.due - Duration{random.between(0, 300)};
        plan.set(changed, work, opens);
        naive.jobs[changed] = {std::min(work, kEndless), opens};
      } else {
        plan.erase(changed);
        reused += static_cast<int>(naive.jobs.erase(changed));
      }
      const std::string wrong = difference(plan, naive, some_job(), at(random.between(-300, dues * 10)));
      if (!wrong.empty()) FAIL("USHER_SEED=" << seed << ", round " << round << ", step " << step << ": " << wrong);
    }
  }
  CHECK(reused > 1000);
}

TEST_CASE("S19: a job may be changed and erased by the pointer that the plan gives, also while the plan grows") {
  BackwardPlan plan;
  for (int i = 1; i <= 100; ++i) {
    plan.set(job(1000 - i), 1ms, at(0));
    plan.set(*plan.first(), 2ms, at(0));
  }
  CHECK(plan.size() == 100);
  CHECK(plan.latest_start() == at(999 - 200));
  for (int i = 0; i < 100; ++i) plan.erase(*plan.first_open(at(0)));
  CHECK(plan.empty());
}

TEST_CASE("S19: jobs that come in order or backwards, and leave from the front, keep the tree balanced") {
  BackwardPlan plan;
  for (int i = 0; i < 2000; ++i) {
    plan.set(job(10'000 + i), 1ms, at(i));
    plan.set(job(9'999 - i), 1ms, at(-i));
  }
  CHECK(plan.check_invariants().empty());
  CHECK(plan.latest_start() == at(9'999 - 1999 - 1));
  for (int i = 0; i < 3999; ++i) plan.erase(*plan.first());
  CHECK(plan.check_invariants().empty());
  CHECK(plan.latest_start() == at(11'998));
}

TEST_CASE("S19: at the latest start all is on time by due, and a millisecond later something is late in any order") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  usher::property::Random random{seed};
  for (int instance = 0; instance < 1000; ++instance) {
    BackwardPlan plan;
    std::vector<FixedCall> calls(random.below(5) + 1);
    std::ostringstream text;
    for (std::uint64_t i = 0; FixedCall & call : calls) {
      call = {at(random.between(100, 160)), Duration{random.between(0, 30)}};
      const auto due = call.due.time_since_epoch().count();
      plan.set(job(due, i++), call.takes, at(0));
      text << "due " << due << " takes " << call.takes.count() << "; ";
    }
    std::ranges::sort(calls);
    Instant tried = at(161);
    while (!on_time_in_any_order(calls, tried)) tried -= 1ms;
    if (plan.latest_start() == tried && all_on_time(calls, tried)) continue;
    FAIL("instance " << instance << ": " << text.str() << "by trying " << tried.time_since_epoch().count()
                     << ", by the plan " << plan.latest_start().time_since_epoch().count());
  }
}
