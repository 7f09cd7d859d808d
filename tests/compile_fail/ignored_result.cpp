// A refusal that nobody looks at is a webinar nobody hears of: the result of a check cannot be dropped.
// refused: (nodiscard|unused-result)
#include "usher/connection.hpp"

bool check_it(const usher::Connection& connection) {
#ifdef USHER_MUST_NOT_COMPILE
  usher::check(connection);
#endif
  return usher::check(connection).has_value();
}
