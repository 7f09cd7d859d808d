// A fixed set of words and what each stands for. Finding one is a hash of four of its bytes and a single comparison:
// the hash is made free of collisions by the compiler, which tries multipliers until one is.
//
//   constexpr Keywords<Timing, 2> kTimings{{{{"automated", Timing::automated}, {"live", Timing::live}}}};
//   const Timing* timing = kTimings.find("live");
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace usher::text {

template <class Value>
struct Keyword {
  std::string_view word;
  Value value;
};

template <class Value, std::size_t kCount>
class Keywords {
 public:
  constexpr explicit Keywords(const std::array<Keyword<Value>, kCount>& words) : words_(words) {
    while (!fill()) multiplier_ += 2;
  }

  /// Nullptr for any other word.
  [[nodiscard]] constexpr const Value* find(std::string_view word) const noexcept {
    if (word.empty()) return nullptr;
    const std::uint8_t place = places_[slot_of(word)];
    if (place == kVacant || words_[place].word != word) return nullptr;
    return &words_[place].value;
  }

  /// The word for a value; empty where there is none.
  [[nodiscard]] constexpr std::string_view word_for(const Value& value) const noexcept {
    for (const auto& [word, stands_for] : words_) {
      if (stands_for == value) return word;
    }
    return {};
  }

  [[nodiscard]] constexpr const std::array<Keyword<Value>, kCount>& words() const noexcept { return words_; }

 private:
  static constexpr std::size_t kSlots = std::bit_ceil(kCount * 6);
  static constexpr int kShift = 32 - std::countr_zero(kSlots);
  static constexpr std::uint8_t kVacant = 0xFF;
  static_assert(kCount < kVacant);

  [[nodiscard]] constexpr std::size_t slot_of(std::string_view word) const noexcept {
    const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<std::uint8_t>(word[i])}; };
    const std::size_t size = word.size();
    const std::uint32_t middle = byte(size < 4 ? 0 : size - 4);
    const std::uint32_t mixed =
        byte(0) | byte(size - 1) << 8U | middle << 16U | static_cast<std::uint32_t>(size) << 24U;
    return (mixed * multiplier_) >> kShift;
  }

  constexpr bool fill() {
    places_.fill(kVacant);
    for (std::size_t i = 0; i < kCount; ++i) {
      std::uint8_t& place = places_[slot_of(words_[i].word)];
      if (place != kVacant) return false;
      place = static_cast<std::uint8_t>(i);
    }
    return true;
  }

  std::array<Keyword<Value>, kCount> words_;
  std::array<std::uint8_t, kSlots> places_{};
  std::uint32_t multiplier_ = 0x9E3779B1U;
};

}  // namespace usher::text
