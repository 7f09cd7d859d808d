// How many of those who are eligible in a moment have which standing, decided or not: what the planner of a lane needs
// in order to know how many calls a moment will take, kept by two additions for each change of one attendee.
#pragma once

#include <array>
#include <cstdint>

#include "attendance/attendance.hpp"

namespace usher::decision {

class Census {
 public:
  void add(Standing standing, bool decided, std::uint32_t how_many = 1) noexcept {
    counts(decided)[standing.bits()] += how_many;
  }
  void remove(Standing standing, bool decided) noexcept { --counts(decided)[standing.bits()]; }

  /// Whose standing is in the audience.
  [[nodiscard]] std::uint64_t count(Audience audience) const noexcept {
    std::uint64_t all = 0;
    for (unsigned bits = 0; bits < 8; ++bits) {
      if (audience.contains(Standing::from_bits(bits))) all += std::uint64_t{undecided_[bits]} + decided_[bits];
    }
    return all;
  }
  friend bool operator==(const Census&, const Census&) = default;

 private:
  using Counts = std::array<std::uint32_t, 8>;
  [[nodiscard]] Counts& counts(bool decided) noexcept { return decided ? decided_ : undecided_; }

  Counts undecided_{};
  Counts decided_{};
};

}  // namespace usher::decision
