#include "model/id.hpp"

#include <algorithm>
#include <cstdint>

#include "usher/limits.hpp"

namespace usher::model {
namespace {

/// The length of the well-formed sequence at the front of `text`, or 0 where there is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const auto continues = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Result<void> check_id(std::string_view id, std::string_view where) {
  if (id.empty()) {
    return Error{ErrorCode::invalid, "expected an id of 1 to 256 bytes, found an empty one", std::string{where}};
  }
  if (id.size() > limits::kIdBytes) {
    return Error{ErrorCode::limit, "expected an id of 1 to 256 bytes, found " + std::to_string(id.size()) + " bytes",
                 std::string{where}};
  }
  if (!is_utf8(id)) {
    return Error{ErrorCode::invalid, "expected an id in UTF-8, found other bytes", std::string{where}};
  }
  return {};
}

char* write_each_escaped(char* to, std::string_view id) noexcept {
  for (const char c : id) {
    if (c == '/' || c == '%') {
      const std::string_view escaped = c == '/' ? "%2F" : "%25";
      to = std::copy(escaped.begin(), escaped.end(), to);
    } else {
      *to++ = c;
    }
  }
  return to;
}

void append_escaped(std::string& key, std::string_view id) {
  const std::size_t before = key.size();
  key.resize(before + kEscapedBytes * id.size());
  const char* const end = write_escaped(key.data() + before, id);
  key.resize(static_cast<std::size_t>(end - key.data()));
}

}  // namespace usher::model
