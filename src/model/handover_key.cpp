#include "model/handover_key.hpp"

#include <charconv>

#include "model/id.hpp"

namespace usher::model {
namespace {

/// What `append_escaped` has made of an id, back; of anything else anything.
std::string unescaped(std::string_view text) {
  std::string id;
  while (!text.empty()) {
    const bool slash = text.starts_with("%2F");
    const bool escaped = slash || text.starts_with("%25");
    id += slash ? '/' : text.front();
    text.remove_prefix(escaped ? kEscapedBytes : 1);
  }
  return id;
}

}  // namespace

std::string to_text(const HandoverKey& key) {
  std::string text;
  for (const std::string* const id : {&key.webinar, &key.rule, &key.attendee}) {
    append_escaped(text, *id);
    text += '/';
  }
  return text + std::to_string(key.generation);
}

std::optional<HandoverKey> parse_handover_key(std::string_view text) {
  HandoverKey key;
  std::string_view rest = text;
  for (std::string* const id : {&key.webinar, &key.rule, &key.attendee}) {
    const std::size_t end = rest.find('/');
    if (end == std::string_view::npos) return std::nullopt;
    *id = unescaped(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  std::from_chars(rest.data(), rest.data() + rest.size(), key.generation);
  if (to_text(key) != text) return std::nullopt;
  return key;
}

}  // namespace usher::model
