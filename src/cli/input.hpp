// The lines of several files in the order given, and how what is wrong with them is told: `file:line: /pointer: what`.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/replay_engine.hpp"
#include "usher/result.hpp"

namespace usher::cli {

/// What a command answers to the shell.
enum class Exit {
  clean = 0,    ///< nothing was wrong
  flawed = 1,   ///< `--keep-going` went over errors; of `check`: warnings only; of `plan`: something will be late
  stopped = 2,  ///< stopped at an error, or something could not be read or written; of `check`: errors
};

struct Place {
  std::string_view file;
  std::uint64_t line = 0;
};

/// One line as it stands, or the Error that it is longer than a line may be.
struct RawLine {
  Place place;
  Result<std::string_view> text;
};

/// Shows each line to `visit` until that says no; `-` is `in`. False, with the reason on `err`, where a file cannot be
/// read.
[[nodiscard]] bool for_each_line(const std::vector<std::string>& files, std::istream& in, std::ostream& err,
                                 const std::function<bool(const RawLine&)>& visit);

/// Clean, where all of the output could be written; else says so.
[[nodiscard]] Exit flush(std::ostream& out, std::ostream& err);

/// One line for a person; bytes that would steer a terminal are shown as their number.
void report(std::ostream& err, const Place& place, std::string_view where, std::string_view message);

/// Feeds all lines to the engine, or those up to where it has stopped; errors are reported on `err`.
[[nodiscard]] Exit feed_lines(const std::vector<std::string>& files, bool keep_going, ReplayEngine& engine,
                              std::istream& in, std::ostream& err);
/// The same, and lets it finish.
[[nodiscard]] Exit replay_lines(const std::vector<std::string>& files, bool keep_going, ReplayEngine& engine,
                                std::istream& in, std::ostream& err);

}  // namespace usher::cli
