// The number of a webinar within its queue. Ids may come again once a webinar is freed; numbers do not.
#pragma once

#include <cstdint>

namespace usher::lane {

/// Webinars in the order of scheduling.
enum class WebinarNumber : std::uint64_t {};

}  // namespace usher::lane
