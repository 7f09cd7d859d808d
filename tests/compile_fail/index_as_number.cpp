// Nor for a plain number: whoever indexes an array says so with `slot`.
// refused: (no match for|no viable overloaded operator|invalid types)
#include <vector>

#include "model/index.hpp"

int entry(const std::vector<int>& entries, usher::AttendeeIndex attendee) {
#ifdef USHER_MUST_NOT_COMPILE
  return entries[attendee];
#else
  return entries[slot(attendee)];
#endif
}
