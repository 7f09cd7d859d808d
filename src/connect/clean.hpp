// What a target says, as a reason may show it: bounded, printable, and without the secret.
#pragma once

#include <string>
#include <string_view>

#include "usher/http_connector.hpp"

namespace usher::connect {

/// The bytes that a reason shows of what the target said.
inline constexpr std::size_t kSaidBytes = 200;

/// Valid UTF-8 of at most kSaidBytes, in one line; the secret, wherever it stands, is three asterisks.
[[nodiscard]] std::string cleaned(std::string_view said, const Secret& secret);

/// The message in the body of an answer: the usual members of JSON errors (message, detail, title, error), those in a
/// list `errors` too, else the body itself. Not cleaned yet.
[[nodiscard]] std::string message_in(std::string_view body);

}  // namespace usher::connect
