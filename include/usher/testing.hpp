// A virtual host, for your own unit tests: it drives a queue through virtual time, makes every call take `call_time`,
// answers as you say, and keeps a record. No clock, no thread, no test framework.
//
//   usher::DispatchQueue queue;
//   usher::VirtualHost host{queue};                                // add connections to the queue as usual
//   for (const usher::Event& event : evening) CHECK(host.feed(event));   // each arrives at its own `at`
//   CHECK(host.run());                                             // until nothing is left
//   CHECK(host.handed_over("launch", "missed") == std::vector<std::string>{"bob"});
//
// At one instant come first the events, then the completions in the order of their start, then the calls that can
// start: what `usher replay` does, too.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/dispatch_queue.hpp"

namespace usher {

/// One call of one handover that has ended. Owns everything.
struct FinishedHandover {
  CallId call{};
  CallKind kind{};
  std::string webinar, rule, attendee, connection, key, action, profile;
  Instant due{}, decided_at{}, started_at{}, finished_at{};
  std::int32_t attempt = 1;
  Standing standing{};
  Outcome outcome{};
};

/// Borrows the queue, which must outlive it and be driven by nobody else meanwhile. Not thread-safe.
class VirtualHost {
 public:
  /// What the target says to one handover of a call that ends.
  using Answer = std::function<Outcome(const Call&, const Handover&)>;
  /// How many calls `run` and the others make before they give in; an answer that resubmits for ever would not end.
  static constexpr std::size_t kMostCalls = 10'000'000;

  explicit VirtualHost(DispatchQueue& queue) : queue_(queue) {}

  /// How long calls that start from now on take; not negative. Default: no time at all.
  void set_call_time(Duration call_time) { call_time_ = std::max(call_time, Duration{0}); }
  /// Default: everything is delivered. Asked when a call ends.
  void set_answer(Answer answer) { answer_ = std::move(answer); }

  /// Runs up to the event's arrival, which is its `at` unless you name another, and feeds it then; what can start at
  /// that instant starts with the next `feed` of a later one or `run`. Errors: as DispatchQueue::feed.
  Result<Fed> feed(const Event& event) { return feed(event, at(event)); }
  Result<Fed> feed(const Event& event, Instant arrival) {
    run_before(arrival);
    now_ = std::max(now(), arrival);
    return queue_.feed(event, now_);
  }

  /// Everything up to and at `instant` happens, and it is that late. False where kMostCalls was reached.
  bool run_until(Instant instant) {
    const bool finished = run_before(instant + Duration{1});
    now_ = std::max(now(), instant);
    return finished;
  }
  /// Until no call is out and only an event could bring work. False where kMostCalls was reached.
  bool run() { return run_before(Instant::max()); }

  [[nodiscard]] Instant now() const { return std::max(now_, queue_.now()); }
  /// Calls that are out now; at most one per lane.
  [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_.size(); }

  /// What has ended so far, in the order of its end; within a call in the order of its handovers.
  [[nodiscard]] const std::vector<FinishedHandover>& finished() const noexcept { return finished_; }
  /// Whom a rule's target has in the end: delivered, and not taken back since; in the order of delivery.
  [[nodiscard]] std::vector<std::string> handed_over(std::string_view webinar, std::string_view rule) const {
    std::vector<std::string> attendees;
    for (const FinishedHandover& one : finished_) {
      const bool delivered = one.outcome.kind == Outcome::Kind::delivered;
      if (!delivered || one.webinar != webinar || one.rule != rule) continue;
      if (one.kind == CallKind::transfer) attendees.push_back(one.attendee);
      if (one.kind == CallKind::retraction) std::erase(attendees, one.attendee);
    }
    return attendees;
  }

 private:
  bool run_before(Instant limit) {
    bool finished = now() >= limit || settle();
    for (auto next = next_instant(); finished && next && *next < limit; next = next_instant()) {
      now_ = std::max(now(), *next);
      finished = settle();
    }
    return finished;
  }

  [[nodiscard]] std::optional<Instant> next_instant() const {
    auto next = queue_.wake_at();
    if (!in_flight_.empty() && (!next || in_flight_.begin()->first.first < *next)) {
      next = in_flight_.begin()->first.first;
    }
    return next;
  }

  /// All that happens at this instant. Calls that take no time end and make room for others.
  bool settle() {
    const Instant instant = now();
    const auto ends_now = [&] { return !in_flight_.empty() && in_flight_.begin()->first.first <= instant; };
    do {
      while (ends_now()) end_first(instant);
      while (calls_ < kMostCalls) {
        const Call* const call = queue_.next(instant);
        if (call == nullptr) break;
        ++calls_;
        in_flight_.emplace(std::pair{instant + call_time_, call->id()}, call);
      }
    } while (ends_now());
    return calls_ < kMostCalls;
  }

  void end_first(Instant instant) {
    const Call& call = *in_flight_.begin()->second;
    in_flight_.erase(in_flight_.begin());
    std::vector<Outcome> outcomes;
    for (const Handover& handover : call.handovers()) {
      Outcome outcome = answer_ ? answer_(call, handover) : Outcome::delivered();
      if (outcome.delay) outcome.delay = std::clamp(*outcome.delay, Duration{0}, kLongestDuration);
      outcomes.push_back(outcome);
      finished_.push_back({call.id(), call.kind(), std::string{call.webinar()}, std::string{call.rule()},
                           std::string{handover.attendee}, std::string{call.connection()}, std::string{handover.key},
                           std::string{call.action()}, std::string{handover.profile}, handover.due, handover.decided_at,
                           call.started_at(), instant, handover.attempt, handover.standing, std::move(outcome)});
    }
    // One outcome for each handover of a call in flight is what `complete` takes.
    static_cast<void>(queue_.complete(call.id(), outcomes, instant));
  }

  DispatchQueue& queue_;
  Duration call_time_{0};
  Answer answer_;
  Instant now_ = kEarliestInstant;
  std::map<std::pair<Instant, CallId>, const Call*> in_flight_;  ///< by end, then by start
  std::vector<FinishedHandover> finished_;
  std::size_t calls_ = 0;
};

}  // namespace usher
