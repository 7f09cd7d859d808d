// A target: where it is, what becomes of its answers, and how long it is left alone when it refuses our credentials.
#pragma once

#include <mutex>
#include <stop_token>
#include <string>

#include "connect/http_client.hpp"
#include "usher/http_connector.hpp"

namespace usher::connect {

/// How long to leave a target alone that refuses our credentials; calls of several lanes share one pause. Thread-safe.
class RefusalPause {
 public:
  /// Until when, after one more refusal.
  Instant refused(Instant now);
  void accepted();

 private:
  std::mutex mutex_;
  Duration pause_{0};
  Instant until_{};
};

/// By the options' clock, or the system's.
[[nodiscard]] Instant now_of(const HttpOptions& options);

/// Thread-safe.
class Target {
 public:
  /// `options` have been checked.
  Target(std::string name, const TargetUrl& url, HttpOptions options);

  [[nodiscard]] HttpAnswer ask(const HttpRequest& request, HttpClient::Clock::time_point deadline,
                               const std::stop_token& stop);
  [[nodiscard]] const HttpOptions& options() const noexcept { return options_; }

 private:
  [[nodiscard]] Outcome outcome_of(const HttpAnswer& answer, const HttpRequest& request);
  [[nodiscard]] std::string reason(const HttpAnswer& answer, const HttpRequest& request) const;

  const std::string name_;
  const HttpOptions options_;
  HttpClient client_;
  RefusalPause refusal_;
};

}  // namespace usher::connect
