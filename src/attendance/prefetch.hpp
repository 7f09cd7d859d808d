// Memory that will be looked at soon, fetched while other things are done.
#pragma once

namespace usher::attendance {

/// GCC holds a function that does nothing but prefetch for one without effect, and leaves calls of it out; the empty
/// instruction says otherwise.
inline void prefetch(const void* address) noexcept {
  __builtin_prefetch(address);
  asm volatile("");
}

}  // namespace usher::attendance
