// A copy of an open journal in another file.
#pragma once

#include <string>

#include "journal/sqlite.hpp"

namespace usher::journal {

/// As SqliteJournal::backup.
Result<void> back_up(Connection& connection, const std::string& path);

}  // namespace usher::journal
