#include "usher/http_connector.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>

#include "connect/answer_table.hpp"
#include "connect/clean.hpp"
#include "connect/http_client.hpp"
#include "connect/pace.hpp"

namespace usher {

using connect::Meaning;
using Steady = connect::HttpClient::Clock;

namespace {

/// No wait of these is longer; what the options say above it is a mistake.
constexpr Duration kLongestTimeout = std::chrono::hours{1};
constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

Result<void> check_timeout(Duration timeout, const char* where) {
  if (timeout > Duration{0} && timeout <= kLongestTimeout) return {};
  return Error{ErrorCode::invalid, "expected more than PT0S and at most PT1H, found " + to_string(timeout), where};
}

/// How long to leave a target alone that refuses our credentials; calls of several lanes share one pause.
class RefusalPause {
 public:
  Instant refused(Instant now) {
    const std::lock_guard lock{mutex_};
    if (now < until_) return until_;
    pause_ = pause_ == Duration{0} ? connect::kFirstRefusalPause
                                   : std::min<Duration>(pause_ * 2, connect::kLongestRefusalPause);
    until_ = now + pause_;
    return until_;
  }
  void accepted() {
    const std::lock_guard lock{mutex_};
    pause_ = Duration{0};
    until_ = {};
  }

 private:
  std::mutex mutex_;
  Duration pause_{0};
  Instant until_{};
};

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
  Impl(std::string target, HttpOptions options) : target_(std::move(target)), options_(std::move(options)) {
    if (auto checked = check(options_); !checked) {
      fault_ = checked.error();
    } else {
      client_.emplace(*connect::read_url(options_.url), options_);
    }
  }

  /// Makes an answer's outcome of what came back.
  void judge(HttpAnswer& answer, const HttpRequest& request, const std::string& failure);
  [[nodiscard]] Instant now() const {
    return options_.clock ? options_.clock() : std::chrono::floor<Duration>(std::chrono::system_clock::now());
  }

  const std::string target_;
  const HttpOptions options_;
  std::optional<Error> fault_;
  std::optional<connect::HttpClient> client_;
  RefusalPause refusal_;

 private:
  [[nodiscard]] std::string reason(const HttpAnswer& answer, const HttpRequest& request) const;
};

std::string HttpConnector::Impl::reason(const HttpAnswer& answer, const HttpRequest& request) const {
  std::string reason = target_ + " answered " + std::to_string(answer.status);
  if (!request.path.empty()) reason += " to " + request.method + " " + request.path.substr(0, request.path.find('?'));
  const auto said = connect::cleaned(connect::message_in(answer.body), options_.secret);
  return said.empty() ? reason : reason + ": " + said;
}

void HttpConnector::Impl::judge(HttpAnswer& answer, const HttpRequest& request, const std::string& failure) {
  if (!failure.empty()) {
    answer.outcome = Outcome::retry(target_ + " " + failure);
    return;
  }
  const Meaning meaning = connect::meaning_of(answer.status);
  if (meaning != Meaning::credentials) refusal_.accepted();
  const auto pause = connect::asked_pause(answer.headers, answer.body, now());
  switch (meaning) {
    case Meaning::done: answer.outcome = Outcome::delivered(); break;
    case Meaning::refused: answer.outcome = Outcome::rejected(reason(answer, request)); break;
    case Meaning::redirect:
      answer.outcome = Outcome::retry(reason(answer, request) + ": a redirect, which is not followed");
      break;
    case Meaning::credentials:
      answer.outcome = Outcome::throttled(refusal_.refused(now()),
                                          "the target refuses our credentials: " + reason(answer, request));
      break;
    case Meaning::busy:
      answer.outcome = Outcome::throttled(now() + pause.value_or(connect::kPauseUnsaid), reason(answer, request));
      break;
    case Meaning::again:
      answer.outcome = pause ? Outcome::retry_after(*pause, reason(answer, request))
                             : Outcome::retry(reason(answer, request));
      break;
  }
}

namespace {

/// libcurl counts in whole milliseconds, and may give up as much before the time of a call is over.
constexpr Duration kSlack{10};

/// What of an answer is of the target as a whole, so that the rest of the call need not be tried.
bool ends_call(const HttpAnswer& answer, bool whole) {
  if (!whole) return true;
  const Meaning meaning = connect::meaning_of(answer.status);
  return meaning == Meaning::credentials || meaning == Meaning::busy || meaning == Meaning::again ||
         meaning == Meaning::redirect;
}

template <class Shared>
class Exchange final : public HttpExchange {
 public:
  Exchange(Shared& shared, std::stop_token stop)
      : shared_(shared), stop_(std::move(stop)), deadline_(Steady::now() + shared.options_.call_timeout) {}

  HttpAnswer send(const HttpRequest& request) override {
    HttpAnswer answer;
    const auto& pace = shared_.options_.pace;
    if (!ended_ && (Steady::now() >= deadline_ || stop_.stop_requested())) end_at_limit();
    if (!ended_ && pace && !pace->enter(deadline_, stop_)) end_at_limit();
    if (ended_) {
      answer.outcome = *ended_;
      return answer;
    }
    auto reply = shared_.client_->perform(request, deadline_, stop_);
    if (pace) pace->leave();
    answer.status = reply.status;
    answer.body = std::move(reply.body);
    answer.headers = std::move(reply.headers);
    shared_.judge(answer, request, reply.failure);
    if (Steady::now() + kSlack >= deadline_) {
      end_at_limit();
    } else if (ends_call(answer, reply.failure.empty())) {
      ended_ = answer.outcome;
    }
    return answer;
  }

  bool wait(Duration duration) override {
    if (ended_) return false;
    std::mutex mutex;
    std::unique_lock lock{mutex};
    std::condition_variable_any never;
    const auto until = std::min(Steady::now() + duration, deadline_);
    never.wait_until(lock, stop_, until, [] { return false; });
    return !stop_.stop_requested() && until < deadline_;
  }

 private:
  void end_at_limit() {
    ended_ = stop_.stop_requested() ? Outcome::retry("nobody waits for the call any longer")
                                    : Outcome::retry_after(Duration{0}, "not reached within the time of a call");
  }

  Shared& shared_;
  std::stop_token stop_;
  Steady::time_point deadline_;
  std::optional<Outcome> ended_;
};

}  // namespace

HttpConnector::HttpConnector(std::string target, HttpOptions options)
    : impl_(std::make_unique<Impl>(std::move(target), std::move(options))) {}

HttpConnector::~HttpConnector() = default;

Answer HttpConnector::make(const Call& call, std::stop_token stop) {
  if (impl_->fault_) {
    return Outcome::retry("the connector is not set up: " + impl_->fault_->where + ": " + impl_->fault_->message);
  }
  try {
    Exchange exchange{*impl_, std::move(stop)};
    return hand_over(call, exchange);
  } catch (const std::exception& error) {
    return Outcome::retry("the connector has failed: " + connect::cleaned(error.what(), impl_->options_.secret));
  }
}

const HttpOptions& HttpConnector::options() const noexcept { return impl_->options_; }

Instant HttpConnector::now() const { return impl_->now(); }

}  // namespace usher
