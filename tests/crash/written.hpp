// What the rows of a queue say, as far as a test of crashes asks: of what kind their records are, and about which
// calls.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "record/kind.hpp"
#include "usher/journal_row.hpp"

namespace usher::crash {

struct Written {
  record::Kind kind{};
  std::uint64_t call = 0;  ///< of call_started, call_completed
  std::string position{};  ///< of position
};

/// Throws where the row cannot be read.
[[nodiscard]] std::vector<Written> written_in(const JournalRow& row);

}  // namespace usher::crash
