// `usher replay`: runs recorded lines on a virtual clock and prints each handover when its call ends.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "cli/input.hpp"
#include "usher/time.hpp"

namespace usher::cli {

struct ReplayOptions {
  std::vector<std::string> files{"-"};  ///< in the order given; `-` is standard input
  ReplayTarget target{};
  bool keep_going = false;  ///< go on past errors
  bool summary = false;     ///< a table and a chart of each webinar instead of the handovers
  bool colour = false;      ///< of the summary
  std::string journal{};    ///< the file of a new journal that keeps what the replay does; default: none
};

[[nodiscard]] Exit replay(const ReplayOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace usher::cli
