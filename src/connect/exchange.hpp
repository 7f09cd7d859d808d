// The requests of one call: in pace, in time, and no more of them once the target as a whole has failed.
#pragma once

#include <optional>
#include <stop_token>

#include "connect/target.hpp"
#include "usher/http_connector.hpp"

namespace usher::connect {

class Exchange final : public HttpExchange {
 public:
  /// Borrows the target.
  Exchange(Target& target, std::stop_token stop);
  [[nodiscard]] HttpAnswer send(const HttpRequest& request) override;
  bool wait(Duration duration) override;

 private:
  void end_at_limit();

  Target& target_;
  std::stop_token stop_;
  HttpClient::Clock::time_point deadline_;
  std::optional<Outcome> ended_;  ///< what is left of the call comes to that
};

}  // namespace usher::connect
