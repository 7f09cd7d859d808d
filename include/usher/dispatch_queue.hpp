// The core: a pure, deterministic state machine. Feed it events and the time; it answers with the next call to make,
// or with the instant at which to ask again. No clock, thread, file, socket or random device.
//
//   usher::DispatchQueue queue{options};
//   if (auto added = queue.add({.id = "getresponse"}); !added) return added;
//   if (auto fed = queue.feed(event, clock()); !fed) log(fed.error().message);
//   while (const usher::Call* call = queue.next(clock())) {
//     if (auto completed = queue.complete(call->id(), make_the_call(*call), clock()); !completed) return completed;
//   }
//   if (auto at = queue.wake_at()) wait_until(*at);   // or until an event
//
// Every entry takes `now`; a `now` smaller than an earlier one counts as that one. Not thread-safe: one thread at a
// time. Every function that can be refused leaves the queue as it was when it is, save that `now` has come.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "usher/attendee_handle.hpp"
#include "usher/call.hpp"
#include "usher/connection.hpp"
#include "usher/dead_letter.hpp"
#include "usher/event.hpp"
#include "usher/explanation.hpp"
#include "usher/options.hpp"
#include "usher/plan.hpp"
#include "usher/result.hpp"
#include "usher/time.hpp"

namespace usher {

/// What a queue has seen and done since it was made, or first made where a journal has brought it back (but for
/// `refused`); each only grows, but for the last three.
struct Counters {
  std::uint64_t applied = 0, late = 0, ahead = 0, duplicate = 0, ignored = 0, refused = 0;  ///< events, by answer
  std::uint64_t unpaired_leaves = 0;  ///< leaves that found no join when they were applied
  std::uint64_t calls = 0;            ///< started
  std::uint64_t delivered = 0, retried = 0, rejected = 0, gave_up = 0, cancelled = 0, throttled = 0;  ///< handovers
  std::uint64_t decided_early = 0;  ///< attendees of moments, decided before due
  std::uint64_t retractions = 0;    ///< handovers of that kind, called for the first time
  std::uint64_t corrections = 0;    ///< handovers of a second or later generation, retractions included
  std::uint64_t differences = 0;  ///< by rules that do not correct: called and, as of due, wrong; or the reverse (S17)
  std::uint64_t webinars_freed = 0;
  std::uint64_t webinars = 0;      ///< held now
  std::uint64_t in_flight = 0;     ///< calls out now
  std::uint64_t dead_letters = 0;  ///< listed now
};

/// A handover whose instant has come and that is not finished.
struct PendingHandover {
  enum class State { waiting, in_flight, retrying };
  std::string webinar, rule, attendee, connection;
  CallKind kind{};
  Instant due{};
  State state{};
  std::int32_t attempts = 0;                 ///< calls made so far, the one in flight included
  std::optional<Instant> retry_at{};         ///< State::retrying
  std::optional<Instant> in_flight_since{};  ///< State::in_flight
};

class DispatchQueue {
 public:
  /// Options that do not pass check(options) are replaced by the nearest that do (a negative duration by zero).
  explicit DispatchQueue(const Options& options = {});
  ~DispatchQueue();
  DispatchQueue(DispatchQueue&&) noexcept;
  DispatchQueue& operator=(DispatchQueue&&) noexcept;
  DispatchQueue(const DispatchQueue&) = delete;
  DispatchQueue& operator=(const DispatchQueue&) = delete;

  /// Makes a connection known. Errors: invalid, duplicate, limit.
  Result<void> add(const Connection& connection);
  /// Gives one that is known other settings, for what it calls from now on; its lane stays. Errors: invalid, unknown,
  /// conflict (another lane).
  Result<void> change(const Connection& connection);

  /// Tells what happened. O(1) for joins and leaves in order; a late one costs that attendee's history, a change of
  /// the webinar everybody's. Errors: invalid, unknown, duplicate, conflict, too_far_ahead, limit.
  Result<Fed> feed(const Event& event, Instant now);
  /// Many at once, in order; each has its own answer.
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const Event> events, Instant now);

  /// Looks up an attendee who was named before, in order to feed without a text. Errors: unknown.
  [[nodiscard]] Result<AttendeeHandle> find_attendee(std::string_view webinar, std::string_view attendee) const;
  /// AttendeeJoined or AttendeeLeft, of the unnamed session. Errors: unknown (the handle's webinar or attendee is
  /// gone), invalid, too_far_ahead, limit.
  Result<Fed> feed(const AttendeeMove& move, Instant now);
  /// The same, said in words.
  Result<Fed> joined(AttendeeHandle attendee, Instant happened, Instant now);
  Result<Fed> left(AttendeeHandle attendee, Instant happened, Instant now);
  /// Many of them at once, in order; each has its own answer. What tells of many people costs least in this way: the
  /// memory brings the next while one is told of.
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const AttendeeMove> moves, Instant now);

  /// The next call to make, or nullptr where there is none now: of all lanes without a call in flight the one whose
  /// planned start is earliest, ties by lane id. Calls start before due, so as to be done when due (SPEC S19). The call
  /// is in flight until `complete`. O(1) where there is nothing to do, else O(log lanes).
  [[nodiscard]] const Call* next(Instant now);
  /// The same for one lane; nullptr also for a lane nobody has named.
  [[nodiscard]] const Call* next(std::string_view lane, Instant now);

  /// Reports a call: one outcome for all its handovers, or one for each in their order.
  /// Errors: unknown (no such call in flight), invalid (a wrong number of outcomes, a negative delay, `throttled`
  /// without an instant).
  Result<void> complete(CallId call, const Outcome& outcome, Instant now);
  Result<void> complete(CallId call, std::span<const Outcome> outcomes, Instant now);

  /// When to ask `next` again, later than the last `now`. Empty: only an event or a completion brings work. There may
  /// be nothing to call then: by itself a moment wakes up to three times, whether it has anybody or not. When it comes
  /// into view, 2 x max_lead before due (an attendee's own: max_lead), so that its calls are counted and their start is
  /// planned; at that start; and when it is due.
  [[nodiscard]] std::optional<Instant> wake_at() const;

  /// No calls over a connection until it is resumed; one in flight finishes. Its handovers wait and spend no attempt;
  /// the lane serves other connections. Resuming also ends a throttling and a suspension. Errors: unknown.
  Result<void> pause(std::string_view connection, Instant now);
  Result<void> resume(std::string_view connection, Instant now);
  [[nodiscard]] std::vector<ConnectionStatus> connections() const;  ///< in the order in which they were added

  /// Everything that is to come and known, in the order of due: what is planned for when, and what will be late, before
  /// the webinar has started. At most `most`. O(moments x attendees / 64).
  [[nodiscard]] std::vector<PlannedMoment> plan(Instant now, std::size_t most = 10'000);

  /// Takes one attendee out of one rule, whether due already or not, retries included. Errors: unknown; conflict (in
  /// flight, or called already and finished, or cancelled already).
  Result<void> cancel(std::string_view webinar, std::string_view rule, std::string_view attendee, Instant now);

  /// What is due and not finished, in no particular order of lanes: at most `most`.
  [[nodiscard]] std::vector<PendingHandover> pending(std::size_t most = 1000) const;
  [[nodiscard]] std::vector<DeadLetter> dead_letters() const;  ///< in the order in which they died
  /// Puts a dead letter back to work, at once, with a fresh count of attempts. Errors: unknown.
  Result<void> resubmit(std::string_view key, Instant now);
  /// Takes a dead letter off the list. Errors: unknown.
  Result<void> forget_dead_letter(std::string_view key);

  /// Removes a person from a webinar and from its dead letters, pending work included, as if never heard of; a call
  /// that is out finishes (SPEC S28). O(attendees). Errors: unknown.
  Result<void> forget(std::string_view webinar, std::string_view attendee, Instant now);

  /// Whom a webinar's rule would take if it were due at `now`, in the order of registration; nobody twice, so without
  /// those it has taken. O(attendees). Errors: unknown.
  [[nodiscard]] Result<std::vector<std::string>> preview(std::string_view webinar, std::string_view rule, Instant now);
  /// Why somebody was, will be or will not be handed over, as of the last `now`. Errors: unknown.
  [[nodiscard]] Result<Explanation> explain(std::string_view webinar, std::string_view rule,
                                            std::string_view attendee) const;
  [[nodiscard]] Counters counters() const;
  [[nodiscard]] Instant now() const;  ///< the latest that an entry has been given; kEarliestInstant before the first

  /// For a journal: usher/keeping.hpp.
  class Keeping;
  [[nodiscard]] Keeping keeping();

  /// For tests: the first thing inside that contradicts another, or empty. O(everything).
  [[nodiscard]] std::string check_invariants() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace usher
