// Counts what a program asks of the heap. Linking this in replaces `operator new` and `operator delete`, so a program
// that does it does nothing else, and no sanitizer does.
#pragma once

#include <cstdint>
#include <string_view>

namespace usher::allocation {

struct Heap {
  std::uint64_t allocations = 0;  ///< since the program began
  std::int64_t bytes = 0;         ///< held now, with what the allocator itself adds to each block
};

[[nodiscard]] Heap heap() noexcept;

/// From now on, blocks that are given back are looked through for `text`, which is borrowed.
void watch_for(std::string_view text) noexcept;
/// In so many of them it stood.
[[nodiscard]] std::uint64_t seen() noexcept;

/// How many blocks `what` gives back in which `text` stands.
template <class What>
std::uint64_t given_back_with(std::string_view text, What what) {
  watch_for(text);
  what();
  return seen();
}

/// How many allocations `what` makes.
template <class What>
std::uint64_t allocations_of(What what) {
  const std::uint64_t before = heap().allocations;
  what();
  return heap().allocations - before;
}

}  // namespace usher::allocation
