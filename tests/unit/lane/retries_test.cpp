// What is to be called again (S20, S21, S23).
#include "lane/retries.hpp"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/minute.hpp"
#include "support/seed.hpp"

using usher::AttendeeIndex;
using usher::CallKind;
using usher::ConnectionIndex;
using usher::Instant;
using usher::Rule;
using usher::RuleIndex;
using usher::lane::Attempt;
using usher::lane::batch_together;
using usher::lane::Retries;
using usher::lane::WebinarNumber;
using usher::property::Random;
using usher::test::minute;
using namespace std::chrono_literals;

namespace {

Attempt attempt(std::uint32_t order, Instant ready_at, std::uint32_t rule = 0) {
  Attempt made;
  made.order = order;
  made.attendee = AttendeeIndex{order};
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

std::vector<Attempt> take_call(Retries& retries, Instant now, std::size_t most) {
  std::vector<Attempt> taken;
  retries.take_call(now, most, taken);
  return taken;
}

}  // namespace

TEST_CASE("S20: retries are called by the time from which they may be, then by first start") {
  Retries retries;
  CHECK(retries.first() == nullptr);
  retries.add(attempt(3, minute(5)));
  retries.add(attempt(2, minute(6)));
  retries.add(attempt(1, minute(6)));
  CHECK(retries.first()->order == 3);
  CHECK(retries.next_after(minute(4)) == minute(5));
  CHECK(retries.next_after(minute(5)) == minute(6));
  CHECK_FALSE(retries.next_after(minute(6)));
  CHECK(take_call(retries, minute(4), 10).empty());
  CHECK(orders(take_call(retries, minute(6), 2)) == std::vector<std::uint64_t>{3, 1});
  CHECK(orders(take_call(retries, minute(6), 2)) == std::vector<std::uint64_t>{2});
  CHECK(retries.empty());
}

TEST_CASE("S21: retries are batched with retries of the same rule only, in their order") {
  Retries retries;
  for (std::uint32_t order = 0; order < 6; ++order) retries.add(attempt(order, minute(1), order % 2));
  CHECK(orders(take_call(retries, minute(1), 10)) == std::vector<std::uint64_t>{0, 2, 4});
  CHECK(orders(take_call(retries, minute(1), 2)) == std::vector<std::uint64_t>{1, 3});
  CHECK(retries.first()->order == 5);
}

TEST_CASE("S21: two attempts go together where webinar, rule, kind, connection and action are the same") {
  const Attempt one = attempt(0, minute(1));
  Attempt other = attempt(1, minute(2));
  CHECK(batch_together(one, other));
  other.rule_index = RuleIndex{1};
  CHECK_FALSE(batch_together(one, other));
  other = one;
  other.kind = CallKind::retraction;
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

TEST_CASE("S17c: a pair's retry is found and taken out by rule and attendee") {
  Retries retries;
  retries.add(attempt(1, minute(5), 2));
  retries.add(attempt(2, minute(6), 2));
  CHECK(retries.find(WebinarNumber{}, RuleIndex{2}, AttendeeIndex{2})->order == 2);
  CHECK_FALSE(retries.find(WebinarNumber{1}, RuleIndex{2}, AttendeeIndex{2}));
  CHECK(retries.take(WebinarNumber{}, RuleIndex{2}, AttendeeIndex{1})->order == 1);
  CHECK_FALSE(retries.take(WebinarNumber{}, RuleIndex{2}, AttendeeIndex{1}));
  CHECK(orders(take_call(retries, minute(9), 9)) == std::vector<std::uint64_t>{2});
  CHECK_FALSE(retries.find(WebinarNumber{}, RuleIndex{2}, AttendeeIndex{2}));
}

namespace {

bool comes_before(const Attempt& a, const Attempt& b) {
  return std::tie(a.ready_at, a.order) < std::tie(b.ready_at, b.order);
}

/// What waits, in a list beside it that is looked through.
struct RetriesAndList {
  void add(const Attempt& one) {
    retries.add(one);
    list.insert(std::upper_bound(list.begin(), list.end(), one, comes_before), one);
  }
  /// Some that were first started one after the other, mostly to be called again at one instant.
  void add_some(Random& random) {
    Attempt one = attempt(next_order, now + random.between(0, 3) * 1min, static_cast<std::uint32_t>(random.below(3)));
    one.rule = rules[random.below(rules.size())];
    one.throttled = random.chance(30);
    one.attempts = random.between(1, 2);
    for (int left = random.between(1, random.chance(2) ? 1'500 : 12); left > 0; --left) {
      one.order = next_order;
      one.attendee = AttendeeIndex{next_order};
      one.decision.standing = usher::Standing::from_bits(next_order % 8);
      next_order += random.chance(5) ? 2 : 1;
      if (random.chance(5)) one.ready_at += 1min;
      add(one);
    }
  }
  void take_one(Random& random) {
    if (list.empty()) return;
    const auto one = list.begin() + static_cast<std::ptrdiff_t>(random.below(list.size()));
    const auto found = retries.find(one->webinar, one->rule_index, one->attendee);
    REQUIRE(found);
    check(*found, *one);
    const auto taken = retries.take(one->webinar, one->rule_index, one->attendee);
    REQUIRE(taken);
    check(*taken, *one);
    REQUIRE_FALSE(retries.find(one->webinar, one->rule_index, one->attendee));
    const bool comes_back = random.chance(30);
    list.erase(one);
    if (comes_back) add(*taken);
  }
  void call(std::size_t most) {
    std::vector<Attempt> expected;
    const auto goes = [&](const Attempt& one) {
      const bool taken =
          expected.size() < most && one.ready_at <= now && (expected.empty() || batch_together(expected.front(), one));
      if (taken) expected.push_back(one);
      return taken;
    };
    std::erase_if(list, goes);
    const auto taken = take_call(retries, now, most);
    REQUIRE(taken.size() == expected.size());
    for (std::size_t i = 0; i < taken.size(); ++i) check(taken[i], expected[i]);
  }
  void release() {
    retries.release_throttled(now);
    const std::vector<Attempt> all = std::exchange(list, {});
    for (Attempt one : all) {
      if (one.throttled) one.ready_at = std::min(one.ready_at, now);
      list.push_back(one);
    }
    std::sort(list.begin(), list.end(), comes_before);
  }
  static void check(const Attempt& found, const Attempt& expected) {
    const auto told = [](const Attempt& one) {
      return std::tie(one.order, one.attendee, one.rule_index, one.rule, one.ready_at, one.decision.standing,
                      one.decision.decided_at, one.attempts, one.throttled);
    };
    if (told(found) != told(expected) || !found.again) FAIL("order " << found.order << " for " << expected.order);
  }
  void check() const {
    std::size_t place = 0;
    retries.for_each([&](const Attempt& one) {
      check(one, list[place++]);
      return true;
    });
    REQUIRE(place == list.size());
    REQUIRE(retries.empty() == list.empty());
    REQUIRE((retries.first() == nullptr) == list.empty());
    if (!list.empty()) check(*retries.first(), list.front());
    const auto later = std::find_if(list.begin(), list.end(), [&](const Attempt& one) { return one.ready_at > now; });
    REQUIRE(retries.next_after(now) == (later == list.end() ? std::nullopt : std::optional{later->ready_at}));
  }

  Retries retries;
  std::vector<Attempt> list;
  std::vector<std::shared_ptr<const Rule>> rules{
      std::make_shared<const Rule>(Rule{.id = "a", .connection = "crm"}),
      std::make_shared<const Rule>(Rule{.id = "a", .connection = "crm", .action = "other"})};
  std::uint32_t next_order = 1;
  Instant now{};
};

}  // namespace

TEST_CASE("S20, S21: kept in runs, retries come in the order in which they come one by one") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  Random random{seed};
  RetriesAndList both;
  for (int step = 0; step < 1'500; ++step) {
    const int dice = random.between(1, 100);
    if (dice <= 25) {
      both.add_some(random);
    } else if (dice <= 60) {
      both.take_one(random);
    } else if (dice <= 90) {
      both.call(random.chance(20) ? 1 : random.below(40));
    } else if (dice <= 95) {
      both.release();
    } else {
      both.now += 1min;
    }
    if (both.list.size() < 100 || step % 32 == 0) both.check();
    if (step % 250 == 249) {
      both.now += 24h;
      while (!both.list.empty()) both.call(1'000);
      both.check();
    }
  }
}

TEST_CASE("all that waits of an attendee is taken out, by rule, and of nobody else") {
  Retries retries;
  for (std::uint32_t rule = 0; rule < 3; ++rule) {
    for (std::uint32_t order = 0; order < 5; ++order) {
      Attempt one = attempt(10 * rule + order, minute(5), rule);
      one.attendee = AttendeeIndex{order};
      retries.add(one);
    }
  }
  CHECK(orders(retries.take_all_of(WebinarNumber{}, AttendeeIndex{3})) == std::vector<std::uint64_t>{3, 13, 23});
  CHECK(retries.take_all_of(WebinarNumber{1}, AttendeeIndex{2}).empty());
  CHECK(retries.any_of(WebinarNumber{}));
  CHECK_FALSE(retries.any_of(WebinarNumber{1}));
  CHECK(orders(take_call(retries, minute(5), 9)) == std::vector<std::uint64_t>{0, 1, 2, 4});
}
