// A random number generator of our own: the same seed must give the same timeline with every compiler and library,
// which std::uniform_int_distribution does not promise.
//
//   Random random{seed};
//   if (random.chance(30)) minutes = random.between(1, 20);
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace usher::property {

class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept {
    for (auto& word : state_) {
      seed += 0x9E3779B97F4A7C15U;
      std::uint64_t mixed = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9U;
      mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
      word = mixed ^ (mixed >> 31U);
    }
  }

  std::uint64_t next() noexcept {
    const std::uint64_t result = rotated(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17U;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  /// 0 to `bound` - 1; the slight preference for small numbers does not matter here.
  std::size_t below(std::size_t bound) noexcept { return static_cast<std::size_t>((next() >> 11U) % bound); }
  /// Both ends included.
  int between(int low, int high) noexcept {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low) + 1));
  }
  bool chance(int percent) noexcept { return between(1, 100) <= percent; }

  template <class T>
  const T& pick(const std::vector<T>& among) noexcept {
    return among[below(among.size())];
  }
  template <class T, std::size_t Size>
  const T& pick(const std::array<T, Size>& among) noexcept {
    return among[below(Size)];
  }

 private:
  static constexpr std::uint64_t rotated(std::uint64_t word, unsigned by) noexcept {
    return (word << by) | (word >> (64U - by));
  }
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace usher::property
