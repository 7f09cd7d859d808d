#include "connect/exchange.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "connect/answer_table.hpp"
#include "connect/pace.hpp"

namespace usher::connect {
namespace {

using Clock = HttpClient::Clock;

/// libcurl counts in whole milliseconds, and may give up as much before the time of a call is over.
constexpr Duration kSlack{10};

/// Whether an answer, 0 for none, is of the target as a whole, so that the rest of the call need not be tried.
bool is_of_target(int status) {
  const Meaning meaning = meaning_of(status);
  return meaning != Meaning::done && meaning != Meaning::refused;
}

}  // namespace

Exchange::Exchange(Target& target, std::stop_token stop)
    : target_(target), stop_(std::move(stop)), deadline_(Clock::now() + target.options().call_timeout) {}

HttpAnswer Exchange::send(const HttpRequest& request) {
  const auto& pace = target_.options().pace;
  if (!ended_ && (Clock::now() >= deadline_ || stop_.stop_requested())) end_at_limit();
  if (!ended_ && pace && !pace->enter(deadline_, stop_)) end_at_limit();
  if (ended_) return {.outcome = *ended_};
  auto answer = target_.ask(request, deadline_, stop_);
  if (pace) pace->leave();
  if (Clock::now() + kSlack >= deadline_) {
    end_at_limit();
  } else if (is_of_target(answer.status)) {
    ended_ = answer.outcome;
  }
  return answer;
}

bool Exchange::wait(Duration duration) {
  if (ended_) return false;
  std::mutex mutex;
  std::unique_lock lock{mutex};
  std::condition_variable_any never;
  const auto until = std::min(Clock::now() + duration, deadline_);
  never.wait_until(lock, stop_, until, [] { return false; });
  return !stop_.stop_requested() && until < deadline_;
}

void Exchange::end_at_limit() {
  ended_ = stop_.stop_requested() ? Outcome::retry("nobody waits for the call any longer")
                                  : Outcome::retry_after(Duration{0}, "not reached within the time of a call");
}

}  // namespace usher::connect
