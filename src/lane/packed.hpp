// Values by number, of which there may be many near each other, or few: a block of numbers has a bit for each and, one
// after the other, the values of those that are there. Where they are dense, a value takes what it takes itself.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace usher::lane {

/// `kNumbers`, of a block, are a multiple of 64: the more, the less a block takes for each, and the more values move
/// when one is put in or taken out.
template <class Block, class Value, std::size_t kNumbers>
class Packed {
 public:
  [[nodiscard]] const Value* find(const Block& block, std::size_t number) const { return place_of(block, number); }
  [[nodiscard]] Value* find(const Block& block, std::size_t number) { return place_of(block, number); }
  /// The number has no value yet.
  void put(const Block& block, std::size_t number, Value value) {
    Numbers& numbers = blocks_[block];
    const std::size_t count = numbers.before(kNumbers);
    if (count == numbers.room(count)) numbers.fit(count, count + 1);
    Value* const place = numbers.values.get() + numbers.before(number);
    std::move_backward(place, numbers.values.get() + count, numbers.values.get() + count + 1);
    *place = std::move(value);
    numbers.turn(number);
  }
  std::optional<Value> take(const Block& block, std::size_t number) {
    const auto found = blocks_.find(block);
    if (found == blocks_.end() || !found->second.has(number)) return std::nullopt;
    Numbers& numbers = found->second;
    const std::size_t left = numbers.before(kNumbers) - 1;
    Value* const place = numbers.values.get() + numbers.before(number);
    std::optional<Value> taken{std::move(*place)};
    std::move(place + 1, numbers.values.get() + left + 1, place);
    numbers.turn(number);
    if (left == 0) {
      blocks_.erase(found);
    } else if (left == numbers.room(left)) {
      numbers.fit(left, left);
    }
    return taken;
  }
  /// The first block that is not before `from`; nullptr without one.
  [[nodiscard]] const Block* first_from(const Block& from) const {
    const auto found = blocks_.lower_bound(from);
    return found == blocks_.end() ? nullptr : &found->first;
  }
  /// Calls `visit(block, number, value)` for all that are not before the block `from`, in order, while it says so.
  template <class Visit>
  void for_each_from(const Block& from, Visit visit) const {
    for (auto block = blocks_.lower_bound(from); block != blocks_.end(); ++block) {
      const Numbers& numbers = block->second;
      const Value* value = numbers.values.get();
      for (std::size_t word = 0; word < numbers.there.size(); ++word) {
        for (std::uint64_t bits = numbers.there[word]; bits != 0; bits &= bits - 1) {
          if (!visit(block->first, word * kBits + static_cast<std::size_t>(std::countr_zero(bits)), *value++)) return;
        }
      }
    }
  }

 private:
  static constexpr std::size_t kBits = 64;
  static_assert(kNumbers % kBits == 0);

  struct Numbers {
    /// There is room for so many where there are `count`.
    [[nodiscard]] static std::size_t room(std::size_t count) noexcept { return count == 0 ? 0 : std::bit_ceil(count); }
    [[nodiscard]] bool has(std::size_t number) const noexcept {
      return (there[number / kBits] >> (number % kBits) & 1U) != 0;
    }
    void turn(std::size_t number) noexcept { there[number / kBits] ^= std::uint64_t{1} << (number % kBits); }
    /// How many lower ones are there.
    [[nodiscard]] std::size_t before(std::size_t number) const noexcept {
      int count = 0;
      for (std::size_t word = 0; word < number / kBits; ++word) count += std::popcount(there[word]);
      if (number % kBits != 0) {
        count += std::popcount(there[number / kBits] & ((std::uint64_t{1} << (number % kBits)) - 1));
      }
      return static_cast<std::size_t>(count);
    }
    /// For `to_hold`, of which there are `count`.
    void fit(std::size_t count, std::size_t to_hold) {
      auto fitting = std::make_unique<Value[]>(room(to_hold));
      std::move(values.get(), values.get() + count, fitting.get());
      values = std::move(fitting);
    }

    std::array<std::uint64_t, kNumbers / kBits> there{};
    std::unique_ptr<Value[]> values;
  };

  [[nodiscard]] Value* place_of(const Block& block, std::size_t number) const {
    const auto found = blocks_.find(block);
    if (found == blocks_.end() || !found->second.has(number)) return nullptr;
    return &found->second.values[found->second.before(number)];
  }

  std::map<Block, Numbers> blocks_;
};

}  // namespace usher::lane
