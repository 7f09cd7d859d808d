// Two queues with the same pending handovers would hand everybody over twice.
// refused: (use of deleted function|implicitly-deleted|implicitly deleted|deleted constructor)
#include <utility>

#include "usher/dispatch_queue.hpp"

usher::DispatchQueue taken_over(usher::DispatchQueue& queue) {
#ifdef USHER_MUST_NOT_COMPILE
  return queue;
#else
  return std::move(queue);
#endif
}
