// A duration finer than a millisecond is not cut in silence.
// refused: (could not convert|no viable conversion)
#include "usher/time.hpp"

usher::Duration measured(std::chrono::microseconds taken) {
#ifdef USHER_MUST_NOT_COMPILE
  return taken;
#else
  return std::chrono::round<usher::Duration>(taken);
#endif
}
