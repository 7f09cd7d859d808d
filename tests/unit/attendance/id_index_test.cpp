// Look-up by hash while tables fill, grow and are left behind, against std::unordered_map.
#include "attendance/id_index.hpp"

#include <string>
#include <unordered_map>
#include <vector>

#include "property/random.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"

using usher::attendance::IdIndex;
using usher::attendance::Places;
using usher::model::hash_of;
using usher::property::Random;

namespace {

struct Ids {
  [[nodiscard]] std::string_view text(std::uint32_t number) const { return texts[number]; }
  [[nodiscard]] std::size_t size() const { return texts.size(); }
  void add(std::string_view id) { texts.emplace_back(id); }

  std::vector<std::string> texts;
};

/// The index beside a map that does the same.
struct Pair {
  std::uint32_t find(const std::string& id) const {
    return index.find(hash_of(id), [&](std::uint32_t number) { return ids.text(number) == id; });
  }
  void add(const std::string& id) {
    const std::uint32_t number = index.add(ids, id, hash_of(id));
    map.emplace(id, number);
    if (number != ids.size() - 1) FAIL(id << " has number " << number << " of " << ids.size());
  }
  void erase(std::uint32_t number) {
    map.erase(ids.texts[number]);
    ids.texts[number].clear();
  }
  void check(const std::string& id) const {
    const auto expected = map.find(id);
    const auto found = find(id);
    if (found != (expected == map.end() ? IdIndex::kNone : expected->second)) FAIL(id);
  }

  Ids ids;
  IdIndex index;
  std::unordered_map<std::string, std::uint32_t> map;
};

}  // namespace

TEST_CASE("at every step of growing each id is found, the erased and the unknown are not") {
  const std::uint64_t seed = usher::test::seed();
  INFO("USHER_SEED=" << seed);
  Random random{seed};
  Pair pair;
  for (std::uint32_t i = 0; i < 1700; ++i) {
    pair.add("id " + std::to_string(i));
    if (random.chance(20)) pair.erase(static_cast<std::uint32_t>(random.below(i + 1)));
    // Around the growing of a table all are looked at, else some.
    const bool all = i % 16 == 0;
    for (std::uint32_t k = 0; k < (all ? i + 2 : 20U); ++k) {
      pair.check("id " + std::to_string(all ? k : static_cast<std::uint32_t>(random.below(i + 2))));
    }
  }
  CHECK(pair.map.size() > 1000);
}

TEST_CASE("a hundred thousand ids are found in the middle of growing over many segments") {
  Pair pair;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    pair.add(std::to_string(i));
    // 98,304 fill a table; one id later a quarter of a million places are there, and nearly all are still in the old.
    if (i != 98'303 && i != 98'304 && i != 99'000 && i != 99'999) continue;
    for (std::uint32_t k = 0; k < i + 1000; ++k) pair.check(std::to_string(k));
  }
}

TEST_CASE("ids that come after a great many who have no text are found as well") {
  Pair pair;
  pair.ids.texts.resize(100'000);
  for (std::uint32_t i = 0; i < 100; ++i) {
    pair.add("id " + std::to_string(i));
    for (std::uint32_t k = 0; k < 101; ++k) pair.check("id " + std::to_string(k));
  }
}

TEST_CASE("ids are found whose numbers have outgrown what a table of few could hold") {
  Pair pair;
  pair.add("first");
  pair.ids.texts.resize(1000);
  pair.add("second");
  pair.check("first");
  pair.check("second");  // at once: whoever comes to a larger table later is put there anew
  pair.ids.texts.resize(100'000);
  for (std::uint32_t i = 0; i < 100; ++i) pair.add("id " + std::to_string(i));
  for (std::uint32_t i = 0; i < 101; ++i) pair.check("id " + std::to_string(i));
  pair.check("first");
  pair.check("second");
}

TEST_CASE("numbers whose hashes have the same place and the same tag are told apart by who they are") {
  Places places{2048, Places::kMostNumbers};
  constexpr std::uint64_t kHash = 8191;  // from the last place the search goes on at the first
  for (std::uint32_t number = 0; number < 100; ++number) places.place_for(kHash) = places.held(kHash, number);
  places.place_for(kHash) = places.held(kHash, Places::kMostNumbers - 1);
  for (const std::uint32_t number : {0U, 50U, 99U, Places::kMostNumbers - 1}) {
    CHECK(places.find(kHash, [&](std::uint32_t candidate) { return candidate == number; }) == number);
  }
  int asked = 0;
  const std::uint64_t other_tag = kHash | std::uint64_t{1} << 62U;
  CHECK(places.find(other_tag, [&](std::uint32_t) { return ++asked != 0; }) == Places::kNone);
  CHECK(asked == 0);
  CHECK(places.look().likely(kHash) == 0);
  CHECK(places.look().likely(other_tag) == Places::kNone);
  CHECK(Places(2048, 2048).look().likely(kHash) == Places::kNone);
  CHECK(Places::Look{}.likely(kHash) == Places::kNone);
}

TEST_CASE("the smaller the numbers, the more of a hash tells them apart; where all bits are the number's, six do") {
  for (const unsigned bits : {4U, 11U, 20U, 25U}) {
    Places places{16, std::size_t{1} << bits};
    CHECK(places.numbers() == std::uint32_t{1} << bits);
    const std::uint32_t most = places.numbers() - 1;
    places.place_for(0) = places.held(0, most);
    CHECK(places.look().likely(0) == most);
    for (unsigned bit = 32; bit < 63; ++bit) {
      INFO(bits << " bits of numbers, bit " << bit << " of the hash");
      CHECK((places.look().likely(std::uint64_t{1} << bit) == Places::kNone) == (bit - 32 >= bits));
    }
  }
}
