// All that is wrong with one line, though whoever reads it stops at the first thing: what is pointed at is replaced by
// something beyond reproach, and the line is read again.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/result.hpp"

namespace usher::cli {

/// Takes a line, or tells the first thing wrong with it; then it must be as though nothing had been said.
using Accept = std::function<Result<void>(std::string_view line)>;

/// Empty where `accept` takes the line as it is. Lines that are no definition (queue, connection, webinar.scheduled,
/// webinar.edited) give their first error only, as do those that cannot be mended. `connection` is the id of one that
/// is known.
[[nodiscard]] std::vector<Error> all_errors(std::string_view line, const std::string& connection, const Accept& accept);

}  // namespace usher::cli
