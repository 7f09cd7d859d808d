// `usher explain`: replays lines quietly and tells why one attendee was, will be or will not be handed over by a rule.
#pragma once

#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "cli/input.hpp"
#include "usher/time.hpp"

namespace usher::cli {

struct ExplainOptions {
  std::string file{};  ///< `-` is standard input
  std::string webinar{}, rule{}, attendee{};
  ReplayTarget target{};
  std::optional<Instant> at{};  ///< the replay stops there; default: when nothing is left
  bool keep_going = false;      ///< go on past errors
  bool json = false;            ///< one JSON object instead of text
};

/// The facts as of the end of the replay, which looks no further than a hundred years past the first line.
[[nodiscard]] Exit explain(const ExplainOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace usher::cli
