// Stories of crowds that are due at minute 45.
#pragma once

#include <string>

#include "support/virtual_host.hpp"

namespace usher::test {

inline constexpr Instant kDue = kStart + 45min;

inline std::string name_of(int number) {
  return "attendee " + std::to_string(number);
}

}  // namespace usher::test
