// The cases that make deciding hard, and how often a run has met each. A property that never met one proves nothing
// about it, so a count of zero fails the test.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "hard_case.hpp"

namespace usher::property {

/// "moved before due when decided".
[[nodiscard]] std::string name_of(HardCase hard_case);

class HardCases {
 public:
  void met(HardCase hard_case) noexcept { ++counts_[static_cast<std::size_t>(hard_case)]; }
  [[nodiscard]] std::uint64_t count(HardCase hard_case) const noexcept {
    return counts_[static_cast<std::size_t>(hard_case)];
  }
  void add(const HardCases& other) noexcept {
    for (std::size_t each = 0; each < kHardCases; ++each) counts_[each] += other.counts_[each];
  }
  /// One line each of those in [from, to): the count, then the name.
  [[nodiscard]] std::string table(HardCase from, HardCase to) const;
  /// The names of those never met, each with a line feed; empty where there is none.
  [[nodiscard]] std::string never_met(HardCase from, HardCase to) const;

 private:
  std::array<std::uint64_t, kHardCases> counts_{};
};

}  // namespace usher::property
