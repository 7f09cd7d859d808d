// Short texts, eight bytes at a time. Ids are mostly of 17 to 48 bytes: then sixteen at the front, sixteen at the end
// and sixteen behind the front are all of them, with no loop whose length would have to be foretold.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace usher::model {

/// So many bytes as a number, in the order of the machine.
template <class Block>
[[nodiscard]] std::uint64_t block_at(const char* text) noexcept {
  Block block = 0;
  std::memcpy(&block, text, sizeof block);
  return block;
}

inline constexpr std::size_t kPair = 16;  ///< bytes: two blocks
inline constexpr std::size_t kThreePairs = 3 * kPair;
/// Where the middle one of three pairs begins that cover `size` bytes, kPair to kThreePairs of them.
[[nodiscard]] constexpr std::size_t middle_pair(std::size_t size) noexcept {
  return std::min(kPair, size - kPair);
}

[[nodiscard, gnu::always_inline]] inline bool same_text(std::string_view one, std::string_view other) noexcept {
  const std::size_t size = one.size();
  if (size != other.size()) return false;
  if (size < kPair || size > kThreePairs) return one == other;
  const auto differ = [&](std::size_t at) {
    const char* const a = one.data() + at;
    const char* const b = other.data() + at;
    return (block_at<std::uint64_t>(a) ^ block_at<std::uint64_t>(b)) |
           (block_at<std::uint64_t>(a + 8) ^ block_at<std::uint64_t>(b + 8));
  };
  return (differ(0) | differ(middle_pair(size)) | differ(size - kPair)) == 0;
}

/// To where there is room and nothing of `text`; the end of it.
[[gnu::always_inline]] inline char* copy_text(char* to, std::string_view text) noexcept {
  const std::size_t size = text.size();
  if (size < kPair || size > kThreePairs) {
    if (size != 0) std::memcpy(to, text.data(), size);
  } else {
    for (const std::size_t at : {std::size_t{0}, middle_pair(size), size - kPair}) {
      std::memcpy(to + at, text.data() + at, kPair);
    }
  }
  return to + size;
}

}  // namespace usher::model
