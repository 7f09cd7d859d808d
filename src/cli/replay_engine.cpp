#include "cli/replay_engine.hpp"

#include <algorithm>
#include <utility>

namespace usher::cli {
namespace {

Options kept(Options options) {
  options.retain = kLongestDuration;
  return options;
}

}  // namespace

ReplayEngine::ReplayEngine(const ReplaySettings& settings, ReplayHooks hooks)
    : settings_(settings), hooks_(std::move(hooks)) {
  ReplayTarget& target = settings_.target;
  if (!target.seed && target.call_time) target.seed = target.call_time->seed();
}

void ReplayEngine::make_queue(const Options& options) {
  const Options chosen = settings_.keep_webinars ? kept(options) : options;
  if (settings_.journal != nullptr) {
    auto opened = ReplayQueue::open(*settings_.journal, chosen);
    if (opened) return static_cast<void>(queue_.emplace(std::move(*opened)));
    fail(opened.error());
  }
  queue_.emplace(chosen);
}

void ReplayEngine::fail(const Error& error) {
  if (!failure_) failure_ = error;
  stopped_ = true;
}

Result<void> ReplayEngine::sync() {
  if (queue_ && !failure_) {
    if (auto synced = queue_->sync(); !synced) fail(synced.error());
  }
  return failure_ ? Result<void>{*failure_} : Result<void>{};
}

const DispatchQueue& ReplayEngine::queue() {
  if (!queue_) make_queue({});
  return queue_->queue();
}

DispatchQueue& ReplayEngine::queue_to_use() {
  if (!queue_) make_queue({});
  return *queue_->by_itself();
}

Result<Fed> ReplayEngine::apply(const Line& line) {
  if (const auto* options = std::get_if<Options>(&line.what)) return apply_options(*options);
  if (const auto* connection = std::get_if<Connection>(&line.what)) return apply_connection(*connection);
  const auto& event = std::get<Event>(line.what);
  advance(line.seen.value_or(at(event)));
  if (stopped_) return Fed::ignored;
  if (!queue_) make_queue({});
  auto fed = queue_->feed(event, now_);
  if (fed && hooks_.taken) hooks_.taken(event);
  return fed;
}

Result<Fed> ReplayEngine::apply_options(const Options& options) {
  if (queue_) {
    return Error{ErrorCode::conflict, "expected the queue line before all others, found it after another", "/type"};
  }
  if (auto checked = check(options); !checked) return std::move(checked).error();
  make_queue(options);
  return Fed::applied;
}

Result<Fed> ReplayEngine::apply_connection(Connection connection) {
  if (settings_.target.max_lead) connection.max_lead = *settings_.target.max_lead;
  if (!queue_) make_queue({});
  // With a journal, to add a connection again is to change it.
  if (settings_.journal != nullptr && said_call_times_.contains(connection.id)) {
    return Error{ErrorCode::duplicate, "expected a connection id that is free, found \"" + connection.id + "\" again",
                 "/id"};
  }
  if (auto added = queue_->add(connection); !added) return std::move(added).error();
  said_call_times_.emplace(connection.id, connection.call_time);
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
    stop();
  }
}

void ReplayEngine::stop() {
  if (stopped_ || !first_arrival_) return;
  settle();
  stopped_ = true;
}

void ReplayEngine::run_before(Instant limit) {
  if (settings_.stop_at) limit = std::min(limit, *settings_.stop_at + Duration{1});
  settle();
  for (auto instant = next_instant(); !stopped_ && instant && *instant < limit; instant = next_instant()) {
    now_ = *instant;
    settle();
  }
}

std::optional<Instant> ReplayEngine::next_instant() const {
  auto instant = queue_ ? queue_->wake_at() : std::nullopt;
  if (!in_flight_.empty() && (!instant || in_flight_.begin()->first.first < *instant)) {
    instant = in_flight_.begin()->first.first;
  }
  return instant;
}

void ReplayEngine::settle() {
  do {
    end_calls();
  } while (start_calls());
}

void ReplayEngine::end_calls() {
  while (!in_flight_.empty() && in_flight_.begin()->first.first <= now_) {
    const Call& call = *in_flight_.begin()->second;
    in_flight_.erase(in_flight_.begin());
    const auto outcomes = hooks_.answer ? hooks_.answer(call) : answer_to(call);
    if (hooks_.ended) hooks_.ended({call, now_, outcomes});
    // Refused only for an answer of the wrong length, which whoever gave it learns from the queue's counters.
    static_cast<void>(queue_->complete(call.id(), outcomes, now_));
  }
}

bool ReplayEngine::start_calls() {
  if (!queue_) make_queue({});
  auto call = queue_->next(now_);
  for (; call && *call != nullptr; call = queue_->next(now_)) {
    in_flight_.emplace(std::pair{now_ + time_of(**call), (*call)->id()}, *call);
  }
  if (!call) fail(call.error());
  return call && !in_flight_.empty() && in_flight_.begin()->first.first <= now_;
}

Duration ReplayEngine::time_of(const Call& call) const {
  const ReplayTarget& target = settings_.target;
  if (target.call_time) return target.call_time->of(call.id(), target.seed.value_or(0));
  const auto said = said_call_times_.find(call.connection());
  return said == said_call_times_.end() ? Duration{0} : said->second;
}

std::vector<Outcome> ReplayEngine::answer_to(const Call& call) const {
  const ReplayTarget& target = settings_.target;
  const bool fails = falls_into(target.fail, call.id(), target.seed.value_or(0));
  return {call.handovers().size(), fails ? Outcome::retry("made to fail by the replay") : Outcome::delivered()};
}

}  // namespace usher::cli
