// Counts what a program asks of the heap. Linking this in replaces `operator new` and `operator delete`, so a program
// that does it does nothing else, and no sanitizer does.
#pragma once

#include <cstdint>

namespace usher::allocation {

struct Heap {
  std::uint64_t allocations = 0;  ///< since the program began
  std::int64_t bytes = 0;         ///< held now, with what the allocator itself adds to each block
};

[[nodiscard]] Heap heap() noexcept;

/// How many allocations `what` makes.
template <class What>
std::uint64_t allocations_of(What what) {
  const std::uint64_t before = heap().allocations;
  what();
  return heap().allocations - before;
}

}  // namespace usher::allocation
