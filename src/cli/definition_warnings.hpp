// What is allowed in a definition and probably not meant, told by looking at it alone.
#pragma once

#include <string>
#include <vector>

#include "usher/connection.hpp"
#include "usher/webinar.hpp"

namespace usher::cli {

struct Warning {
  std::string where;  ///< JSON pointer relative to the object looked at
  std::string message;
};

/// `at` is that of the event that brings the definition; `before` the one it replaces, or nullptr.
[[nodiscard]] std::vector<Warning> warnings_of(const Webinar& webinar, Instant at, const Webinar* before);
[[nodiscard]] std::vector<Warning> warnings_of(const Connection& connection);

}  // namespace usher::cli
