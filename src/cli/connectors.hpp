// The connectors file of a host, for checking what rules say to it.
#pragma once

#include <string>

#include "cli/check.hpp"

namespace usher::cli {

/// Knows the connections of the file at `path`. No secret is asked for: whether they are there only the host can tell.
/// Errors: those of load_connectors, and unavailable.
[[nodiscard]] Result<ActionCheck> read_connectors(const std::string& path);

}  // namespace usher::cli
