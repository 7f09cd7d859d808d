// Values for pairs of rule and attendee, dense and sparse, against std::map.
#include "lane/pair_map.hpp"

#include <map>
#include <utility>
#include <vector>

#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using usher::AttendeeIndex;
using usher::RuleIndex;
using usher::lane::PairMap;
using usher::lane::PairOf;
using usher::lane::WebinarNumber;
using usher::property::Random;

namespace {

using Pairs = std::vector<std::pair<PairOf, std::uint32_t>>;

PairOf pair(std::uint64_t webinar, std::uint32_t rule, std::uint32_t attendee) {
  return {WebinarNumber{webinar}, RuleIndex{rule}, AttendeeIndex{attendee}};
}

/// The map beside one that does the same.
struct PackedAndPlain {
  void put(const PairOf& where, std::uint32_t value) {
    if (plain.contains(where)) return;
    packed.put(where, value);
    plain.emplace(where, value);
  }
  void take(const PairOf& where) {
    const auto found = plain.extract(where);
    const auto taken = packed.take(where);
    REQUIRE(taken.has_value() == !found.empty());
    if (taken) REQUIRE(*taken == found.mapped());
  }
  void check(const PairOf& where) const {
    const auto found = plain.find(where);
    const std::uint32_t* const value = packed.find(where);
    REQUIRE((value != nullptr) == (found != plain.end()));
    if (value != nullptr) REQUIRE(*value == found->second);
  }
  void check(WebinarNumber webinar, AttendeeIndex attendee) const {
    Pairs expected;
    std::vector<RuleIndex> rules;
    for (const auto& [where, value] : plain) {
      if (where.webinar != webinar) continue;
      expected.emplace_back(where, value);
      if (where.attendee == attendee) rules.push_back(where.rule);
    }
    Pairs found;
    packed.for_each_of(webinar, [&](const PairOf& where, std::uint32_t value) { found.emplace_back(where, value); });
    REQUIRE(found == expected);
    REQUIRE(packed.rules_of(webinar, attendee) == rules);
    REQUIRE(packed.any_of(webinar) == !expected.empty());
  }

  PairMap<std::uint32_t> packed;
  std::map<PairOf, std::uint32_t> plain;
};

}  // namespace

TEST_CASE("of pairs that come and go, near each other and far apart, each has its value") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  Random random{seed};
  PackedAndPlain both;
  for (std::uint32_t step = 0; step < 20'000; ++step) {
    const std::uint32_t attendees = random.chance(10) ? 30'000'000 : 700;
    const PairOf where = pair(random.below(3), static_cast<std::uint32_t>(random.below(4)),
                              static_cast<std::uint32_t>(random.below(attendees)));
    const bool filling = step / 4'000 % 2 == 0;
    if (random.chance(filling ? 80 : 20)) {
      both.put(where, step);
    } else {
      both.take(where);
    }
    both.check(where);
    if (step % 500 == 0) both.check(where.webinar, where.attendee);
  }
  for (const auto& [where, value] : std::map<PairOf, std::uint32_t>{both.plain}) both.take(where);
  for (std::uint64_t webinar = 0; webinar < 3; ++webinar) both.check(WebinarNumber{webinar}, AttendeeIndex{0});
}

TEST_CASE("an attendee's rules are found over gaps, and not those of other webinars or attendees of the same block") {
  PairMap<std::uint32_t> map;
  for (const auto& where : {pair(1, 0, 5), pair(1, 2, 700), pair(1, 3, 699), pair(1, 3, 2), pair(1, 7, 700),
                            pair(2, 8, 700), pair(0, 1, 700)}) {
    map.put(where, 1);
  }
  CHECK(map.rules_of(WebinarNumber{1}, AttendeeIndex{700}) == std::vector{RuleIndex{2}, RuleIndex{7}});
  CHECK(map.rules_of(WebinarNumber{3}, AttendeeIndex{700}).empty());
}
