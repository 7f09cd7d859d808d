// One hash table of numbers: open addressing over places of four bytes, which hold a number and a few bits of the hash.
//
// It is made in segments of 4 KiB, each when the first number comes into it: a table of millions costs no more at once
// than a small one. It is told neither to grow nor to shrink; IdIndex fills another one when this is full.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "attendance/prefetch.hpp"

namespace usher::attendance {

class Places {
 public:
  static constexpr unsigned kNumberBits = 26;
  static constexpr std::uint32_t kMostNumbers = (std::uint32_t{1} << kNumberBits) - 1;
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  Places() = default;
  /// Places for three quarters of `size` numbers; `size` is a power of two.
  explicit Places(std::size_t size)
      : mask_(size - 1),
        segments_(std::max<std::size_t>(1, size / kSegment)),
        segment_size_(std::min(size, kSegment)) {}

  [[nodiscard]] std::size_t size() const noexcept { return segments_.size() * segment_size_; }
  [[nodiscard]] std::size_t holds() const noexcept { return size() - size() / 4; }

  /// The first number of that hash, as far as its bits are kept, for which `is_it(number)`; kNone without one.
  template <class IsIt>
  [[nodiscard, gnu::always_inline]] inline std::uint32_t find(std::uint64_t hash, IsIt is_it) const noexcept {
    if (segments_.empty()) return kNone;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = hash & mask_;; place = (place + 1) & mask_) {
      const std::uint32_t* const segment = segments_[place / kSegment].get();
      const std::uint32_t held = segment == nullptr ? 0 : segment[place % kSegment];
      if (held == 0) return kNone;
      const std::uint32_t one_more = held ^ tag;
      if (one_more <= kMostNumbers && is_it(one_more - 1)) return one_more - 1;
    }
  }
  /// A free place for a number of that hash that is not there yet. Fewer than `holds()` are.
  [[nodiscard]] std::uint32_t& place_for(std::uint64_t hash) {
    std::size_t place = hash & mask_;
    while (at(place) != 0) place = (place + 1) & mask_;
    return at(place);
  }
  [[nodiscard]] static std::uint32_t held(std::uint64_t hash, std::uint32_t number) noexcept {
    return tag_of(hash) | (number + 1);
  }
  void prefetch(std::uint64_t hash) const noexcept {
    if (segments_.empty()) return;
    const std::size_t place = hash & mask_;
    const std::uint32_t* const segment = segments_[place / kSegment].get();
    if (segment != nullptr) attendance::prefetch(segment + place % kSegment);
  }
  /// Gives up one segment. A table that is needed no more is given up so, not all at once; nothing else is asked of it.
  void drop_one() noexcept { segments_.pop_back(); }
  [[nodiscard]] bool dropped() const noexcept { return segments_.empty(); }

 private:
  static constexpr std::size_t kSegment = 1024;

  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept {
    return static_cast<std::uint32_t>(hash >> 32U) & ~kMostNumbers;
  }
  [[nodiscard]] std::uint32_t& at(std::size_t place) {
    auto& segment = segments_[place / kSegment];
    if (segment == nullptr) segment = std::make_unique<std::uint32_t[]>(segment_size_);
    return segment[place % kSegment];
  }

  std::size_t mask_ = 0;
  std::vector<std::unique_ptr<std::uint32_t[]>> segments_;
  std::size_t segment_size_ = 0;
};

}  // namespace usher::attendance
