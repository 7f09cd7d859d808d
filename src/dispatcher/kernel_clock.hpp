// The clocks of Linux, which say by themselves when the wall clock was put or the machine has slept.
#pragma once

#include <memory>

#include "usher/clock.hpp"

namespace usher::dispatcher {

/// nullptr where no file descriptors are left.
[[nodiscard]] std::shared_ptr<Clock> kernel_clock();

}  // namespace usher::dispatcher
