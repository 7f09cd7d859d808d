#include "connect/url.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>

namespace usher::connect {
namespace {

constexpr std::size_t kUrlBytes = 2048;

struct UrlEnd {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return {};
  std::string copy{text};
  curl_free(text);
  return copy;
}

Error wrong(std::string_view expected, std::string_view found) {
  return {ErrorCode::invalid, "expected " + std::string{expected} + ", found " + std::string{found}, "/url"};
}

bool is_loopback(std::string host) {
  if (host == "localhost") return true;
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24U) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

}  // namespace

Result<TargetUrl> read_url(const std::string& url) {
  if (url.empty()) return wrong("a URL such as https://api.example.org/v3", "none");
  if (url.size() > kUrlBytes) {
    return wrong("a URL of at most " + std::to_string(kUrlBytes) + " bytes", std::to_string(url.size()));
  }
  const std::unique_ptr<CURLU, UrlEnd> parsed{curl_url()};
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return wrong("a URL such as https://api.example.org/v3", "something else");
  }
  const auto scheme = part(parsed.get(), CURLUPART_SCHEME);
  const auto host = part(parsed.get(), CURLUPART_HOST);
  if (!part(parsed.get(), CURLUPART_USER).empty() || !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return wrong("a URL without user and password, since a secret is told apart", "one with them");
  }
  if (!part(parsed.get(), CURLUPART_QUERY).empty() || !part(parsed.get(), CURLUPART_FRAGMENT).empty()) {
    return wrong("a URL without query and fragment", "one with them");
  }
  const bool plain = scheme == "http";
  if (scheme != "https" && !plain) return wrong("https", scheme);
  if (plain && !is_loopback(host)) {
    return wrong("https, or http to loopback (127.0.0.0/8, [::1], localhost)", "http to " + host);
  }
  const auto port = part(parsed.get(), CURLUPART_PORT);
  TargetUrl target{.base = url, .origin = scheme + "://" + host + (port.empty() ? "" : ":" + port), .plain = plain};
  while (target.base.ends_with('/')) target.base.pop_back();
  return target;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kUnreserved = "-._~";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                       kUnreserved.find(c) != std::string_view::npos;
    if (plain) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

}  // namespace usher::connect
