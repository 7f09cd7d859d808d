#include "usher/http_connector.hpp"

#include <exception>
#include <optional>

#include "connect/clean.hpp"
#include "connect/exchange.hpp"
#include "connect/target.hpp"

namespace usher {
namespace {

/// No wait of these is longer; what the options say above it is a mistake.
constexpr Duration kLongestTimeout = std::chrono::hours{1};
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

Result<void> check_timeout(Duration timeout, const char* where) {
  if (timeout > Duration{0} && timeout <= kLongestTimeout) return {};
  return Error{ErrorCode::invalid, "expected more than PT0S and at most PT1H, found " + to_string(timeout), where};
}

}  // namespace

Result<void> check(const HttpOptions& options) {
  if (auto url = connect::read_url(options.url); !url) return url.error();
  const std::pair<Duration, const char*> timeouts[] = {{options.connect_timeout, "/connect_timeout"},
                                                       {options.request_timeout, "/request_timeout"},
                                                       {options.call_timeout, "/call_timeout"}};
  for (const auto& [timeout, where] : timeouts) {
    if (auto checked = check_timeout(timeout, where); !checked) return checked;
  }
  if (options.most_bytes > 0 && options.most_bytes <= kMostBytes) return {};
  return Error{ErrorCode::invalid,
               "expected 1 to " + std::to_string(kMostBytes) + " bytes, found " + std::to_string(options.most_bytes),
               "/most_bytes"};
}

class HttpConnector::Impl {
 public:
  Impl(std::string name, HttpOptions options) : options_(std::move(options)) {
    const auto url = connect::read_url(options_.url);
    if (const auto checked = check(options_); !checked) {
      fault_ = checked.error().where + ": " + checked.error().message;
    } else {
      target_.emplace(std::move(name), *url, options_);
    }
  }

  [[nodiscard]] const HttpOptions& options() const noexcept { return options_; }
  /// Why there is no target; empty where there is.
  [[nodiscard]] const std::string& fault() const noexcept { return fault_; }
  [[nodiscard]] connect::Target& target() { return *target_; }

 private:
  HttpOptions options_;
  std::string fault_;
  std::optional<connect::Target> target_;
};

HttpConnector::HttpConnector(std::string target, HttpOptions options)
    : impl_(std::make_unique<Impl>(std::move(target), std::move(options))) {}

HttpConnector::~HttpConnector() = default;

Answer HttpConnector::make(const Call& call, std::stop_token stop) {
  if (!impl_->fault().empty()) return Outcome::retry("the connector is not set up: " + impl_->fault());
  try {
    connect::Exchange exchange{impl_->target(), std::move(stop)};
    return hand_over(call, exchange);
  } catch (const std::exception& error) {
    return Outcome::retry("the connector has failed: " + connect::cleaned(error.what(), impl_->options().secret));
  }
}

const HttpOptions& HttpConnector::options() const noexcept {
  return impl_->options();
}

Instant HttpConnector::now() const {
  return connect::now_of(impl_->options());
}

}  // namespace usher
