// Requests by libcurl, as safe as they can be made: verified, bounded in time and size, to one host, and ended at once
// when nobody waits for them.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "connect/url.hpp"
#include "usher/http_connector.hpp"

namespace usher::connect {

/// What came back, or why nothing did.
struct Reply {
  int status = 0;
  HttpHeaders headers{};
  std::string body{};
  std::string failure{};  ///< empty where the answer is whole
};

/// Keeps connections open between requests. Thread-safe.
class HttpClient {
 public:
  using Clock = std::chrono::steady_clock;

  HttpClient(TargetUrl url, const HttpOptions& options);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  [[nodiscard]] Reply perform(const HttpRequest& request, Clock::time_point deadline, const std::stop_token& stop);

 private:
  class Channel;
  [[nodiscard]] std::unique_ptr<Channel> take();
  void give_back(std::unique_ptr<Channel> channel);

  const TargetUrl url_;
  const HttpOptions options_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Channel>> idle_;
};

}  // namespace usher::connect
