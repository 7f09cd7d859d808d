// One hash table of numbers: open addressing over places of four bytes, which hold a number and as many bits of the
// hash as the numbers leave.
//
// Places are looked at in groups of eight, half a cache line, all of a group at once: nearly every number is in the
// group where its hash begins, and which of the eight it is nobody has to foretell. What waits for memory so does not
// wait for a branch.
//
// It is made in segments of 4 KiB, each when the first number comes into it: a table of millions costs no more at once
// than a small one. It is told neither to grow nor to shrink; IdIndex fills another one when this is full.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace usher::attendance {

/// Looked at together.
struct alignas(32) PlaceGroup {
  /// Two bits for each place of which these bits are those.
  [[nodiscard, gnu::always_inline]] inline unsigned alike(const std::array<std::uint32_t, 4>& bits,
                                                          std::uint32_t those) const noexcept {
#ifdef __SSE2__
    const auto* const four = reinterpret_cast<const __m128i*>(places.data());
    const __m128i mask = _mm_load_si128(reinterpret_cast<const __m128i*>(bits.data()));
    const __m128i looked_for = _mm_set1_epi32(static_cast<int>(those));
    const __m128i first = _mm_cmpeq_epi32(_mm_and_si128(_mm_load_si128(four), mask), looked_for);
    const __m128i second = _mm_cmpeq_epi32(_mm_and_si128(_mm_load_si128(four + 1), mask), looked_for);
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_packs_epi32(first, second)));
#else
    unsigned alike = 0;
    for (unsigned i = 0; i < places.size(); ++i) alike |= ((places[i] & bits[0]) == those ? 3U : 0U) << 2 * i;
    return alike;
#endif
  }

  std::array<std::uint32_t, 8> places{};
};

class Places {
  static constexpr std::size_t kGroup = sizeof(PlaceGroup) / sizeof(std::uint32_t);
  static constexpr std::size_t kSegment = 1024;
  static constexpr std::size_t kSegmentBytes = kSegment * sizeof(std::uint32_t);
  static constexpr unsigned kMostNumberBits = 25;
  static constexpr std::uint32_t kTaken = std::uint32_t{1} << 31U;

 public:
  static constexpr std::uint32_t kMostNumbers = std::uint32_t{1} << kMostNumberBits;
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

 private:
  /// Of what no number has come into yet: whoever looks there asks nothing before. Never written.
  inline static std::array<PlaceGroup, kSegment / kGroup> nobody{};
  struct Free {
    void operator()(const PlaceGroup* segment) const noexcept {
      if (segment != nobody.data()) delete[] segment;
    }
  };
  using Segment = std::unique_ptr<PlaceGroup[], Free>;
  inline static const Segment no_segment{nobody.data()};

  /// Which bits of a place are the number's; the others are those of the hash, with one that is always set, so that a
  /// free place is like none.
  class Split {
   public:
    Split() = default;
    /// For numbers below this one.
    explicit Split(std::size_t numbers) noexcept
        : number_(static_cast<std::uint32_t>(std::bit_ceil(std::min<std::size_t>(numbers, kMostNumbers)) - 1)) {
      tags_.fill(~number_);
    }

    [[nodiscard]] std::uint32_t numbers() const noexcept { return number_ + 1; }
    [[nodiscard]] std::uint32_t tag_of(std::uint64_t hash) const noexcept {
      return (static_cast<std::uint32_t>(hash >> 32U) & tags_[0]) | kTaken;
    }
    /// Two bits for each place of a group that has that tag.
    [[nodiscard, gnu::always_inline]] inline unsigned alike_in(const PlaceGroup& group,
                                                               std::uint32_t tag) const noexcept {
      return group.alike(tags_, tag);
    }
    /// Of the first place that is alike.
    [[nodiscard, gnu::always_inline]] inline std::uint32_t first_in(const PlaceGroup& group,
                                                                    unsigned alike) const noexcept {
      std::uint32_t place = 0;
      const std::size_t half = static_cast<std::uint8_t>(std::countr_zero(alike));
      std::memcpy(&place, reinterpret_cast<const char*>(group.places.data()) + half * (sizeof place / 2), sizeof place);
      const std::uint32_t number = place & number_;
      if (number == kNone) __builtin_unreachable();  // so that nobody asks again
      return number;
    }

   private:
    alignas(16) std::array<std::uint32_t, 4> tags_{};  ///< the tag's bits, four times
    std::uint32_t number_ = 0;
  };

 public:
  /// Where a number may be.
  using Group = const PlaceGroup*;

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
      return group_at(hash & groups_, segments_);
    }
    [[nodiscard, gnu::always_inline]] inline std::uint32_t likely_in(Group group, std::uint64_t hash) const noexcept {
      const unsigned alike = split_.alike_in(*group, split_.tag_of(hash));
      if (alike == 0) [[unlikely]]
        return kNone;
      return split_.first_in(*group, alike);
    }

   private:
    friend Places;
    explicit Look(const Places& places) noexcept
        : groups_(places.groups_), segments_(places.segments_.data()), split_(places.split_) {}

    std::size_t groups_ = 0;
    const Segment* segments_ = &no_segment;
    Split split_;
  };

  Places() = default;
  /// Places for three quarters of `size` numbers, each below `numbers`; `size` is a power of two, of a group or more.
  Places(std::size_t size, std::size_t numbers)
      : groups_((size - 1) * sizeof(std::uint32_t) & ~(sizeof(PlaceGroup) - 1)),
        segments_(std::max<std::size_t>(1, size / kSegment)),
        segment_size_(std::min(size, kSegment)),
        split_(numbers) {
    for (Segment& segment : segments_) segment.reset(nobody.data());
  }

  /// Of some places.
  [[nodiscard]] Look look() const noexcept { return Look{*this}; }
  [[nodiscard]] std::size_t size() const noexcept { return segments_.size() * segment_size_; }
  [[nodiscard]] std::size_t holds() const noexcept { return size() - size() / 4; }
  /// It can hold those below.
  [[nodiscard]] std::uint32_t numbers() const noexcept { return split_.numbers(); }

  /// The first number of that hash, as far as its bits are kept, for which `is_it(number)`; kNone without one.
  template <class IsIt>
  [[nodiscard, gnu::always_inline]] inline std::uint32_t find(std::uint64_t hash, IsIt is_it) const noexcept {
    if (segments_.empty()) return kNone;
    const std::uint32_t tag = split_.tag_of(hash);
    for (std::size_t at = hash & groups_;; at = (at + sizeof(PlaceGroup)) & groups_) {
      const PlaceGroup& group = *group_at(at, segments_.data());
      for (unsigned alike = split_.alike_in(group, tag); alike != 0; alike &= alike - 1, alike &= alike - 1) {
        const std::uint32_t number = split_.first_in(group, alike);
        if (is_it(number)) return number;
      }
      if (group.places.back() == 0) return kNone;  // which is taken last
    }
  }
  /// A free place for a number of that hash that is not there yet. Fewer than `holds()` are.
  [[nodiscard]] std::uint32_t& place_for(std::uint64_t hash) {
    for (std::size_t at = hash & groups_;; at = (at + sizeof(PlaceGroup)) & groups_) {
      for (std::uint32_t& place : group_made_at(at).places) {
        if (place == 0) return place;
      }
    }
  }
  [[nodiscard]] std::uint32_t held(std::uint64_t hash, std::uint32_t number) const noexcept {
    return split_.tag_of(hash) | number;
  }
  /// Gives up one segment. A table that is needed no more is given up so, not all at once; nothing else is asked of it.
  void drop_one() noexcept { segments_.pop_back(); }
  [[nodiscard]] bool dropped() const noexcept { return segments_.empty(); }

 private:
  /// `at` in bytes.
  [[nodiscard, gnu::always_inline]] static inline Group group_at(std::size_t at, const Segment* segments) noexcept {
    const PlaceGroup* const segment = segments[at / kSegmentBytes].get();
    return reinterpret_cast<Group>(reinterpret_cast<const char*>(segment) + at % kSegmentBytes);
  }
  [[nodiscard]] PlaceGroup& group_made_at(std::size_t at) {
    Segment& segment = segments_[at / kSegmentBytes];
    if (segment.get() == nobody.data()) segment.reset(new PlaceGroup[segment_size_ / kGroup]);
    return segment[at % kSegmentBytes / sizeof(PlaceGroup)];
  }

  std::size_t groups_ = 0;  ///< which bits of a hash say, in bytes, where its group is
  std::vector<Segment> segments_;
  std::size_t segment_size_ = 0;
  Split split_;
};

}  // namespace usher::attendance
