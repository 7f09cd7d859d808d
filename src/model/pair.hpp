// Sixteen bytes in a register, and what ids are compared and hashed by: with SSE2 one instruction each, elsewhere two
// numbers of 64 bits. Both say the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace usher::model {

class Pair {
 public:
  static constexpr std::size_t kBytes = 16;

  Pair() = default;
#ifdef __SSE2__
  Pair(std::uint64_t lower, std::uint64_t upper) noexcept
      : bits_(_mm_set_epi64x(static_cast<std::int64_t>(upper), static_cast<std::int64_t>(lower))) {}
  [[nodiscard]] static Pair at(const char* text) noexcept {
    return Pair{_mm_loadu_si128(reinterpret_cast<const __m128i*>(text))};
  }
  /// `text` lies at a multiple of kBytes.
  [[nodiscard]] static Pair aligned_at(const char* text) noexcept {
    return Pair{_mm_load_si128(reinterpret_cast<const __m128i*>(text))};
  }
  [[nodiscard]] std::uint64_t lower() const noexcept {
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(bits_));
  }
  [[nodiscard]] std::uint64_t upper() const noexcept {
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(bits_, bits_)));
  }
  /// All bits are set where the two are alike; else some are not.
  [[nodiscard]] friend Pair alike(Pair a, Pair b) noexcept {
    return Pair{_mm_cmpeq_epi8(a.bits_, b.bits_)};
  }
  [[nodiscard]] bool has_all() const noexcept {
    return _mm_movemask_epi8(bits_) == 0xFFFF;
  }
  friend Pair operator&(Pair a, Pair b) noexcept {
    return Pair{_mm_and_si128(a.bits_, b.bits_)};
  }
  friend Pair operator^(Pair a, Pair b) noexcept {
    return Pair{_mm_xor_si128(a.bits_, b.bits_)};
  }
  friend Pair operator+(Pair a, Pair b) noexcept {
    return Pair{_mm_add_epi64(a.bits_, b.bits_)};
  }
  /// Of each number of 64 bits its lower half times its upper.
  [[nodiscard]] Pair product_of_halves() const noexcept {
    return Pair{_mm_mul_epu32(_mm_shuffle_epi32(bits_, 0xF5), bits_)};
  }

 private:
  explicit Pair(__m128i bits) noexcept : bits_(bits) {}
  __m128i bits_{};
#else
  Pair(std::uint64_t lower, std::uint64_t upper) noexcept : lower_(lower), upper_(upper) {}
  [[nodiscard]] static Pair at(const char* text) noexcept {
    Pair pair;
    std::memcpy(&pair.lower_, text, sizeof pair.lower_);
    std::memcpy(&pair.upper_, text + sizeof pair.lower_, sizeof pair.upper_);
    return pair;
  }
  [[nodiscard]] static Pair aligned_at(const char* text) noexcept {
    return at(text);
  }
  [[nodiscard]] std::uint64_t lower() const noexcept {
    return lower_;
  }
  [[nodiscard]] std::uint64_t upper() const noexcept {
    return upper_;
  }
  [[nodiscard]] friend Pair alike(Pair a, Pair b) noexcept {
    return {~(a.lower_ ^ b.lower_), ~(a.upper_ ^ b.upper_)};
  }
  [[nodiscard]] bool has_all() const noexcept {
    return ~(lower_ & upper_) == 0;
  }
  friend Pair operator&(Pair a, Pair b) noexcept {
    return {a.lower_ & b.lower_, a.upper_ & b.upper_};
  }
  friend Pair operator^(Pair a, Pair b) noexcept {
    return {a.lower_ ^ b.lower_, a.upper_ ^ b.upper_};
  }
  friend Pair operator+(Pair a, Pair b) noexcept {
    return {a.lower_ + b.lower_, a.upper_ + b.upper_};
  }
  [[nodiscard]] Pair product_of_halves() const noexcept {
    const auto product = [](std::uint64_t number) { return (number & 0xFFFF'FFFFU) * (number >> 32U); };
    return {product(lower_), product(upper_)};
  }

 private:
  std::uint64_t lower_ = 0, upper_ = 0;
#endif
};

}  // namespace usher::model
