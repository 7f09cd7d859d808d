#include "text/object.hpp"

namespace usher::text {
namespace {

void append_escaped(std::string& out, char character) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (character) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default: {
      const auto value = static_cast<unsigned char>(character);
      out += "\\u00";
      out += kDigits[value >> 4U];
      out += kDigits[value & 15U];
    }
  }
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char character : text) {
    const bool plain = static_cast<unsigned char>(character) >= 0x20 && character != '"' && character != '\\';
    if (plain) {
      out += character;
    } else {
      append_escaped(out, character);
    }
  }
  out += '"';
}

Object& Object::payload(std::string_view name, std::string_view json) {
  if (json.empty()) return *this;
  member(name);
  for (const char character : json) out_ += character == '\n' ? ' ' : character;
  return *this;
}

Object& Object::standing(std::string_view name, Standing standing) {
  std::string names;
  const auto append_name = [&](bool holds, std::string_view word) {
    if (!holds) return;
    if (!names.empty()) names += ',';
    append_string(names, word);
  };
  append_name(standing.attended, "attended");
  append_name(standing.participant, "participant");
  append_name(standing.online, "online");
  member(name) += '[' + names + ']';
  return *this;
}

}  // namespace usher::text
