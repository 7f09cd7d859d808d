// An order in which everybody has a place, compared with one that is sorted anew after every step.
#include "lane/timetable.hpp"

#include <array>
#include <map>

#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using namespace usher;
using lane::Timetable;

TEST_CASE("a timetable has the least of the keys that are filed, whoever moved, came and went") {
  using Key = std::pair<int, std::uint32_t>;  // an instant, and whose it is
  const std::uint64_t seed = test::seed();
  INFO("seed " << seed);
  property::Random random{seed};
  Timetable<Key> table;
  std::array<Timetable<Key>::Entry, 9> entries;
  std::map<std::uint32_t, int> filed;
  for (int step = 0; step < 20'000; ++step) {
    const auto who = static_cast<std::uint32_t>(random.below(entries.size()));
    if (random.below(4) == 0) {
      table.file(entries[who], std::optional<Key>{});
      filed.erase(who);
    } else {
      filed[who] = static_cast<int>(random.below(12));
      table.file(entries[who], Key{filed[who], who});
    }
    REQUIRE(table.empty() == filed.empty());
    std::optional<Key> least;
    for (std::uint32_t one = 0; one < entries.size(); ++one) {
      const auto known = filed.find(one);
      REQUIRE((entries[one].key() != nullptr) == (known != filed.end()));
      if (known == filed.end()) continue;
      REQUIRE(*entries[one].key() == Key{known->second, one});
      if (!least || *entries[one].key() < *least) least = *entries[one].key();
    }
    if (least) REQUIRE(*table.first() == *least);
  }
}
