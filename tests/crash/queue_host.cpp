#include "queue_host.hpp"

#include <algorithm>

namespace usher::crash {
namespace {

using namespace std::chrono_literals;

constexpr int kPatience = 5;  // failures
constexpr int kMostTurns = 5'000;

Entry entry_of(const Call& call, const std::vector<Outcome>& outcomes) {
  Entry entry{.kind = Entry::Kind::handed_out,
              .now = call.started_at(),
              .call = static_cast<std::uint64_t>(call.id()),
              .lane = std::string{call.lane()},
              .connection = std::string{call.connection()}};
  entry.retraction = call.kind() == CallKind::retraction;
  for (std::size_t each = 0; each < outcomes.size(); ++each) {
    const Handover& one = call.handovers()[each];
    entry.given.push_back({std::string{one.key}, one.due, one.decided_at,
                           static_cast<std::uint8_t>(one.standing.bits()), one.attempt, one.redelivery,
                           outcomes[each].kind});
  }
  return entry;
}

}  // namespace

Result<void> QueueHost::live(Journal& journal, const Look& at_the_beginning, const Look& at_the_end) {
  flights_.clear();
  auto queue = JournaledQueue::open(journal, scenario_.options);
  if (!queue) return queue.error();
  at_the_beginning(*queue);
  for (const Connection& connection : scenario_.connections)
    if (auto added = queue->add(connection); !added) return added;
  const std::string& position = queue->source_position();
  told_ = position.empty() ? 0 : std::stoull(position) + 1;
  if (auto done = go_on(*queue); !done) return done;
  at_the_end(*queue);
  return {};
}

Result<void> QueueHost::go_on(JournaledQueue& queue) {
  for (int turns = 0; turns < kMostTurns; ++turns) {
    behind_ = false;
    if (auto done = turn(queue); !done) return done;
    const auto next = next_instant(queue);
    if (next) {
      now_ = std::max(now_, *next);
      continue;
    }
    const auto synced = queue.sync();
    if (synced) return {};
    if (auto done = failed(synced.error()); !done) return done;
  }
  return Error{ErrorCode::invalid, "expected an end of the evening, found always one more instant", ""};
}

Result<void> QueueHost::turn(JournaledQueue& queue) {
  if (auto done = hear(queue); !done) return done;
  if (auto done = report(queue); !done) return done;
  return make_calls(queue);
}

Result<void> QueueHost::hear(JournaledQueue& queue) {
  for (; told_ < scenario_.told.size() && scenario_.told[told_].seen <= now_; ++told_) {
    const Told& told = scenario_.told[told_];
    if (auto done = told.forget ? forget(queue, told) : feed(queue, told); !done) return done;
    if (fed_ < scenario_.sync_every) continue;
    fed_ = 0;
    if (auto synced = queue.sync(); !synced)
      if (auto done = failed(synced.error()); !done) return done;
  }
  return {};
}

Result<void> QueueHost::feed(JournaledQueue& queue, const Told& told) {
  if (!trace_->before(Step::event_fed)) return machine_stopped();
  auto fed = queue.feed(property::event_of(told.happening), now_, std::to_string(told_));
  if (!fed) return std::move(fed).error();
  ++fed_;
  trace_->did(Step::event_fed);
  return {};
}

/// Somebody who is forgotten already is unknown: it may have been done before the machine stopped.
Result<void> QueueHost::forget(JournaledQueue& queue, const Told& told) {
  Entry entry{.kind = Entry::Kind::forgetting, .now = now_};
  entry.person = told.happening.webinar + "/" + told.happening.attendee;
  tell_(entry);
  const auto done = queue.forget(told.happening.webinar, told.happening.attendee, now_);
  if (!done && done.error().code != ErrorCode::unknown) return failed(done.error());
  entry.kind = Entry::Kind::forgotten;
  tell_(entry);
  return {};
}

Result<void> QueueHost::report(JournaledQueue& queue) {
  for (auto flight = flights_.begin(); flight != flights_.end();) {
    if (flight->second.until > now_) {
      ++flight;
      continue;
    }
    if (!trace_->before(Step::outcome_reported)) return machine_stopped();
    tell_({.kind = Entry::Kind::reported, .now = now_, .call = flight->first});
    if (auto done = queue.complete(CallId{flight->first}, flight->second.outcomes, now_); !done) return done;
    trace_->did(Step::outcome_reported);
    flight = flights_.erase(flight);
  }
  return {};
}

Result<void> QueueHost::make_calls(JournaledQueue& queue) {
  while (true) {
    auto call = queue.next(now_);
    if (!call) return failed(call.error());
    if (*call == nullptr) return {};
    take(**call);
  }
}

void QueueHost::take(const Call& call) {
  trace_->did(Step::call_handed_out);
  Flight flight{now_ + scenario_.call_time, {}};
  for (const Handover& handover : call.handovers()) flight.outcomes.push_back(scenario_.answer(call, handover));
  tell_(entry_of(call, flight.outcomes));
  flights_.emplace(static_cast<std::uint64_t>(call.id()), std::move(flight));
}

Result<void> QueueHost::failed(const Error& error) {
  if (!mend_ || error.code != ErrorCode::unavailable) return error;
  behind_ = true;
  if (++failures_ % kPatience == 0) mend_();
  return {};
}

std::optional<Instant> QueueHost::next_instant(const JournaledQueue& queue) const {
  std::optional<Instant> next = queue.wake_at();
  const auto consider = [&](Instant instant) {
    if (!next || instant < *next) next = instant;
  };
  if (told_ < scenario_.told.size()) consider(scenario_.told[told_].seen);
  for (const auto& [call, flight] : flights_) consider(flight.until);
  if (behind_) consider(now_ + 1s);
  return next;
}

}  // namespace usher::crash
