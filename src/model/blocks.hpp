// Short texts, sixteen bytes at a time. Ids are mostly of 16 to 48 bytes: then sixteen at the front, sixteen at the end
// and, of more than 32, the second sixteen are all of them, with no loop whose length would have to be foretold.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace usher::model {

/// So many bytes as a number, in the order of the machine.
template <class Block>
[[nodiscard]] std::uint64_t block_at(const char* text) noexcept {
  Block block = 0;
  std::memcpy(&block, text, sizeof block);
  return block;
}

inline constexpr std::size_t kPair = 16;  ///< bytes: two blocks
inline constexpr std::size_t kTwoPairs = 2 * kPair;
inline constexpr std::size_t kThreePairs = 3 * kPair;

/// Whether a text of that size is covered by three pairs, of which the second and third may overlap; and is no longer
/// than `most`.
[[nodiscard]] constexpr bool fits_pairs(std::size_t size, std::size_t most = kThreePairs) noexcept {
  return size - kPair <= std::min(most, kThreePairs) - kPair;
}

/// Of two texts of a size that fits. With registers of sixteen bytes it is half as many steps that wait for the texts,
/// which counts where one of them is not in the cache.
[[nodiscard, gnu::always_inline]] inline bool same_pairs(const char* one, const char* other,
                                                         std::size_t size) noexcept {
#ifdef __SSE2__
  const auto alike = [&](std::size_t at) {
    return _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(one + at)),
                          _mm_loadu_si128(reinterpret_cast<const __m128i*>(other + at)));
  };
  __m128i all_alike = _mm_and_si128(alike(0), alike(size - kPair));
  if (size > kTwoPairs) [[likely]] {
    all_alike = _mm_and_si128(all_alike, alike(kPair));
  }
  return _mm_movemask_epi8(all_alike) == 0xFFFF;
#else
  const auto differ = [&](std::size_t at) {
    const char* const a = one + at;
    const char* const b = other + at;
    return (block_at<std::uint64_t>(a) ^ block_at<std::uint64_t>(b)) |
           (block_at<std::uint64_t>(a + 8) ^ block_at<std::uint64_t>(b + 8));
  };
  std::uint64_t differing = differ(0) | differ(size - kPair);
  if (size > kTwoPairs) [[likely]] {
    differing |= differ(kPair);
  }
  return differing == 0;
#endif
}

/// A text of a size that fits, kept for others to be compared with: its pairs lie where the processor reads and
/// compares them at once.
class KeptPairs {
 public:
  void keep(std::string_view text) noexcept {
    size_ = text.size();
    second_at_ = size_ > kTwoPairs ? kPair : 0;
    std::memcpy(pairs_[0].data(), text.data(), kPair);
    std::memcpy(pairs_[1].data(), text.data() + second_at_, kPair);
    std::memcpy(pairs_[2].data(), text.data() + size_ - kPair, kPair);
  }
  /// Is nothing's text any more.
  void clear() noexcept { size_ = kOfNoSize; }
  [[nodiscard, gnu::always_inline]] inline bool is(std::string_view text) const noexcept {
    if (text.size() != size_) return false;
#ifdef __SSE2__
    const auto alike = [&](std::size_t pair, std::size_t at) {
      return _mm_cmpeq_epi8(_mm_load_si128(reinterpret_cast<const __m128i*>(pairs_[pair].data())),
                            _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at)));
    };
    const __m128i ends = _mm_and_si128(alike(0, 0), alike(2, size_ - kPair));
    const __m128i all_alike = _mm_and_si128(ends, alike(1, second_at_));
    return _mm_movemask_epi8(all_alike) == 0xFFFF;
#else
    const auto differ = [&](std::size_t pair, std::size_t at) {
      return std::memcmp(pairs_[pair].data(), text.data() + at, kPair) != 0;
    };
    return !differ(0, 0) && !differ(1, second_at_) && !differ(2, size_ - kPair);
#endif
  }

 private:
  static constexpr std::size_t kOfNoSize = std::numeric_limits<std::size_t>::max();

  alignas(kPair) std::array<std::array<char, kPair>, 3> pairs_{};  ///< the first, the second if there is one, the last
  std::size_t size_ = kOfNoSize;
  std::size_t second_at_ = 0;
};

/// To where there is room and nothing of `text`; the end of it.
[[gnu::always_inline]] inline char* copy_text(char* to, std::string_view text) noexcept {
  const std::size_t size = text.size();
  const auto copy = [&](std::size_t at) { std::memcpy(to + at, text.data() + at, kPair); };
  if (fits_pairs(size)) [[likely]] {
    copy(0);
    if (size > kTwoPairs) copy(kPair);
    copy(size - kPair);
  } else if (size != 0) {
    std::memcpy(to, text.data(), size);
  }
  return to + size;
}

}  // namespace usher::model
