// Short texts, sixteen bytes at a time. Ids are mostly of 16 to 48 bytes: then sixteen at the front, sixteen at the end
// and, of more than 32, the second sixteen are all of them, with no loop whose length would have to be foretold.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "model/pair.hpp"

namespace usher::model {

/// So many bytes as a number, in the order of the machine.
template <class Block>
[[nodiscard]] std::uint64_t block_at(const char* text) noexcept {
  Block block = 0;
  std::memcpy(&block, text, sizeof block);
  return block;
}

inline constexpr std::size_t kPair = Pair::kBytes;
inline constexpr std::size_t kTwoPairs = 2 * kPair;
inline constexpr std::size_t kThreePairs = 3 * kPair;

/// Whether a text of that size is covered by three pairs, of which the second and third may overlap; and is no longer
/// than `most`.
[[nodiscard]] constexpr bool fits_pairs(std::size_t size, std::size_t most = kThreePairs) noexcept {
  return size - kPair <= std::min(most, kThreePairs) - kPair;
}

/// A text of a size that fits, in registers: read once, however often it is compared and hashed.
class Pairs {
 public:
  /// No text, and of no text's size.
  Pairs() = default;
  [[gnu::always_inline]] inline explicit Pairs(std::string_view text) noexcept
      : size_(text.size()),
        first_(Pair::at(text.data())),
        second_(first_),
        last_(Pair::at(text.data() + text.size() - kPair)) {
    if (size_ > kTwoPairs) [[likely]] {
      second_ = Pair::at(text.data() + kPair);
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] Pair first() const noexcept { return first_; }
  /// Of a text of two pairs or less, the first once more.
  [[nodiscard]] Pair second() const noexcept { return second_; }
  [[nodiscard]] Pair last() const noexcept { return last_; }

  /// The same of a text that lies at a multiple of kPair.
  [[nodiscard, gnu::always_inline]] inline bool same_as(const char* text) const noexcept {
    Pair all = alike(Pair::aligned_at(text), first_) & alike(Pair::at(text + size_ - kPair), last_);
    if (size_ > kTwoPairs) [[likely]] {
      all = all & alike(Pair::aligned_at(text + kPair), second_);
    }
    return all.has_all();
  }

 private:
  std::size_t size_ = std::numeric_limits<std::size_t>::max();
  Pair first_, second_, last_;
};

/// A text of a size that fits, kept for others to be compared with it, of which nearly all are the same.
class KeptPairs {
 public:
  /// No text, and the same as none.
  KeptPairs() = default;
  explicit KeptPairs(std::string_view text) noexcept : kept_(text), second_at_(text.size() > kTwoPairs ? kPair : 0) {}

  [[nodiscard, gnu::always_inline]] inline bool same_as(std::string_view text) const noexcept {
    if (text.size() != kept_.size()) [[unlikely]]
      return false;
    const char* const at = text.data();
    return (alike(kept_.first(), Pair::at(at)) & alike(kept_.second(), Pair::at(at + second_at_)) &
            alike(kept_.last(), Pair::at(at + kept_.size() - kPair)))
        .has_all();
  }

 private:
  Pairs kept_;
  std::size_t second_at_ = 0;  ///< where its second pair begins
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
