// What a lane does next (S18-S20).
#include "lane/lane.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "lane/connections.hpp"
#include "support/catch.hpp"
#include "support/minute.hpp"

using usher::ConnectionIndex;
using usher::Instant;
using usher::LaneIndex;
using usher::lane::Attempt;
using usher::lane::Head;
using usher::lane::Job;
using usher::lane::Lane;
using usher::lane::WebinarNumber;
using usher::test::minute;
using namespace std::chrono_literals;

namespace {

Job job(int due, std::uint64_t webinar, std::uint32_t connection = 0) {
  return {minute(due), WebinarNumber{webinar}, ConnectionIndex{connection}};
}

bool always(ConnectionIndex) {
  return true;
}

}  // namespace

TEST_CASE("S20: corrections go before retries, retries before what is due, and within each the order is by instant") {
  Lane lane{"main"};
  const Head due{Head::Stage::due, minute(1), 0, 0, ConnectionIndex{0}, minute(1)};
  const Head later{Head::Stage::due, minute(2), 0, 0, ConnectionIndex{1}, minute(2)};
  const Head retry{Head::Stage::retry, minute(5), 0, 0, ConnectionIndex{2}, minute(5)};
  const Head correction{Head::Stage::correction, minute(9), 0, 0, ConnectionIndex{3}, minute(9)};
  std::array<usher::lane::Timetable<Head>::Entry, 4> entries;
  std::size_t filed = 0;
  for (const Head& head : {later, due, correction, retry}) lane.heads().file(entries[filed++], head);
  for (const Head& head : {correction, retry, due, later}) {
    REQUIRE(lane.heads().first() != nullptr);
    CHECK(*lane.heads().first() == head);
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& one) { return one.key() == lane.heads().first(); });
    lane.heads().remove(*entry);
  }
  CHECK(lane.heads().empty());
}

TEST_CASE("S19: a lane begins when the last start by which all is on time has come, and when it may") {
  Lane lane{"main"};
  CHECK_FALSE(lane.starts_at());
  lane.plan(job(60, 1), 10min, 8min, minute(40));
  CHECK(lane.starts_at() == minute(50));
  lane.plan(job(65, 2), 20min, 16min, minute(45));
  CHECK(lane.starts_at() == minute(40));  // 65 - 20 - 10 is earlier, but the first may not start before
  CHECK(lane.latest_expected_start() == minute(41));
  lane.unplan(job(65, 2));
  CHECK(lane.starts_at() == minute(50));
  lane.unplan(job(60, 1));
  CHECK_FALSE(lane.starts_at());
}

TEST_CASE("S20: while all can be on time the earliest due is served first, of the connections that are ready") {
  Lane lane{"main"};
  lane.plan(job(60, 1, 0), 10min, 8min, minute(40));
  lane.plan(job(65, 2, 1), 10min, 8min, minute(45));
  CHECK_FALSE(lane.first_early(minute(39), 1s, always));
  CHECK(lane.first_early(minute(46), 1s, always) == job(60, 1, 0));
  CHECK(lane.first_early(minute(46), 1s, [](ConnectionIndex index) { return index == ConnectionIndex{1}; }) ==
        job(65, 2, 1));
  CHECK_FALSE(lane.first_early(minute(46), 1s, [](ConnectionIndex) { return false; }));
}

TEST_CASE("S20b: where not all can be on time, what makes most others late gives way, as soon as they need it") {
  Lane lane{"main"};
  lane.plan(job(60, 1), 30min, 30min, minute(40));
  lane.plan(job(61, 2), 3min, 2min, minute(40));
  lane.plan(job(62, 3), 3min, 2min, minute(40));
  // The two small ones have to begin in minute 56 with their margins; a call takes half a minute.
  CHECK(lane.first_early(minute(55), 30s, always) == job(60, 1));
  CHECK(lane.first_early(minute(56), 30s, always) == job(61, 2));
  lane.unplan(job(61, 2));
  lane.unplan(job(62, 3));
  CHECK(lane.first_early(minute(56), 30s, always) == job(60, 1));
}

TEST_CASE("S18: a lane is busy from start to finish, and has the last attempts until there are others") {
  Lane lane{"main"};
  CHECK(lane.id() == "main");
  CHECK_FALSE(lane.busy());
  lane.attempts().emplace_back().order = 7;
  CHECK(lane.in_flight().empty());
  lane.start();
  CHECK(lane.busy());
  REQUIRE(lane.in_flight().size() == 1);
  CHECK(lane.in_flight().front().order == 7);
  lane.finish();
  CHECK_FALSE(lane.busy());
  CHECK(lane.in_flight().empty());
  CHECK(lane.attempts().size() == 1);
}

TEST_CASE("connections are numbered in the order in which they are added") {
  usher::lane::Connections connections;
  CHECK_FALSE(connections.find("crm"));
  CHECK(connections.add({.id = "crm", .batch = 7}, LaneIndex{3}) == ConnectionIndex{0});
  CHECK(connections.add({.id = "mail"}, LaneIndex{4}) == ConnectionIndex{1});
  CHECK(connections.find("mail") == ConnectionIndex{1});
  CHECK(connections[ConnectionIndex{0}].settings.batch == 7);
  CHECK(connections[ConnectionIndex{0}].lane == LaneIndex{3});
  CHECK(connections[ConnectionIndex{0}].call_time.mean() == 300ms);
  CHECK(connections.size() == 2);
}
