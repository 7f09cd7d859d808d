// "In ten minutes" is not "at ten minutes past midnight in 1970".
// refused: (no matching|cannot convert)
#include "usher/dispatch_queue.hpp"

const usher::Call* the_next(usher::DispatchQueue& queue, usher::Instant now, usher::Duration later) {
#ifdef USHER_MUST_NOT_COMPILE
  return queue.next(later);
#else
  return queue.next(now + later);
#endif
}
