// What a lane does next (S18, S20, S21).
#include "lane/lane.hpp"

#include <vector>

#include "lane/connections.hpp"
#include "support/catch.hpp"

using usher::ConnectionIndex;
using usher::Instant;
using usher::LaneIndex;
using usher::Rule;
using usher::RuleIndex;
using usher::lane::Attempt;
using usher::lane::batch_together;
using usher::lane::Lane;
using usher::lane::WebinarNumber;
using usher::lane::Work;
using namespace std::chrono_literals;

namespace {

constexpr Instant minute(int number) {
  return Instant{number * 1min};
}

Attempt attempt(std::uint64_t order, Instant ready_at, std::uint32_t rule = 0) {
  Attempt made;
  made.order = order;
  made.ready_at = ready_at;
  made.rule_index = RuleIndex{rule};
  made.rule = std::make_shared<const Rule>(Rule{.id = "rule", .connection = "crm"});
  return made;
}

std::vector<std::uint64_t> orders(const std::vector<Attempt>& attempts) {
  std::vector<std::uint64_t> found;
  for (const Attempt& one : attempts) found.push_back(one.order);
  return found;
}

}  // namespace

TEST_CASE("S20: work is done by due, then webinar, then rule") {
  const std::vector<Work> in_order{{minute(1), WebinarNumber{9}, RuleIndex{9}},
                                   {minute(2), WebinarNumber{1}, RuleIndex{5}},
                                   {minute(2), WebinarNumber{2}, RuleIndex{0}},
                                   {minute(2), WebinarNumber{2}, RuleIndex{1}}};
  Lane lane{"main"};
  CHECK(lane.first_work() == nullptr);
  CHECK_FALSE(lane.first_instant(minute(0)));
  for (const std::size_t i : {3U, 1U, 0U, 2U, 2U}) lane.add(in_order[i]);
  for (const Work& work : in_order) {
    REQUIRE(lane.first_work() != nullptr);
    CHECK(*lane.first_work() == work);
    CHECK(lane.first_instant(minute(9)) == work.due);
    CHECK(lane.has(work));
    lane.remove(work);
    CHECK_FALSE(lane.has(work));
  }
  lane.remove(in_order[0]);
  CHECK(lane.first_work() == nullptr);
}

TEST_CASE("S21: the dues of one rule of one webinar are known in their order") {
  Lane lane{"main"};
  const Work first{minute(1), WebinarNumber{1}, RuleIndex{1}};
  const Work second{minute(3), WebinarNumber{1}, RuleIndex{1}};
  lane.add(second);
  lane.add({minute(2), WebinarNumber{1}, RuleIndex{2}});
  lane.add({minute(2), WebinarNumber{2}, RuleIndex{1}});
  lane.add(first);
  CHECK(lane.next_of_rule(first) == second);
  CHECK_FALSE(lane.next_of_rule(second));
  lane.remove(second);
  CHECK_FALSE(lane.next_of_rule(first));
  CHECK_FALSE(lane.next_of_rule({minute(0), WebinarNumber{7}, RuleIndex{7}}));
}

TEST_CASE("S20: a retry whose time has come goes before all work, by that time, then by first start") {
  Lane lane{"main"};
  lane.add({minute(1), WebinarNumber{1}, RuleIndex{1}});
  lane.add_retry(attempt(3, minute(5)));
  lane.add_retry(attempt(2, minute(6)));
  lane.add_retry(attempt(1, minute(6)));
  CHECK(lane.first_instant(minute(4)) == minute(1));
  CHECK(lane.first_instant(minute(5)) == minute(5));
  CHECK(lane.next_retry(minute(4)) == minute(5));
  CHECK(lane.next_retry(minute(5)) == minute(6));
  CHECK_FALSE(lane.next_retry(minute(6)));
  CHECK(lane.take_retries(minute(4), 10).empty());
  CHECK(orders(lane.take_retries(minute(6), 2)) == std::vector<std::uint64_t>{3, 1});
  CHECK(orders(lane.take_retries(minute(6), 2)) == std::vector<std::uint64_t>{2});
  CHECK(lane.retries().empty());
}

TEST_CASE("S21: retries are batched with retries of the same rule only, in their order") {
  Lane lane{"main"};
  for (std::uint32_t order = 0; order < 6; ++order) lane.add_retry(attempt(order, minute(1), order % 2));
  CHECK(orders(lane.take_retries(minute(1), 10)) == std::vector<std::uint64_t>{0, 2, 4});
  CHECK(orders(lane.take_retries(minute(1), 2)) == std::vector<std::uint64_t>{1, 3});
  CHECK(lane.retries().size() == 1);
}

TEST_CASE("S21: two attempts go together where webinar, rule, connection and action are the same") {
  const Attempt one = attempt(0, minute(1));
  Attempt other = attempt(1, minute(2));
  CHECK(batch_together(one, other));
  other.rule_index = RuleIndex{1};
  CHECK_FALSE(batch_together(one, other));
  other = one;
  Rule edited = *one.rule;
  edited.offset = 1min;
  other.rule = std::make_shared<const Rule>(edited);
  CHECK(batch_together(one, other));
  edited.action = "{}";
  other.rule = std::make_shared<const Rule>(edited);
  CHECK_FALSE(batch_together(one, other));
  other = one;
  other.webinar = WebinarNumber{1};
  CHECK_FALSE(batch_together(one, other));
  other = one;
  other.connection = ConnectionIndex{1};
  CHECK_FALSE(batch_together(one, other));
}

TEST_CASE("S18: a lane is busy from start to finish, and gives back what it had in flight") {
  Lane lane{"main"};
  CHECK(lane.id() == "main");
  CHECK_FALSE(lane.busy());
  lane.start({attempt(7, minute(1))});
  CHECK(lane.busy());
  CHECK(orders(lane.in_flight()) == std::vector<std::uint64_t>{7});
  CHECK(orders(lane.finish()) == std::vector<std::uint64_t>{7});
  CHECK_FALSE(lane.busy());
  CHECK(lane.in_flight().empty());
}

TEST_CASE("connections are numbered in the order in which they are added") {
  usher::lane::Connections connections;
  CHECK_FALSE(connections.find("crm"));
  CHECK(connections.add({.id = "crm", .batch = 7}, LaneIndex{3}) == ConnectionIndex{0});
  CHECK(connections.add({.id = "mail"}, LaneIndex{4}) == ConnectionIndex{1});
  CHECK(connections.find("mail") == ConnectionIndex{1});
  CHECK(connections[ConnectionIndex{0}].settings.batch == 7);
  CHECK(connections[ConnectionIndex{0}].lane == LaneIndex{3});
  CHECK(connections.size() == 2);
}
