// The line that nearly all lines are: one object of strings that are written plainly, as platforms tell that somebody
// has come or gone. It is read here without the JSON parser, which takes five times as long. Whatever is written in any
// other way, and whatever is wrong, is left to the parser: what is accepted and what is said of an error are its alone.
#pragma once

#include <string_view>

#include "text/scope.hpp"

namespace usher::text {

/// Fills `line` from `{"name":"value",...}`: known names of strings, each once, ASCII without escapes, no white space
/// but spaces. False for anything else; then `line` is of no meaning.
[[nodiscard]] bool read_plain(std::string_view json, Scope& line) noexcept;

}  // namespace usher::text
