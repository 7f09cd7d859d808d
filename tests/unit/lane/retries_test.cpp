// What is to be called again (S20, S21, S23).
#include "lane/retries.hpp"

#include <vector>

#include "support/catch.hpp"

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
using namespace std::chrono_literals;

namespace {

constexpr Instant minute(int number) {
  return Instant{number * 1min};
}

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
  CHECK(retries.find(WebinarNumber{1}, RuleIndex{2}, AttendeeIndex{2}) == nullptr);
  CHECK(retries.take(WebinarNumber{}, RuleIndex{2}, AttendeeIndex{1})->order == 1);
  CHECK_FALSE(retries.take(WebinarNumber{}, RuleIndex{2}, AttendeeIndex{1}));
  CHECK(orders(take_call(retries, minute(9), 9)) == std::vector<std::uint64_t>{2});
  CHECK(retries.find(WebinarNumber{}, RuleIndex{2}, AttendeeIndex{2}) == nullptr);
}
