// `usher check`: everything that is wrong, or allowed and probably not meant, in a file of definitions; all at once.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/input.hpp"

namespace usher::cli {

/// What is wrong with a rule's action over that connection; none where nobody knows the connection.
using ActionCheck = std::function<std::optional<Result<void>>(std::string_view connection, std::string_view action)>;

struct CheckOptions {
  std::vector<std::string> files{"-"};  ///< in the order given, as one input; `-` is standard input
  bool json = false;                    ///< findings as JSON, one object a line, on the output
  ActionCheck actions{};                ///< empty: actions are the host's own
};

/// Text findings go to `err` and a count to `out`. Exit::clean, flawed (warnings only) or stopped (errors).
[[nodiscard]] Exit check(const CheckOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace usher::cli
