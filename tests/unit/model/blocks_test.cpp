// Short texts by blocks, beside the same done byte by byte.
#include "model/blocks.hpp"

#include <string>

#include "support/catch.hpp"

using usher::model::copy_text;
using usher::model::same_text;

TEST_CASE("texts of every length are the same only if every byte is") {
  for (std::size_t size = 0; size <= 100; ++size) {
    const std::string text(size, 'a');
    CHECK(same_text(text, std::string(size, 'a')));
    CHECK_FALSE(same_text(text, std::string(size + 1, 'a')));
    for (std::size_t at = 0; at < size; ++at) {
      std::string other = text;
      other[at] = 'b';
      INFO("size " << size << ", byte " << at);
      CHECK_FALSE(same_text(text, other));
    }
  }
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
