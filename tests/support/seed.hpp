// The seed of a randomised test: the environment's USHER_SEED, or one that stays the same from run to run.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace usher::test {

inline std::uint64_t seed(std::uint64_t otherwise = 20'260'504) {
  const char* const text = std::getenv("USHER_SEED");
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace usher::test
