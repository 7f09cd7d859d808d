#include "connect/clean.hpp"

#include "connect/bounded_json.hpp"

namespace usher::connect {
namespace {

constexpr std::string_view kHidden = "***";

void hide(std::string& text, std::string_view secret) {
  if (secret.empty()) return;
  for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at + kHidden.size())) {
    text.replace(at, secret.size(), kHidden);
  }
}

/// As JSON text between its quotation marks: whatever bytes come in, valid UTF-8 without control characters comes out.
std::string printable(std::string_view text) {
  std::string line;
  for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  const auto quoted = nlohmann::json(line).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(quoted).get<std::string>();
}

std::string words_of(const nlohmann::json& error) {
  std::string words;
  if (error.is_string()) return error.get<std::string>();
  if (!error.is_object()) return words;
  for (const char* const member : {"message", "title", "detail", "error", "error_description"}) {
    const auto found = error.find(member);
    if (found == error.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) continue;
    if (!words.empty()) words += ": ";
    words += found->get_ref<const std::string&>();
  }
  return words;
}

}  // namespace

std::string cleaned(std::string_view said, const Secret& secret) {
  // All of it, before anything is cut off: half a secret would not be found.
  std::string text{said};
  hide(text, secret.reveal());
  constexpr std::string_view kWebhookPrefix = "whsec_";
  if (secret.reveal().starts_with(kWebhookPrefix)) {
    hide(text, std::string_view{secret.reveal()}.substr(kWebhookPrefix.size()));
  }
  text = printable(text);
  if (text.size() <= kSaidBytes) return text;
  std::size_t end = kSaidBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + " ...";
}

std::string message_in(std::string_view body) {
  const auto json = parse_json(body);
  if (json.is_discarded()) return std::string{body};
  if (auto words = words_of(json); !words.empty()) return words;
  if (json.is_object() && json.contains("errors") && json["errors"].is_array() && !json["errors"].empty()) {
    if (auto words = words_of(json["errors"].front()); !words.empty()) return words;
  }
  // Written anew, since some writers put a slash as \/, and so hide a secret from who looks for it.
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace usher::connect
