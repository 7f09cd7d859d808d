// `usher explain`: replays lines quietly, or looks into a journal, and tells why one attendee was, will be or will not
// be handed over by a rule.
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
  bool journal = false;         ///< the file is a journal, left as it is; what is told is as of its last instant
};

/// The facts as of the end of the replay, which looks no further than a hundred years past the first line; or of the
/// journal.
[[nodiscard]] Exit explain(const ExplainOptions& options, std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace usher::cli
