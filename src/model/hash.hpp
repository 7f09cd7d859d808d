// The hash of an id, taken once for each event and handed on to every table that is asked for the id.
//
// Sixteen bytes are one multiplication of 64 by 64 bits, whose halves are folded together; the last sixteen may overlap
// those before, so that no byte is read singly. Every bit of the result is good for an index or a tag. Nothing that
// usher puts out depends on it.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace usher::model {

namespace detail {

__extension__ using Wide = unsigned __int128;

[[nodiscard]] inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <class Block>
[[nodiscard]] std::uint64_t block_at(const char* text) noexcept {
  Block block = 0;
  std::memcpy(&block, text, sizeof block);
  return block;
}

// Odd, and as many ones as zeros in each byte, as wyhash chooses them.
inline constexpr std::uint64_t kFirst = 0x2d358dccaa6c78a5ULL;
inline constexpr std::uint64_t kSecond = 0x8bb84b93962eacc9ULL;
inline constexpr std::uint64_t kThird = 0x4b33a62ed433d4a3ULL;

/// At most sixteen bytes as two numbers that, with the size, tell them from all others.
[[nodiscard]] inline std::uint64_t hash_short(const char* text, std::size_t size, std::uint64_t hash) noexcept {
  std::uint64_t front = 0;
  std::uint64_t back = 0;
  if (size >= 8) {
    front = block_at<std::uint64_t>(text);
    back = block_at<std::uint64_t>(text + size - 8);
  } else if (size >= 4) {
    front = block_at<std::uint32_t>(text);
    back = block_at<std::uint32_t>(text + size - 4);
  } else if (size > 0) {
    front = block_at<std::uint8_t>(text);
    back = block_at<std::uint8_t>(text + size / 2) << 8U | block_at<std::uint8_t>(text + size - 1);
  }
  return fold(front ^ kSecond, back ^ hash);
}

}  // namespace detail

[[nodiscard, gnu::always_inline]] inline std::uint64_t hash_of(std::string_view id) noexcept {
  using namespace detail;
  const char* text = id.data();
  std::size_t left = id.size();
  std::uint64_t hash = id.size() * kFirst ^ kThird;
  for (; left > 16; left -= 16, text += 16) {
    hash = fold(block_at<std::uint64_t>(text) ^ kSecond, block_at<std::uint64_t>(text + 8) ^ hash);
  }
  if (id.size() > 16) {
    text += left;  // the last sixteen bytes, whatever part of them has been read
    hash = fold(block_at<std::uint64_t>(text - 16) ^ kThird, block_at<std::uint64_t>(text - 8) ^ hash);
  } else {
    hash = hash_short(text, left, hash);
  }
  return fold(hash, kFirst);
}

}  // namespace usher::model
