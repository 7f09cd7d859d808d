// The process around the `usher` command: its arguments, streams and terminal.
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string_view>

#include "cli/command_line.hpp"

namespace {

/// A terminal that has not been asked to stay plain (https://no-color.org).
bool colour_wanted() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0') &&
         (terminal == nullptr || std::string_view{terminal} != "dumb");
}

}  // namespace

int main(int argc, char** argv) try {
  std::ios::sync_with_stdio(false);
  std::cin.tie(nullptr);
  return usher::cli::run({argv + 1, argv + argc}, colour_wanted(), std::cin, std::cout, std::cerr);
} catch (const std::exception& error) {
  std::cerr << "usher: " << error.what() << '\n';
  return 2;
}
