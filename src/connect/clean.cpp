#include "connect/clean.hpp"

#include <nlohmann/json.hpp>

namespace usher::connect {
namespace {

constexpr std::string_view kHidden = "***";
/// A shorter secret is looked for as well; below this even a harmless word would be hidden.
constexpr std::size_t kShortestSecret = 4;

void hide(std::string& text, std::string_view secret) {
  if (secret.size() < kShortestSecret) return;
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
  // What is cut off below is not looked at; a secret may still begin in what stays.
  std::string text{said.substr(0, kSaidBytes * 4 + secret.reveal().size())};
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
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (json.is_discarded()) return std::string{body.substr(0, kSaidBytes * 8)};
  if (auto words = words_of(json); !words.empty()) return words;
  if (!json.is_object()) return std::string{body.substr(0, kSaidBytes * 8)};
  const auto errors = json.find("errors");
  if (errors == json.end() || !errors->is_array() || errors->empty()) return {};
  return words_of(errors->front());
}

}  // namespace usher::connect
