// Ids spread over all bits of their hash, whatever their length.
#include "model/hash.hpp"

#include <array>
#include <bit>
#include <string>
#include <unordered_set>

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
  std::array<int, 1024> lower{}, upper{};
  constexpr int kIds = 100 * 1024;
  for (int i = 0; i < kIds; ++i) {
    const std::uint64_t hash = hash_of("attendee-" + std::to_string(i) + "@example.org");
    ++lower[hash % 1024];
    ++upper[hash >> 54U];
  }
  for (const auto& places : {lower, upper}) {
    for (const int filled : places) CHECK((filled >= 50 && filled <= 150));
  }
}
