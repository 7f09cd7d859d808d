// Who a rule is for. A standing is three yes-or-no answers; an audience is a set of standings, held as one byte with a
// bit for each of the eight combinations, so that union, intersection and complement are the bit operations (SPEC S10).
//
//   auto seen_and_gone = usher::Audience::participants() & usher::Audience::offline();
//   auto the_rest = ~seen_and_gone;
#pragma once

#include <cstdint>
#include <string>

namespace usher {

/// What an attendee is at an instant (SPEC S6-S8).
struct Standing {
  bool attended = false;     ///< has been in the room at some instant of [start, end]
  bool participant = false;  ///< has reached the threshold
  bool online = false;       ///< is in the room

  /// 0 to 7: attended is bit 0, participant bit 1, online bit 2.
  [[nodiscard]] constexpr unsigned bits() const noexcept {
    return (attended ? 1U : 0U) | (participant ? 2U : 0U) | (online ? 4U : 0U);
  }
  [[nodiscard]] static constexpr Standing from_bits(unsigned bits) noexcept {
    return {(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0};
  }
  friend constexpr bool operator==(const Standing&, const Standing&) = default;
};

/// A set of standings. Value type of one byte; everything is constexpr and cannot fail.
class Audience {
 public:
  [[nodiscard]] static constexpr Audience all() noexcept { return Audience{0xFF}; }
  [[nodiscard]] static constexpr Audience attended() noexcept { return Audience{0xAA}; }
  [[nodiscard]] static constexpr Audience absent() noexcept { return ~attended(); }
  [[nodiscard]] static constexpr Audience participants() noexcept { return Audience{0xCC}; }
  [[nodiscard]] static constexpr Audience non_participants() noexcept { return ~participants(); }
  [[nodiscard]] static constexpr Audience online() noexcept { return Audience{0xF0}; }
  [[nodiscard]] static constexpr Audience offline() noexcept { return ~online(); }
  [[nodiscard]] static constexpr Audience from_bits(std::uint8_t bits) noexcept { return Audience{bits}; }

  [[nodiscard]] constexpr bool contains(Standing standing) const noexcept {
    return ((bits_ >> standing.bits()) & 1U) != 0;
  }
  /// Bit k is set where the standing with bits() == k belongs.
  [[nodiscard]] constexpr std::uint8_t bits() const noexcept { return bits_; }

  friend constexpr Audience operator|(Audience a, Audience b) noexcept {
    return Audience{static_cast<std::uint8_t>(a.bits_ | b.bits_)};
  }
  friend constexpr Audience operator&(Audience a, Audience b) noexcept {
    return Audience{static_cast<std::uint8_t>(a.bits_ & b.bits_)};
  }
  friend constexpr Audience operator~(Audience a) noexcept {
    return Audience{static_cast<std::uint8_t>(~unsigned{a.bits_})};
  }
  friend constexpr bool operator==(Audience, Audience) = default;

 private:
  constexpr explicit Audience(std::uint8_t bits) noexcept : bits_(bits) {}
  std::uint8_t bits_ = 0;
};

}  // namespace usher
