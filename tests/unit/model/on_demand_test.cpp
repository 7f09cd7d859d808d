// Parts that are made when they are first written to, and the maps and sets that are kept so.
#include "model/on_demand.hpp"

#include <map>
#include <type_traits>
#include <utility>

#include "model/rare.hpp"
#include "support/catch.hpp"

using usher::model::OnDemand;
using usher::model::Rare;

namespace {

struct Part {
  int number = 7;
  std::map<int, int> numbers;
};

}  // namespace

TEST_CASE("a part that was never written to reads as an empty one, and is not made by that") {
  OnDemand<Part> part;
  CHECK(part->number == 7);
  CHECK(part->numbers.empty());
  CHECK_FALSE(part.is_made());
  CHECK(part.if_made() == nullptr);
}

TEST_CASE("what is written to one part is in no other") {
  OnDemand<Part> one;
  const OnDemand<Part> other;
  one.make().number = 1;
  one.make().numbers[1] = 2;
  CHECK(one->number == 1);
  CHECK(one.if_made() == &one.made());
  CHECK(other->number == 7);
  CHECK(OnDemand<Part> {} -> numbers.empty());
  one.reset();
  CHECK_FALSE(one.is_made());
  CHECK(one->number == 7);
}

TEST_CASE("a part is copied with its owner, moves with it, and leaves an empty one behind") {
  OnDemand<Part> one;
  one.make().number = 1;
  OnDemand<Part> copy{one};
  copy.make().number = 2;
  CHECK(one->number == 1);
  OnDemand<Part> moved{std::move(one)};
  CHECK(moved->number == 1);
  CHECK_FALSE(one.is_made());  // NOLINT(bugprone-use-after-move): it is empty then
  copy = moved;
  CHECK(copy->number == 1);
  copy = OnDemand<Part>{};
  CHECK_FALSE(copy.is_made());
  CHECK(moved->number == 1);
  static_assert(std::is_nothrow_move_constructible_v<OnDemand<Part>>);
  static_assert(sizeof(OnDemand<Part>) == sizeof(void*));
}

TEST_CASE("a rare map is empty until something is put in, and again once cleared") {
  Rare<std::map<int, int>> map;
  CHECK(map.empty());
  CHECK(map.find(1) == map.end());
  CHECK(map.erase(1) == 0);
  CHECK(map.begin() == map.end());
  map[1] = 2;
  CHECK(map.size() == 1);
  CHECK(map.at(1) == 2);
  CHECK((Rare<std::map<int, int>>{}).empty());
  map.clear();
  CHECK_FALSE(map.contains(1));
}
