// Whom attendance is tried with.
#pragma once

#include "model/index.hpp"

namespace usher::attendance_test {

inline constexpr AttendeeIndex kAda{0};

}  // namespace usher::attendance_test
