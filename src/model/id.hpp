// What every id must be: valid UTF-8, not empty, at most limits::kIdBytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "usher/result.hpp"

namespace usher::model {

/// Errors: invalid (empty, not UTF-8), limit (too long); `where` becomes the error's.
[[nodiscard]] Result<void> check_id(std::string_view id, std::string_view where);

/// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing past U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// The id as it stands in a key: `/` and `%` are written %2F and %25.
void append_escaped(std::string& key, std::string_view id);
/// Of one byte of an id, at most.
inline constexpr std::size_t kEscapedBytes = 3;
/// The same to where there is room; the end of it.
char* write_escaped(char* to, std::string_view id) noexcept;

}  // namespace usher::model
