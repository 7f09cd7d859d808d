// How this room's errors are worded: "expected ..., found ...", where what was found is bounded and printable, whatever
// bytes came in; and the JSON pointers that say where.
#pragma once

#include <string>
#include <string_view>

#include "usher/result.hpp"

namespace usher::text {

/// The bytes that a message shows of what was found.
inline constexpr std::size_t kFoundBytes = 60;

[[nodiscard]] Error expected(ErrorCode code, std::string_view what, std::string_view found, std::string where = {});

/// Any bytes in quotation marks: cut to kFoundBytes, escaped where they would not print.
[[nodiscard]] std::string in_quotes(std::string_view bytes);

/// A valid JSON value as it stands in the line, cut to kFoundBytes at the border of a character; objects and arrays by
/// name.
[[nodiscard]] std::string shown(std::string_view json);

/// Appends "/" and the token, escaped as RFC 6901 wants it.
void append_token(std::string& pointer, std::string_view token);

}  // namespace usher::text
