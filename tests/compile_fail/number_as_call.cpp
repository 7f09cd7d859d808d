// Which call has ended is told by the id it came with, not by some number.
// refused: (no matching function|no matching member function)
#include "usher/dispatch_queue.hpp"

bool finish(usher::DispatchQueue& queue, const usher::Call& call, usher::Instant now) {
#ifdef USHER_MUST_NOT_COMPILE
  return queue.complete(17, usher::Outcome::delivered(), now).has_value();
#else
  return queue.complete(call.id(), usher::Outcome::delivered(), now).has_value();
#endif
}
