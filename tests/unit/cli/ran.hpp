// A command that ran over text: how it ended and what it said.
#pragma once

#include <algorithm>
#include <sstream>
#include <string>

#include "cli/input.hpp"

namespace usher::cli_test {

struct Ran {
  cli::Exit exit{};
  std::string out, err;
};

inline std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace usher::cli_test
