// Signatures as Standard Webhooks has them: "v1," and base64 of HMAC-SHA256 over "id.timestamp.body".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "usher/http_connector.hpp"

namespace usher::connect {

/// The key in "whsec_" and base64 of 24 to 64 bytes; none where it is not that.
[[nodiscard]] std::optional<std::string> signing_key(const Secret& secret);

/// The value of the header webhook-signature. `timestamp` is in seconds since 1970, as in webhook-timestamp.
[[nodiscard]] std::string signature(std::string_view key, std::string_view id, std::string_view timestamp,
                                    std::string_view body);

/// SHA-256 in hexadecimal.
[[nodiscard]] std::string digest(std::string_view bytes);

}  // namespace usher::connect
