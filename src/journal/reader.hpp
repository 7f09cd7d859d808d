// Reads the rows of a journal's file back, and believes none that is not as it was written.
#pragma once

#include "journal/sqlite.hpp"
#include "usher/journal.hpp"

namespace usher::journal {

/// As Journal::read; no row above `last`. Also `damaged` where a row is not found by the places of its stream.
Result<void> read_rows(Connection& connection, std::uint64_t last, const Journal::Visit& visit);

}  // namespace usher::journal
