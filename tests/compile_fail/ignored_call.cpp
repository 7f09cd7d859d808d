// A call that `next` gives is in flight: who drops it blocks the lane for good.
// refused: (nodiscard|unused-result)
#include "usher/dispatch_queue.hpp"

bool has_work(usher::DispatchQueue& queue, usher::Instant now) {
#ifdef USHER_MUST_NOT_COMPILE
  queue.next(now);
#endif
  return queue.next(now) != nullptr;
}
