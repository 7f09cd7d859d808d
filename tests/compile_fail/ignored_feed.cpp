// Nor can the answer to an event.
// refused: (nodiscard|unused-result)
#include "usher/dispatch_queue.hpp"

bool feed_it(usher::DispatchQueue& queue, const usher::Event& event, usher::Instant now) {
#ifdef USHER_MUST_NOT_COMPILE
  queue.feed(event, now);
#endif
  return queue.feed(event, now).has_value();
}
