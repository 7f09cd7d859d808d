// The hash of an id, taken once for each event and handed on to every table that is asked for the id.
//
// Of the first and the last sixteen bytes, each with a key of its own mixed in, the lower half of each eight is
// multiplied by the upper; those at the end may overlap those before, so that no byte is read singly. The products of
// one id do not wait for each other. What they and the sixteen bytes in the middle add up to is multiplied once more,
// 64 by 64 bits, and the halves folded together. Every bit of the result is good for an index or a tag. Nothing that
// usher puts out depends on it.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/blocks.hpp"

namespace usher::model {

namespace detail {

__extension__ using Wide = unsigned __int128;

[[nodiscard]] inline std::uint64_t fold(std::uint64_t a, std::uint64_t b) noexcept {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

// Odd, and as many ones as zeros in each byte, as wyhash chooses them.
inline constexpr std::uint64_t kFirst = 0x2d358dccaa6c78a5ULL;
inline constexpr std::uint64_t kSecond = 0x8bb84b93962eacc9ULL;
inline constexpr std::uint64_t kThird = 0x4b33a62ed433d4a3ULL;
inline constexpr std::uint64_t kFourth = 0x4d5a2da51de1aa47ULL;

[[nodiscard]] inline std::uint64_t fold_pair(const char* text, std::uint64_t one, std::uint64_t other) noexcept {
  return fold(block_at<std::uint64_t>(text) ^ one, block_at<std::uint64_t>(text + 8) ^ other);
}

/// Fewer than sixteen bytes as two numbers that, with the size, tell them from all others.
[[nodiscard]] inline std::uint64_t hash_short(const char* text, std::size_t size) noexcept {
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
  return fold(front ^ kSecond, back ^ size * kFirst);
}

/// All that is before the last kThreePairs bytes of a longer text; each pair on top of those before.
[[nodiscard]] inline std::uint64_t hash_front(const char* text, std::size_t size) noexcept {
  std::uint64_t hash = 0;
  for (; size > kThreePairs; size -= std::min(kPair, size - kThreePairs), text += kPair) {
    hash = fold_pair(text, kSecond, kThird ^ hash);
  }
  return hash;
}

/// On top of what `before` has. The last key sees to it that neither factor is small, whatever the id.
[[nodiscard, gnu::always_inline]] inline std::uint64_t hash_pairs(std::uint64_t before, const Pairs& id) noexcept {
  const Pair last = (id.last() ^ Pair{kFourth, kSecond}).product_of_halves();
  const Pair first = (id.first() ^ Pair{kFirst, kSecond}).product_of_halves();
  const Pair sum = (first + last + id.second()) ^ Pair { kThird, kFirst };
  return fold(sum.lower() ^ before, sum.upper());
}

/// Of fewer bytes than a pair, or more than three.
[[nodiscard, gnu::noinline]] inline std::uint64_t hash_other(std::string_view id) noexcept {
  if (id.size() < kPair) return fold(hash_short(id.data(), id.size()), kFirst);
  const std::uint64_t front = id.size() ^ hash_front(id.data(), id.size());
  return hash_pairs(front, Pairs{id.substr(id.size() - kThreePairs)});
}

}  // namespace detail

[[nodiscard, gnu::always_inline]] inline std::uint64_t hash_of(const Pairs& id) noexcept {
  return detail::hash_pairs(id.size(), id);
}
[[nodiscard, gnu::always_inline]] inline std::uint64_t hash_of(std::string_view id) noexcept {
  if (!fits_pairs(id.size())) [[unlikely]] {
    return detail::hash_other(id);
  }
  return hash_of(Pairs{id});
}

}  // namespace usher::model
