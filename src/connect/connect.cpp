#include "usher/connect.hpp"

#include <cstdlib>

#include "connect/platforms.hpp"
#include "connect/signature.hpp"

namespace usher {
namespace {

using std::chrono::milliseconds;

struct PlatformFacts {
  std::string_view name;
  const char* url;
  std::int32_t batch;
  milliseconds spacing;
  int parallel;
};

constexpr PlatformFacts kFacts[] = {
    {"webhook", "", 1, milliseconds{0}, 10},
    {"getresponse", "https://api.getresponse.com/v3", 100, milliseconds{20}, 10},
    {"activecampaign", "", 250, milliseconds{200}, 5},
};

const PlatformFacts& facts_of(Platform platform) {
  return kFacts[static_cast<std::size_t>(platform)];
}

Result<void> check_secret(Platform platform, const Secret& secret) {
  if (platform == Platform::webhook) {
    if (connect::signing_key(secret)) return {};
    return Error{ErrorCode::invalid, "expected \"whsec_\" and base64 of 24 to 64 bytes, found something else",
                 "/secret"};
  }
  constexpr std::size_t kMostSecretBytes = 1024;
  for (const char c : secret.reveal()) {
    if (c <= ' ' || c > '~') {
      return Error{ErrorCode::invalid, "expected an API key of printable ASCII, found another byte in it", "/secret"};
    }
  }
  if (!secret.empty() && secret.reveal().size() <= kMostSecretBytes) return {};
  return Error{ErrorCode::invalid,
               "expected an API key of 1 to " + std::to_string(kMostSecretBytes) + " bytes, found " +
                   std::to_string(secret.reveal().size()),
               "/secret"};
}

}  // namespace

std::string_view to_string(Platform platform) {
  return facts_of(platform).name;
}

Connection connection_for(Platform platform, std::string id) {
  return {.id = std::move(id), .batch = facts_of(platform).batch, .spacing = facts_of(platform).spacing};
}

std::shared_ptr<RequestPace> pace_for(Platform platform) {
  return make_request_pace(facts_of(platform).spacing, facts_of(platform).parallel);
}

Result<std::unique_ptr<BlockingConnector>> make_connector(Platform platform, HttpOptions options) {
  if (options.url.empty()) options.url = facts_of(platform).url;
  if (!options.pace) options.pace = pace_for(platform);
  if (auto checked = check(options); !checked) return checked.error();
  if (auto checked = check_secret(platform, options.secret); !checked) return checked.error();
  switch (platform) {
    case Platform::getresponse:
      return connect::make_getresponse(std::move(options));
    case Platform::activecampaign:
      return connect::make_activecampaign(std::move(options));
    case Platform::webhook:
      break;
  }
  return connect::make_webhook(std::move(options));
}

SecretSource environment_secrets() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* const value = std::getenv(std::string{name}.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>{value};
  };
}

}  // namespace usher
