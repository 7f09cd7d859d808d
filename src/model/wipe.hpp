// Memory that held something of a person, overwritten before it is given back.
#pragma once

#include <cstddef>
#include <cstring>

namespace usher::model {

/// With zeros. The empty instruction has them written: what nobody reads before it is given back, a compiler leaves
/// out.
inline void wipe(void* memory, std::size_t bytes) noexcept {
  std::memset(memory, 0, bytes);
  asm volatile("" : : "r"(memory) : "memory");
}

}  // namespace usher::model
