#include "connect/target.hpp"

#include <algorithm>

#include "connect/answer_table.hpp"
#include "connect/clean.hpp"

namespace usher::connect {

Instant RefusalPause::refused(Instant now) {
  const std::lock_guard lock{mutex_};
  if (now < until_) return until_;
  pause_ = pause_ == Duration{0} ? kFirstRefusalPause : std::min<Duration>(pause_ * 2, kLongestRefusalPause);
  until_ = now + pause_;
  return until_;
}

void RefusalPause::accepted() {
  const std::lock_guard lock{mutex_};
  pause_ = Duration{0};
  until_ = {};
}

Target::Target(std::string name, const TargetUrl& url, HttpOptions options)
    : name_(std::move(name)), options_(std::move(options)), client_(url, options_) {}

Instant now_of(const HttpOptions& options) {
  return options.clock ? options.clock() : std::chrono::floor<Duration>(std::chrono::system_clock::now());
}

HttpAnswer Target::ask(const HttpRequest& request, HttpClient::Clock::time_point deadline,
                       const std::stop_token& stop) {
  auto reply = client_.perform(request, deadline, stop);
  HttpAnswer answer{
      .status = reply.status, .body = std::move(reply.body), .headers = std::move(reply.headers), .outcome = {}};
  if (reply.failure.empty()) {
    answer.outcome = outcome_of(answer, request);
  } else {
    answer.status = 0;
    answer.outcome = Outcome::retry(name_ + " " + reply.failure);
  }
  return answer;
}

std::string Target::reason(const HttpAnswer& answer, const HttpRequest& request) const {
  std::string reason = name_ + " answered " + std::to_string(answer.status);
  if (!request.path.empty()) reason += " to " + request.method + " " + request.path.substr(0, request.path.find('?'));
  const auto said = cleaned(message_in(answer.body), options_.secret);
  return said.empty() ? reason : reason + ": " + said;
}

Outcome Target::outcome_of(const HttpAnswer& answer, const HttpRequest& request) {
  const Meaning meaning = meaning_of(answer.status);
  if (meaning != Meaning::credentials) refusal_.accepted();
  if (meaning == Meaning::done) return Outcome::delivered();
  const auto why = reason(answer, request);
  const Instant now = now_of(options_);
  const auto pause = asked_pause(answer.headers, answer.body, now);
  switch (meaning) {
    case Meaning::refused:
      return Outcome::rejected(why);
    case Meaning::redirect:
      return Outcome::retry(why + ": a redirect, which is not followed");
    case Meaning::busy:
      return Outcome::throttled(now + pause.value_or(kPauseUnsaid), why);
    case Meaning::credentials:
      return Outcome::throttled(refusal_.refused(now), "the target refuses our credentials: " + why);
    case Meaning::done:
    case Meaning::again:
      break;
  }
  return pause ? Outcome::retry_after(*pause, why) : Outcome::retry(why);
}

}  // namespace usher::connect
