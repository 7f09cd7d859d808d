// Where a connection may have something to call, in the order of S20.
#include "lane/work_set.hpp"

#include <vector>

#include "support/catch.hpp"
#include "support/minute.hpp"

using usher::Instant;
using usher::RuleIndex;
using usher::lane::WebinarNumber;
using usher::lane::Work;
using usher::lane::WorkSet;
using usher::test::minute;
using namespace std::chrono_literals;

namespace {}  // namespace

TEST_CASE("S20: work is done by due, then webinar, then rule") {
  const std::vector<Work> in_order{{minute(1), WebinarNumber{9}, RuleIndex{9}},
                                   {minute(2), WebinarNumber{1}, RuleIndex{5}},
                                   {minute(2), WebinarNumber{2}, RuleIndex{0}},
                                   {minute(2), WebinarNumber{2}, RuleIndex{1}}};
  WorkSet works;
  CHECK(works.first() == nullptr);
  CHECK(works.empty());
  for (const std::size_t i : {3U, 1U, 0U, 2U, 2U}) works.add(in_order[i]);
  for (const Work& work : in_order) {
    REQUIRE(works.first() != nullptr);
    CHECK(*works.first() == work);
    CHECK(works.has(work));
    works.remove(work);
    CHECK_FALSE(works.has(work));
  }
  works.remove(in_order[0]);
  CHECK(works.empty());
}

TEST_CASE("S21: the dues of one rule of one webinar are known in their order") {
  WorkSet works;
  const Work first{minute(1), WebinarNumber{1}, RuleIndex{1}};
  const Work second{minute(3), WebinarNumber{1}, RuleIndex{1}};
  works.add(second);
  works.add({minute(2), WebinarNumber{1}, RuleIndex{2}});
  works.add({minute(2), WebinarNumber{2}, RuleIndex{1}});
  works.add(first);
  CHECK(works.next_of_rule(first) == second);
  CHECK_FALSE(works.next_of_rule(second));
  works.remove(second);
  CHECK_FALSE(works.next_of_rule(first));
  CHECK_FALSE(works.next_of_rule({minute(0), WebinarNumber{7}, RuleIndex{7}}));
}
