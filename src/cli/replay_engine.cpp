#include "cli/replay_engine.hpp"

#include <algorithm>
#include <utility>

namespace usher::cli {
namespace {

std::vector<Outcome> all_delivered(const Call& call) {
  return std::vector<Outcome>(call.handovers().size());
}

Options kept(Options options) {
  options.retain = kLongestDuration;
  return options;
}

}  // namespace

ReplayEngine::ReplayEngine(const ReplaySettings& settings, ReplayHooks hooks)
    : settings_(settings), hooks_(std::move(hooks)) {
  if (!hooks_.answer) hooks_.answer = all_delivered;
}

DispatchQueue& ReplayEngine::queue() {
  if (!queue_) queue_.emplace(settings_.keep_webinars ? kept({}) : Options{});
  return *queue_;
}

Result<Fed> ReplayEngine::apply(const Line& line) {
  if (const auto* options = std::get_if<Options>(&line.what)) return apply_options(*options);
  if (const auto* connection = std::get_if<Connection>(&line.what)) {
    auto added = queue().add(*connection);
    return added ? Result<Fed>{Fed::applied} : Result<Fed>{std::move(added).error()};
  }
  const auto& event = std::get<Event>(line.what);
  advance(line.seen.value_or(at(event)));
  if (stopped_) return Fed::ignored;
  auto fed = queue().feed(event, now_);
  if (fed && hooks_.taken) hooks_.taken(event);
  return fed;
}

Result<Fed> ReplayEngine::apply_options(const Options& options) {
  if (queue_) {
    return Error{ErrorCode::conflict, "expected the queue line before all others, found it after another", "/type"};
  }
  if (auto checked = check(options); !checked) return std::move(checked).error();
  queue_.emplace(settings_.keep_webinars ? kept(options) : options);
  return Fed::applied;
}

void ReplayEngine::advance(Instant arrival) {
  if (!first_arrival_) {
    first_arrival_ = arrival;
  } else if (arrival > now_) {
    run_before(arrival);
  }
  if (settings_.stop_at && arrival > *settings_.stop_at) {
    finish();
    return;
  }
  now_ = std::max(now_, arrival);
}

void ReplayEngine::finish() {
  if (stopped_ || !first_arrival_) return;
  Instant limit = kLatestInstant + Duration{1};
  if (settings_.keep_webinars) limit = std::min(limit, *first_arrival_ + kLongestDuration);
  if (settings_.stop_at) limit = std::min(limit, *settings_.stop_at + Duration{1});
  if (now_ < limit) run_before(limit);
  if (settings_.stop_at) {
    now_ = std::max(now_, *settings_.stop_at);
    settle();
    stopped_ = true;
  }
}

void ReplayEngine::run_before(Instant limit) {
  if (settings_.stop_at) limit = std::min(limit, *settings_.stop_at + Duration{1});
  settle();
  for (auto instant = next_instant(); instant && *instant < limit; instant = next_instant()) {
    now_ = *instant;
    settle();
  }
}

std::optional<Instant> ReplayEngine::next_instant() const {
  auto instant = queue_ ? queue_->wake_at() : std::nullopt;
  if (!in_flight_.empty() && (!instant || in_flight_.front().ends < *instant)) instant = in_flight_.front().ends;
  return instant;
}

void ReplayEngine::settle() {
  do {
    end_calls();
  } while (start_calls());
}

void ReplayEngine::end_calls() {
  while (!in_flight_.empty() && in_flight_.front().ends <= now_) {
    const Call& call = *in_flight_.front().call;
    in_flight_.pop_front();
    if (hooks_.ended) hooks_.ended(call, now_);
    const auto outcomes = hooks_.answer(call);
    // Refused only for an answer of the wrong length, which whoever gave it learns from the queue's counters.
    static_cast<void>(queue().complete(call.id(), outcomes, now_));
  }
}

bool ReplayEngine::start_calls() {
  while (const Call* call = queue().next(now_)) in_flight_.push_back({call, now_ + settings_.call_time});
  return !in_flight_.empty() && in_flight_.front().ends <= now_;
}

}  // namespace usher::cli
