// What every id must be: valid UTF-8, not empty, at most limits::kIdBytes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "model/blocks.hpp"
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
char* write_each_escaped(char* to, std::string_view id) noexcept;
/// Nearly no id has anything to escape, so it is copied as it is, sixteen bytes at a time, and looked at on the way.
/// Whether it is one of those; else what has been copied is to be written over.
[[nodiscard, gnu::always_inline]] inline bool copy_unescaped(char* to, std::string_view id) noexcept {
  using Bytes [[gnu::vector_size(kPair)]] = char;
  const std::size_t size = id.size();
  if (size < kPair) [[unlikely]]
    return false;
  Bytes found{};
  const auto copy = [&](std::size_t from) {
    Bytes bytes;
    std::memcpy(&bytes, id.data() + from, kPair);
    std::memcpy(to + from, &bytes, kPair);
    found |= bytes == '/';
    found |= bytes == '%';
  };
  copy(0);
  if (size > kTwoPairs) [[likely]] {
    copy(kPair);
    for (std::size_t from = kTwoPairs; from + kPair < size; from += kPair) copy(from);
  }
  copy(size - kPair);  // of which some has been copied
  std::array<std::uint64_t, 2> halves{};
  std::memcpy(halves.data(), &found, kPair);
  return (halves[0] | halves[1]) == 0;
}
/// As it stands in a key, to where there is room; the end of it.
[[gnu::always_inline]] inline char* write_escaped(char* to, std::string_view id) noexcept {
  return copy_unescaped(to, id) ? to + id.size() : write_each_escaped(to, id);
}

}  // namespace usher::model
