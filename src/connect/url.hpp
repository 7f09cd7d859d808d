// The URL of a target: what may be called, and what a reason may show of it.
#pragma once

#include <string>
#include <string_view>

#include "usher/result.hpp"

namespace usher::connect {

struct TargetUrl {
  std::string base;    ///< without a slash at its end
  std::string origin;  ///< "https://host:port"; a webhook's path may be as good as a secret
  bool plain = false;  ///< http, so loopback
};

/// Errors: invalid, at "/url"; the message shows no more of it than scheme and host.
[[nodiscard]] Result<TargetUrl> read_url(const std::string& url);

/// As it has to stand in a query or a path.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace usher::connect
