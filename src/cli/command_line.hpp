// The `usher` command as a function: arguments and streams in, exit code out.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace usher::cli {

/// `arguments` without the program's name; `colour_wanted` is what `--color auto` means here.
[[nodiscard]] int run(const std::vector<std::string>& arguments, bool colour_wanted, std::istream& in,
                      std::ostream& out, std::ostream& err);

}  // namespace usher::cli
