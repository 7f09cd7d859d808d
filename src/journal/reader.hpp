// Reads the rows of a journal's file back, and believes none that is not as it was written.
#pragma once

#include "journal/sqlite.hpp"
#include "usher/journal.hpp"

namespace usher::journal {

/// As Journal::read; no row above `last`. Ends with `damaged` where the places of a stream do not lead to
/// all its rows.
Result<void> read_rows(Connection& connection, std::uint64_t last, const Journal::Visit& visit);

}  // namespace usher::journal
