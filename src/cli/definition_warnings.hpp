// What is allowed in a definition and probably not meant, told by looking at it alone or at how many it is for.
#pragma once

#include <cstdint>
#include <optional>
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

/// What to say of a rule whose calls cannot all be made within `max_lead`, should everybody registered be in its
/// audience (SPEC S19, S22).
[[nodiscard]] std::optional<std::string> capacity_warning(const Rule& rule, const Connection& connection,
                                                          std::uint64_t registered);

}  // namespace usher::cli
