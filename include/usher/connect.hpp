// Connectors for known platforms: a signed webhook, GetResponse, ActiveCampaign. What an action says to each, what
// becomes of which answer, and the connectors file are told in docs/connectors.md.
//
//   auto crm = usher::make_connector(usher::Platform::getresponse, {.secret = usher::Secret{key}});
//   if (!crm) return complain(crm.error().message);
//   queue.add(usher::connection_for(usher::Platform::getresponse, "crm"));   // with the vendor's limits
//
// or all of them from a file: load_connectors(text, usher::environment_secrets()).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/connection.hpp"
#include "usher/http_connector.hpp"

namespace usher {

enum class Platform {
  webhook,         ///< any URL: CloudEvents 1.0 as JSON, signed as Standard Webhooks has it
  getresponse,     ///< GetResponse, API v3
  activecampaign,  ///< ActiveCampaign, API v3
};
[[nodiscard]] std::string_view to_string(Platform platform);

/// A connection with what the platform allows: webhook: batch 1, no spacing. GetResponse: batch 100 (the API takes
/// 1,000; where the action has tags, each contact takes two requests more), spacing 20 ms (30,000 requests in ten
/// minutes; 80 a second is the other limit). ActiveCampaign: batch 250, spacing 200 ms (5 requests a second).
[[nodiscard]] Connection connection_for(Platform platform, std::string id);

/// The pace of one account, for HttpOptions::pace: what a call's several requests have to keep, too. GetResponse: 20
/// ms, 10 at a time; ActiveCampaign: 200 ms, 5 at a time; webhook: none, 10 at a time.
[[nodiscard]] std::shared_ptr<RequestPace> pace_for(Platform platform);

/// An empty `url` is GetResponse's own; the others have none. An empty `pace` is a new pace_for(platform): accounts
/// that are called over several connections share one. The secret: webhook "whsec_" and base64 of 24 to 64 bytes; the
/// others their API key. Errors: invalid (with a JSON pointer by the names of HttpOptions).
[[nodiscard]] Result<std::unique_ptr<BlockingConnector>> make_connector(Platform platform, HttpOptions options);

/// The first thing wrong with a rule's action; `where` is a JSON pointer relative to it. Errors: malformed, invalid,
/// limit.
[[nodiscard]] Result<void> check_action(Platform platform, std::string_view action);

/// The secret of that name, if there is one. Called while connectors are loaded only.
using SecretSource = std::function<std::optional<std::string>(std::string_view name)>;
/// From the process's environment; not to be called while another thread changes it.
[[nodiscard]] SecretSource environment_secrets();

/// A connection of the connectors file, and what its connector is to be made of.
struct ConnectorSettings {
  Connection connection;
  Platform platform{};
  HttpOptions http;  ///< the pace is shared with the others of the same platform, URL and secret
};

/// Reads a connectors file (docs/connectors.md has its form). Errors: malformed, invalid, duplicate (an id), unknown (a
/// secret that the source has not), limit; `where` is a JSON pointer into the file. No error shows a secret.
[[nodiscard]] Result<std::vector<ConnectorSettings>> load_connectors(std::string_view text,
                                                                     const SecretSource& secrets);

namespace limits {
inline constexpr std::size_t kConnectorsBytes = std::size_t{1} << 20;  ///< of a connectors file
inline constexpr std::size_t kActionTags = 10;                         ///< of an action; lists as many
inline constexpr std::size_t kActionFields = 100;                      ///< custom fields of an action
}  // namespace limits

}  // namespace usher
