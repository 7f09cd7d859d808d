// An evening of twenty made-up attendees, small, in which everything happens that a journal can tell of: what the
// fixtures hold (fixture_test.cpp).
#pragma once

#include <string>

namespace usher::journal_test {

/// Writes the journal of the evening to `path`, where nothing is yet: with a crash in the middle of a call, and closed
/// in the end. False where anything went otherwise than planned.
[[nodiscard]] bool write_evening(const std::string& path);

}  // namespace usher::journal_test
