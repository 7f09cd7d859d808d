#include "text/message.hpp"

#include "model/id.hpp"

namespace usher::text {
namespace {

constexpr std::string_view kCut = "...";

constexpr bool continues_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// The longest start of `text` that is at most `most` bytes and ends between two characters.
std::string_view start_of(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && most - end < 3 && continues_character(text[end])) --end;
  return text.substr(0, end);
}

void append_hexadecimal(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  out += "\\x";
  out += kDigits[value >> 4U];
  out += kDigits[value & 15U];
}

}  // namespace

Error expected(ErrorCode code, std::string_view what, std::string_view found, std::string where) {
  std::string message = "expected ";
  message += what;
  message += ", found ";
  message += found;
  return {code, std::move(message), std::move(where)};
}

std::string in_quotes(std::string_view bytes) {
  const std::string_view start = start_of(bytes, kFoundBytes);
  const bool utf8 = model::is_utf8(start);
  std::string out = "\"";
  for (const char byte : start) {
    const auto value = static_cast<unsigned char>(byte);
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += byte;
    } else if (value < 0x20 || value == 0x7F || (value >= 0x80 && !utf8)) {
      append_hexadecimal(out, byte);
    } else {
      out += byte;
    }
  }
  if (start.size() < bytes.size()) out += kCut;
  out += '"';
  return out;
}

std::string shown(std::string_view json) {
  if (json.starts_with('{')) return "an object";
  if (json.starts_with('[')) return "an array";
  std::string out{start_of(json, kFoundBytes)};
  if (out.size() < json.size()) out += kCut;
  return out;
}

void append_token(std::string& pointer, std::string_view token) {
  pointer += '/';
  for (const char character : token) {
    if (character == '~') {
      pointer += "~0";
    } else if (character == '/') {
      pointer += "~1";
    } else {
      pointer += character;
    }
  }
}

}  // namespace usher::text
