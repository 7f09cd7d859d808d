// Milliseconds since 1970 or seconds? An instant is not compared with a bare number.
// refused: (no match for|invalid operands)
#include "usher/time.hpp"

bool is_over(usher::Instant end, usher::Instant now) {
#ifdef USHER_MUST_NOT_COMPILE
  return end < 1774807200000;
#else
  return end < now;
#endif
}
