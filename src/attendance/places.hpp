// One hash table of numbers: open addressing over places of four bytes, which hold a number and a few bits of the hash.
//
// Places are looked at in groups of four, all of a group at once: nearly every number is in the group where its hash
// begins, and which of the four it is nobody has to foretell. What waits for memory so does not wait for a branch.
//
// It is made in segments of 4 KiB, each when the first number comes into it: a table of millions costs no more at once
// than a small one. It is told neither to grow nor to shrink; IdIndex fills another one when this is full.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "attendance/prefetch.hpp"

namespace usher::attendance {

class Places {
  static constexpr std::size_t kSegment = 1024;

  /// Of what no number has come into yet: whoever looks there asks nothing before. Never written.
  inline static std::array<std::uint32_t, kSegment> nobody{};
  struct Free {
    void operator()(const std::uint32_t* segment) const noexcept {
      if (segment != nobody.data()) delete[] segment;
    }
  };
  using Segment = std::unique_ptr<std::uint32_t[], Free>;
  inline static const Segment no_segment{nobody.data()};

 public:
  static constexpr unsigned kNumberBits = 25;
  static constexpr std::uint32_t kMostNumbers = std::uint32_t{1} << kNumberBits;
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  /// Where a number may be.
  using Group = const std::uint32_t*;

  /// All that a first look takes, kept by who looks often. Good as long as the places are, wherever these move.
  class Look {
   public:
    /// Finds nothing.
    Look() = default;
    /// The first number of that hash, as far as its bits are kept, in the group where it begins; kNone where there is
    /// none. It is the one that is looked for nearly always, if any is: whoever asks for it first has no loop to keep
    /// registers for.
    [[nodiscard, gnu::always_inline]] inline std::uint32_t likely(std::uint64_t hash) const noexcept {
      return likely_in(group(hash), hash);
    }
    /// The same in two steps: where that looks, which has only to be there by the second.
    [[nodiscard, gnu::always_inline]] inline Group group(std::uint64_t hash) const noexcept {
      return group_at(group_of(hash, mask_), segments_);
    }
    [[nodiscard, gnu::always_inline]] static inline std::uint32_t likely_in(Group group, std::uint64_t hash) noexcept {
      const unsigned alike = alike_in(group, tag_of(hash));
      if (alike == 0) [[unlikely]]
        return kNone;
      return number_in(group, alike);
    }

   private:
    friend Places;
    explicit Look(const Places& places) noexcept : mask_(places.mask_), segments_(places.segments_.data()) {}

    std::size_t mask_ = 0;
    const Segment* segments_ = &no_segment;
  };

  Places() = default;
  /// Places for three quarters of `size` numbers; `size` is a power of two.
  explicit Places(std::size_t size)
      : mask_(size - 1), segments_(std::max<std::size_t>(1, size / kSegment)), segment_size_(std::min(size, kSegment)) {
    for (Segment& segment : segments_) segment.reset(nobody.data());
  }

  /// Of some places.
  [[nodiscard]] Look look() const noexcept { return Look{*this}; }
  [[nodiscard]] std::size_t size() const noexcept { return segments_.size() * segment_size_; }
  [[nodiscard]] std::size_t holds() const noexcept { return size() - size() / 4; }

  /// The first number of that hash, as far as its bits are kept, for which `is_it(number)`; kNone without one.
  template <class IsIt>
  [[nodiscard, gnu::always_inline]] inline std::uint32_t find(std::uint64_t hash, IsIt is_it) const noexcept {
    if (segments_.empty()) return kNone;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t place = group_of(hash, mask_);; place = (place + kGroup) & mask_) {
      const std::uint32_t* const group = group_at(place, segments_.data());
      for (unsigned alike = alike_in(group, tag); alike != 0; alike &= alike - 1) {
        const std::uint32_t number = number_in(group, alike);
        if (is_it(number)) return number;
      }
      if (group[kGroup - 1] == 0) return kNone;  // which is taken last
    }
  }
  /// A free place for a number of that hash that is not there yet. Fewer than `holds()` are.
  [[nodiscard]] std::uint32_t& place_for(std::uint64_t hash) {
    std::size_t place = group_of(hash, mask_);
    while (at(place) != 0) place = (place + 1) & mask_;
    return at(place);
  }
  [[nodiscard]] static std::uint32_t held(std::uint64_t hash, std::uint32_t number) noexcept {
    return tag_of(hash) << kNumberBits | number;
  }
  /// Gives up one segment. A table that is needed no more is given up so, not all at once; nothing else is asked of it.
  void drop_one() noexcept { segments_.pop_back(); }
  [[nodiscard]] bool dropped() const noexcept { return segments_.empty(); }

 private:
  static constexpr std::size_t kGroup = 4;
  static constexpr unsigned kTagBits = 32 - kNumberBits;
  static constexpr std::uint32_t kTaken = std::uint32_t{1} << (kTagBits - 1);

  [[nodiscard]] static std::size_t group_of(std::uint64_t hash, std::size_t mask) noexcept {
    return hash & mask & ~(kGroup - 1);
  }
  [[nodiscard, gnu::always_inline]] static inline const std::uint32_t* group_at(std::size_t place,
                                                                                const Segment* segments) noexcept {
    return segments[place / kSegment].get() + place % kSegment;
  }
  /// With a bit that is always set, so that a free place has no tag.
  [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept {
    return static_cast<std::uint32_t>(hash >> (64U - kTagBits)) | kTaken;
  }
  /// A bit for each place of a group that holds a number of that tag.
  [[nodiscard, gnu::always_inline]] static inline unsigned alike_in(const std::uint32_t* group,
                                                                    std::uint32_t tag) noexcept {
#ifdef __SSE2__
    const __m128i held = _mm_loadu_si128(reinterpret_cast<const __m128i*>(group));
    const __m128i tags = _mm_srli_epi32(held, kNumberBits);
    const __m128i alike = _mm_cmpeq_epi32(tags, _mm_set1_epi32(static_cast<int>(tag)));
    return static_cast<unsigned>(_mm_movemask_ps(_mm_castsi128_ps(alike)));
#else
    unsigned alike = 0;
    for (unsigned i = 0; i < kGroup; ++i) alike |= static_cast<unsigned>(group[i] >> kNumberBits == tag) << i;
    return alike;
#endif
  }
  /// Of the first place that is alike.
  [[nodiscard]] static std::uint32_t number_in(const std::uint32_t* group, unsigned alike) noexcept {
    return group[static_cast<std::uint8_t>(std::countr_zero(alike))] & (kMostNumbers - 1);
  }
  [[nodiscard]] std::uint32_t& at(std::size_t place) {
    auto& segment = segments_[place / kSegment];
    if (segment.get() == nobody.data()) segment.reset(new std::uint32_t[segment_size_]{});
    return segment[place % kSegment];
  }

  std::size_t mask_ = 0;
  std::vector<Segment> segments_;
  std::size_t segment_size_ = 0;
};

}  // namespace usher::attendance
