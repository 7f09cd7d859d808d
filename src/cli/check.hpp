// `usher check`: everything that is wrong, or allowed and probably not meant, in a file of definitions; all at once.
#pragma once

#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "cli/input.hpp"

namespace usher::cli {

struct CheckOptions {
  std::vector<std::string> files{"-"};  ///< in the order given, as one input; `-` is standard input
  bool json = false;                    ///< findings as JSON, one object a line, on the output
};

/// Text findings go to `err` and a count to `out`. Exit::clean, flawed (warnings only) or stopped (errors).
[[nodiscard]] Exit check(const CheckOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace usher::cli
