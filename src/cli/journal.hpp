// `usher journal`: what is in a journal's file, whether it is whole, and a copy of it.
#pragma once

#include <ostream>
#include <string>

#include "cli/input.hpp"

namespace usher::cli {

struct JournalOptions {
  std::string file{};
  std::string to{};   ///< of `backup`: the new file
  bool json = false;  ///< of `stats`: one JSON object instead of text
};

/// How much a journal holds, and of what.
[[nodiscard]] Exit journal_stats(const JournalOptions& options, std::ostream& out, std::ostream& err);
/// Reads and restores everything, and compares what must agree.
[[nodiscard]] Exit journal_verify(const JournalOptions& options, std::ostream& out, std::ostream& err);
/// Writes a copy, which is a journal.
[[nodiscard]] Exit journal_backup(const JournalOptions& options, std::ostream& out, std::ostream& err);

}  // namespace usher::cli
