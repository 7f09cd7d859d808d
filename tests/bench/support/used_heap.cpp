#include "bench/support/used_heap.hpp"

#include <malloc.h>

#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

namespace usher::bench {

void use_heap() {
  constexpr std::size_t kBytes = std::size_t{512} << 20U;  // more than a million attendees and their events take
  constexpr std::size_t kPart = 60'000;                    // small enough not to be a mapping of its own
  if (std::getenv("USHER_BENCH_NEW_MEMORY") != nullptr) return;
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());  // what is given back stays in the heap
  std::vector<std::unique_ptr<char[]>> parts;
  for (std::size_t bytes = 0; bytes < kBytes; bytes += kPart) parts.push_back(std::make_unique<char[]>(kPart));
}

}  // namespace usher::bench
