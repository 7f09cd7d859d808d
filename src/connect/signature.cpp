#include "connect/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <vector>

namespace usher::connect {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kLeastKeyBytes = 24, kMostKeyBytes = 64;
constexpr std::size_t kSha256Bytes = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Four characters become three bytes, less what is only filling.
std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0 || text.size() > kMostKeyBytes * 2) return {};
  std::vector<unsigned char> bytes(text.size() / 4 * 3);
  if (EVP_DecodeBlock(bytes.data(), bytes_of(text), static_cast<int>(text.size())) < 0) return {};
  const std::size_t filling = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  return std::string(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(filling));
}

}  // namespace

std::optional<std::string> signing_key(const Secret& secret) {
  const std::string_view text = secret.reveal();
  if (!text.starts_with(kPrefix)) return {};
  auto key = from_base64(text.substr(kPrefix.size()));
  if (!key || key->size() < kLeastKeyBytes || key->size() > kMostKeyBytes) return {};
  return key;
}

std::string signature(std::string_view key, std::string_view id, std::string_view timestamp, std::string_view body) {
  std::string content;
  content.append(id).append(".").append(timestamp).append(".").append(body);
  std::array<unsigned char, kSha256Bytes> mac{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(content), content.size(), mac.data(), &length);
  std::array<unsigned char, (kSha256Bytes + 2) / 3 * 4 + 1> text{};
  const int size = EVP_EncodeBlock(text.data(), mac.data(), static_cast<int>(length));
  return "v1," + std::string(text.begin(), text.begin() + size);
}

std::string digest(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, kSha256Bytes> hash{};
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), hash.data(), &length, EVP_sha256(), nullptr);
  std::string text;
  for (const unsigned char byte : hash) text += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  return text;
}

}  // namespace usher::connect
