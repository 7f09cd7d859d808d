// A result is asked, not added up: it becomes a bool only where a condition stands.
// refused: (cannot convert|no viable conversion)
#include "usher/result.hpp"

bool is_fine(const usher::Result<int>& result) {
#ifdef USHER_MUST_NOT_COMPILE
  bool fine = result;
#else
  bool fine = result.has_value();
#endif
  return fine;
}
