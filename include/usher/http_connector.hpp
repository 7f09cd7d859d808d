// The base of connectors that speak HTTP: it sends, bounds, paces and cleans; a platform says which requests a call is.
// docs/connectors.md has a whole platform in a hundred lines.
//
//   class Crm final : public usher::HttpConnector {
//    public:
//     explicit Crm(usher::HttpOptions options) : HttpConnector("the CRM", std::move(options)) {}
//
//    private:
//     usher::Answer hand_over(const usher::Call& call, usher::HttpExchange& http) override {
//       return http.send({.path = "/contacts", .body = contacts_of(call), .headers = {bearer()}}).outcome;
//     }
//   };
//
// TLS is always verified; plain http goes to loopback only. Nothing of the environment (proxies, .netrc) is used, and
// no redirect is followed. A secret is in no reason and no error.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/connector.hpp"
#include "usher/result.hpp"
#include "usher/time.hpp"

namespace usher {

/// What the target knows us by. It cannot be printed: whoever sends it asks for it.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
  [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

 private:
  std::string text_;
};

/// Keeps a target's limits of requests, over all connectors that share it. Thread-safe.
class RequestPace;
/// `spacing`: least time between the starts of two requests, 0 for none. `parallel`: requests open at a time, 1 to
/// 1,000.
[[nodiscard]] std::shared_ptr<RequestPace> make_request_pace(Duration spacing, int parallel);

struct HttpOptions {
  std::string url;  ///< of the API, without query, fragment and user; https, or http to 127.0.0.0/8, [::1] or localhost
  Secret secret{};  ///< not in any definition: from the environment or the host
  Duration connect_timeout = std::chrono::seconds{5};   ///< for name, TCP and TLS; default 5 s, three lost packets
  Duration request_timeout = std::chrono::seconds{20};  ///< for one request; default 20 s: most targets give up earlier
  Duration call_timeout = std::chrono::minutes{1};      ///< for all requests of a call, waits included; default 1 min:
                                                        ///< the lane stands still for as long
  std::size_t most_bytes = std::size_t{1} << 20;        ///< of an answer's body; default 1 MiB, a thousand contacts
  std::string ca_file{};  ///< PEM of further roots, for a target with a CA of its own; empty: the system's
  std::shared_ptr<RequestPace> pace{};  ///< of the account; empty: none but the connection's `spacing`
  std::function<Instant()> clock{};     ///< what `throttled` and signatures reckon with; empty: the system's clock
};

/// The first thing wrong; `where` is a JSON pointer by the names above. Errors: invalid.
[[nodiscard]] Result<void> check(const HttpOptions& options);

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "POST";
  std::string path{};     ///< behind the URL's own, "/contacts?page=2"; reasons show it up to the question mark
  std::string body{};     ///< sent as application/json, where no header says otherwise
  HttpHeaders headers{};  ///< beside those that every request has
};

struct HttpAnswer {
  int status = 0;  ///< 0: there was no answer
  std::string body{};
  HttpHeaders headers{};
  Outcome outcome{};  ///< what the status means, by the table of docs/connectors.md
  [[nodiscard]] bool delivered() const noexcept { return outcome.kind == Outcome::Kind::delivered; }
};

/// The requests of one call. Of one thread.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;
  /// Sends, waits, reads. Once the target as a whole has failed (no answer, 5xx, 401, 429), nothing more is sent and
  /// each further one has the same outcome, so that a batch need not look. The same when the time of the call is over
  /// (then `retry` at once), or nobody waits for it any longer.
  [[nodiscard]] virtual HttpAnswer send(const HttpRequest& request) = 0;
  /// Waits, at most as long as the call may take. False where that is over, or the target has failed.
  virtual bool wait(Duration duration) = 0;
};

/// Thread-safe, as far as `hand_over` is.
class HttpConnector : public BlockingConnector {
 public:
  ~HttpConnector() override;
  HttpConnector(const HttpConnector&) = delete;
  HttpConnector& operator=(const HttpConnector&) = delete;
  [[nodiscard]] Answer make(const Call& call, std::stop_token stop) final;

 protected:
  /// `target` begins each reason: "GetResponse answered 400 ...". With options that `check` refuses every call is
  /// answered `retry` with what it says.
  HttpConnector(std::string target, HttpOptions options);
  /// One outcome, or one for each handover. What it throws is answered `retry`.
  [[nodiscard]] virtual Answer hand_over(const Call& call, HttpExchange& http) = 0;

  [[nodiscard]] const HttpOptions& options() const noexcept;
  [[nodiscard]] Instant now() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a profile or an action has at `place`: a JSON pointer, or the name of a member. Text as it is, numbers and
/// truth values as they are written. None where there is nothing, an object or a list, or `json` is none.
[[nodiscard]] std::optional<std::string> json_text(std::string_view json, std::string_view place);

}  // namespace usher
