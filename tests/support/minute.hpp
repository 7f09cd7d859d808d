// Instants that are told by their minute.
#pragma once

#include "usher/time.hpp"

namespace usher::test {

constexpr Instant minute(int number) {
  return Instant{std::chrono::minutes{number}};
}

}  // namespace usher::test
