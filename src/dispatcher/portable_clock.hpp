// The clocks of the standard library, which do not say when the wall clock was put.
#pragma once

#include <memory>

#include "usher/clock.hpp"

namespace usher::dispatcher {

[[nodiscard]] std::shared_ptr<Clock> portable_clock();

}  // namespace usher::dispatcher
