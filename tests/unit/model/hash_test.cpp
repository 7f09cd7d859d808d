// Ids spread over all bits of their hash, whatever their length.
#include "model/hash.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

#include "support/catch.hpp"

using usher::model::hash_of;

TEST_CASE("ids that differ in one bit anywhere have hashes that differ in about half of all bits") {
  for (std::size_t length = 1; length <= 70; ++length) {
    std::string id(length, 'a');
    const std::uint64_t before = hash_of(id);
    for (std::size_t bit = 0; bit < 8 * length; ++bit) {
      id[bit / 8] = static_cast<char>(id[bit / 8] ^ (1 << bit % 8));
      const int changed = std::popcount(before ^ hash_of(id));
      INFO("length " << length << ", bit " << bit << ": " << changed);
      CHECK((changed >= 12 && changed <= 52));
      id[bit / 8] = static_cast<char>(id[bit / 8] ^ (1 << bit % 8));
    }
  }
}

TEST_CASE("ids that are one byte repeated have hashes that depend on how often") {
  for (const char byte : {'\0', 'a', '\xFF'}) {
    std::unordered_set<std::uint64_t> hashes;
    for (std::size_t length = 0; length <= 256; ++length) hashes.insert(hash_of(std::string(length, byte)));
    CHECK(hashes.size() == 257);
  }
}

TEST_CASE("numbered ids fill 1024 places by the lower and by the upper bits of their hashes as evenly as chance does") {
  const auto digits = [](int number, std::size_t width) {
    const std::string text = std::to_string(number);
    return std::string(width - text.size(), '0') + text;
  };
  using Id = std::function<std::string(int)>;
  const std::vector<Id> families{
      [](int i) { return "attendee-" + std::to_string(i) + "@example.org"; },
      [&](int i) { return digits(i, 36); },
      [&](int i) { return digits(i, 8) + std::string(28, 'x'); },
      [&](int i) { return "room-" + digits(i / 256, 8) + "-user-" + digits(i % 256, 8) + "-x"; },
      [&](int i) { return digits(i / 256, 4) + digits(i % 256, 4) + std::string(28, 'z'); },
      [&](int i) { return digits(i, 8) + digits(i, 8) + std::string(8, '-') + digits(i, 8); },
      [](int i) {
        return std::string(8, '\0') + static_cast<char>(i) + static_cast<char>(i >> 8) + static_cast<char>(i >> 16) +
               std::string(21, '\0');
      },
  };
  constexpr int kIds = 100 * 1024;
  for (std::size_t family = 0; family < families.size(); ++family) {
    std::array<int, 1024> lower{}, upper{};
    for (int i = 0; i < kIds; ++i) {
      const std::uint64_t hash = hash_of(families[family](i));
      ++lower[hash % 1024];
      ++upper[hash >> 54U];
    }
    INFO("family " << family);
    for (const auto& places : {lower, upper}) {
      const auto [fewest, most] = std::minmax_element(places.begin(), places.end());
      CHECK(*fewest >= 50);
      CHECK(*most <= 150);
    }
  }
}
