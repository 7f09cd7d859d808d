// Inside, an attendee's number is never taken for a rule's.
// refused: (cannot convert|no matching function|could not convert|no known conversion)
#include "model/index.hpp"

std::size_t row_of(usher::RuleIndex rule);

std::size_t row([[maybe_unused]] usher::AttendeeIndex attendee, [[maybe_unused]] usher::RuleIndex rule) {
#ifdef USHER_MUST_NOT_COMPILE
  return row_of(attendee);
#else
  return row_of(rule);
#endif
}
