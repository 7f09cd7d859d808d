// A whole line from the fields of its object.
#pragma once

#include "text/scope.hpp"

namespace usher::text {

/// `webinar` is the one defined within the line, if one is; it is moved from. Errors point from the line's object.
[[nodiscard]] Result<Line> read_line(const Scope& line, Webinar& webinar);

}  // namespace usher::text
