// Who was online over time, drawn as bars, with the instants that matter marked below.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "cli/layout.hpp"
#include "usher/explanation.hpp"

namespace usher::cli {

/// An instant worth a letter below the bars.
struct ChartMark {
  Instant at{};
  char letter{};
  std::string name;
};

struct Chart {
  Instant start{}, mark{}, end{};  ///< of the webinar
  std::vector<std::vector<Stay>> people;
  std::vector<ChartMark> marks;  ///< by instant
};

/// At most kColumns wide.
void draw(const Chart& chart, const Paint& paint, std::ostream& out);

}  // namespace usher::cli
