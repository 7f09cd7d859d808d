// The log: append-only in storage, in the order of rank per attendee.
#include "attendance/threaded_log.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using usher::Instant;
using usher::attendance::instant_of;
using usher::attendance::kNoEntry;
using usher::attendance::rank_of;
using usher::attendance::ThreadedLog;
using namespace std::chrono_literals;

TEST_CASE("a rank orders by instant first and gives it back, up to the latest instant") {
  CHECK(instant_of(rank_of(usher::kLatestInstant, 0xFFFFF)) == usher::kLatestInstant);
  CHECK(instant_of(rank_of(usher::kEarliestInstant, 0xFFFFF)) == usher::kEarliestInstant);
  CHECK(rank_of(Instant{2ms}, 0) > rank_of(Instant{1ms}, 0xFFFFF));
  CHECK(rank_of(Instant{1ms}, 2) > rank_of(Instant{1ms}, 1));
}

TEST_CASE("S9: whatever the order of arrival, each attendee's thread runs backwards in the order of rank") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  usher::property::Random random{seed};
  constexpr std::uint32_t kAttendees = 5;
  ThreadedLog log;
  std::array<std::uint32_t, kAttendees> last{};
  last.fill(kNoEntry);
  std::array<std::vector<std::uint64_t>, kAttendees> expected;
  std::size_t refused = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto attendee = static_cast<std::uint32_t>(random.below(kAttendees));
    const std::uint64_t rank = rank_of(Instant{usher::Duration{random.between(0, 300)}}, 1);
    auto& ranks = expected.at(attendee);
    const bool known = std::find(ranks.begin(), ranks.end(), rank) != ranks.end();
    const std::size_t before = log.size();
    CHECK(log.insert(last.at(attendee), attendee, rank) == !known);
    CHECK(log.size() == before + (known ? 0 : 1));
    if (!known) ranks.push_back(rank);
    refused += known ? 1 : 0;
  }
  CHECK(refused > 100);
  for (std::uint32_t attendee = 0; attendee < kAttendees; ++attendee) {
    auto& ranks = expected.at(attendee);
    std::sort(ranks.rbegin(), ranks.rend());
    std::vector<std::uint64_t> thread;
    for (std::uint32_t entry = last.at(attendee); entry != kNoEntry; entry = log[entry].previous) {
      CHECK(log[entry].attendee == attendee);
      thread.push_back(log[entry].rank);
    }
    CHECK(thread == ranks);
  }
}

TEST_CASE("entries appended one after the other are where those of before end, up to the end of a chunk") {
  ThreadedLog log;
  std::uint32_t last = kNoEntry;
  std::uint32_t count = 0;
  for (int chunk = 0; chunk < 4; ++chunk) {
    log.make_room();
    ThreadedLog::Appending appending{log};
    for (; appending.has_room(); ++count) appending.append(last, 7, rank_of(Instant{count * 1ms}, 0));
  }
  CHECK(log.size() == count);
  CHECK(log.insert(last, 7, rank_of(Instant{count * 1ms}, 0)));
  for (std::uint32_t entry = last; entry != kNoEntry; entry = log[entry].previous, --count) {
    CHECK(entry == count);
    CHECK(log[entry].rank == rank_of(Instant{count * 1ms}, 0));
  }
}
