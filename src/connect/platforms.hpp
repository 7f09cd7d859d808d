// The connectors behind make_connector. Their options have been checked.
#pragma once

#include <memory>

#include "usher/http_connector.hpp"

namespace usher::connect {

/// The secret is a signing key.
[[nodiscard]] std::unique_ptr<BlockingConnector> make_webhook(HttpOptions options);
[[nodiscard]] std::unique_ptr<BlockingConnector> make_getresponse(HttpOptions options);
[[nodiscard]] std::unique_ptr<BlockingConnector> make_activecampaign(HttpOptions options);

}  // namespace usher::connect
