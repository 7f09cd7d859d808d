// One call to make, what it hands over, and what the host reports of it.
//
//   while (const usher::Call* call = queue.next(clock())) {
//     for (const usher::Handover& handover : call->handovers()) body.push_back(contact_of(handover.profile));
//     const auto outcome = post(call->connection(), body) ? usher::Outcome::delivered() : usher::Outcome::retry();
//     if (auto completed = queue.complete(call->id(), outcome, clock()); !completed) return completed;
//   }
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "usher/audience.hpp"
#include "usher/time.hpp"

namespace usher {

struct Rule;

/// Numbers the calls of a queue in the order of their start, from 1.
enum class CallId : std::uint64_t {};

/// What a call asks of the target.
enum class CallKind {
  transfer,    ///< hand the attendee's data over
  retraction,  ///< take back what an earlier transfer of the same rule has brought (SPEC S17)
};
[[nodiscard]] std::string_view to_string(CallKind kind);

/// One attendee by one rule. Its strings are borrowed from the Call.
struct Handover {
  std::string_view attendee;
  std::string_view profile;  ///< byte for byte as registered, the newest when the call started; empty: none
  std::string_view key;      ///< idempotency key "webinar/rule/attendee/generation"; `/` and `%` inside an id are
                             ///< written %2F and %25. The same for every attempt; a correction is the next generation
  Instant due{};             ///< when the information should be at the target
  Instant decided_at{};      ///< as of when the attendee was decided: the start of the moment's first call for the
                             ///< attendee, or `due` where that is earlier; where the rule moved away with the
                             ///< decision, still that instant, which may then be after the new `due`
  Standing standing{};       ///< what the attendee was then
  std::int32_t attempt = 1;  ///< 1 at the first call
  bool redelivery = false;   ///< a crash has hidden what became of an earlier call with this key: it may have worked
                             ///< (SPEC S27). Never so without a journal
};

/// One interface call of 1 to `batch` handovers of one rule. A view that the queue owns: valid and unchanging until
/// the queue's `complete` for it returns (or the queue is destroyed), whatever is fed meanwhile.
class Call {
 public:
  [[nodiscard]] CallId id() const noexcept { return id_; }
  [[nodiscard]] CallKind kind() const noexcept { return kind_; }
  [[nodiscard]] std::string_view lane() const noexcept { return lane_; }
  [[nodiscard]] std::string_view connection() const noexcept { return connection_; }
  [[nodiscard]] std::string_view webinar() const noexcept { return webinar_; }
  [[nodiscard]] std::string_view rule() const noexcept { return rule_; }
  [[nodiscard]] std::string_view action() const noexcept { return action_; }  ///< the rule's, byte for byte
  [[nodiscard]] Instant started_at() const noexcept { return started_at_; }
  /// Never empty. Due ones in the order of due, then of registration; before due those first whose presence changed
  /// longest ago (SPEC S20).
  [[nodiscard]] std::span<const Handover> handovers() const noexcept { return handovers_; }

 private:
  friend class CallWriter;
  CallId id_{};
  CallKind kind_{};
  Instant started_at_{};
  std::string_view lane_;
  std::shared_ptr<const Rule> definition_;  ///< whose texts the three next view
  std::string_view connection_, rule_, action_;
  std::string webinar_;
  std::vector<Handover> handovers_;
  std::string text_;             ///< the bytes that the handovers' strings view
  std::size_t prefix_size_ = 0;  ///< of the keys, of webinar and rule, with which the text begins
};

/// What the host reports of a call, or of one handover of it (SPEC S23).
struct Outcome {
  enum class Kind {
    delivered,  ///< it is at the target: done
    retry,      ///< it may work later: called again after `delay`, or after exponential backoff without one
    rejected,   ///< the target will never take it: a dead letter
    throttled,  ///< the target wants no calls over this connection before `until`: repeated then, spends no attempt
  };
  Kind kind = Kind::delivered;
  std::optional<Duration> delay{};  ///< Kind::retry only; not negative, 0 means at once
  std::optional<Instant> until{};   ///< Kind::throttled only, and there it must be
  std::string reason{};             ///< the target's words, kept with a dead letter

  [[nodiscard]] static Outcome delivered() { return {}; }
  [[nodiscard]] static Outcome retry(std::string reason = {}) { return {Kind::retry, {}, {}, std::move(reason)}; }
  [[nodiscard]] static Outcome retry_after(Duration delay, std::string reason = {}) {
    return {Kind::retry, delay, {}, std::move(reason)};
  }
  [[nodiscard]] static Outcome rejected(std::string reason) { return {Kind::rejected, {}, {}, std::move(reason)}; }
  [[nodiscard]] static Outcome throttled(Instant until, std::string reason = {}) {
    return {Kind::throttled, {}, until, std::move(reason)};
  }
};

[[nodiscard]] std::string_view to_string(Outcome::Kind kind);

/// How long to wait before the next call of the handover with this key, `attempt` calls having failed (1 or more): 1 s,
/// doubling, at most 10 min, of which up to a half is taken off by a jitter that is a function of key and attempt
/// alone, so that a replay gives the same (SPEC S23).
[[nodiscard]] Duration backoff(std::string_view key, std::int32_t attempt);

}  // namespace usher
