// Short texts by blocks, beside the same done byte by byte.
#include "model/blocks.hpp"

#include <string>

#include "support/catch.hpp"

using usher::model::copy_text;
using usher::model::fits_pairs;
using usher::model::KeptPairs;
using usher::model::same_pairs;

TEST_CASE("texts of a size that pairs cover are the same only if every byte is") {
  for (std::size_t size = 0; size <= 100; ++size) {
    if (!fits_pairs(size)) continue;
    const std::string text(size, 'a');
    INFO("size " << size);
    KeptPairs kept;
    CHECK_FALSE(kept.is(text));
    kept.keep(text);
    CHECK(kept.is(std::string(size, 'a')));
    CHECK_FALSE((kept.is(std::string(size - 1, 'a')) || kept.is(std::string(size + 1, 'a'))));
    CHECK(same_pairs(text.data(), std::string(size, 'a').data(), size));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      INFO("byte " << at);
      CHECK_FALSE(same_pairs(text.data(), other.data(), size));
      CHECK_FALSE(kept.is(other));
    }
    kept.clear();
    CHECK_FALSE(kept.is(text));
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
