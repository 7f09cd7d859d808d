// Short texts by blocks, beside the same done byte by byte.
#include "model/blocks.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "support/catch.hpp"

using usher::model::copy_text;
using usher::model::fits_pairs;
using usher::model::KeptPairs;
using usher::model::Pairs;

TEST_CASE("texts of a size that pairs cover are the same only if every byte is") {
  for (std::size_t size = 0; size <= 100; ++size) {
    if (!fits_pairs(size)) continue;
    const std::string text(size, 'a');
    const Pairs pairs{text};
    const KeptPairs kept{text};
    INFO("size " << size);
    alignas(16) std::array<char, 48> other{};
    std::copy(text.begin(), text.end(), other.begin());
    CHECK(pairs.size() == size);
    CHECK(Pairs{}.size() != size);
    CHECK(pairs.same_as(other.data()));
    CHECK(kept.same_as({other.data(), size}));
    CHECK_FALSE(kept.same_as(text + 'a'));
    CHECK_FALSE(KeptPairs{}.same_as(text));
    for (std::size_t at = 0; at < size; ++at) {
      other[at] = 'b';
      INFO("byte " << at);
      CHECK_FALSE(pairs.same_as(other.data()));
      CHECK_FALSE(kept.same_as({other.data(), size}));
      other[at] = 'a';
    }
  }
  CHECK((fits_pairs(16) && fits_pairs(48)));
  CHECK_FALSE((fits_pairs(0) || fits_pairs(15) || fits_pairs(49)));
  CHECK_FALSE(fits_pairs(40, 39));
}

TEST_CASE("a text of any length is copied whole, and nothing behind it is touched") {
  for (std::size_t size = 0; size <= 100; ++size) {
    std::string text;
    for (std::size_t at = 0; at < size; ++at) text += static_cast<char>('0' + at);
    std::string to(size + 8, '.');
    INFO("size " << size);
    CHECK(copy_text(to.data(), text) == to.data() + size);
    CHECK(to == text + "........");
  }
}
