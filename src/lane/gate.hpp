// What keeps a connection from being called now: the spacing between calls (S22), a target that wants a pause (S23b),
// a target that answers nothing but "later" (S23c), and the host (S23d).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

#include "usher/connection.hpp"

namespace usher::lane {

class Gate {
 public:
  /// A call starts.
  void start(Instant now, Duration spacing) noexcept { spaced_until_ = now + spacing; }
  /// A call has ended; every one of its handovers is to be repeated. `connection` is its id, from which the steps of
  /// the backoff are derived.
  void fail(Instant now, std::string_view connection);
  /// A call has ended in another way.
  void answer() noexcept {
    failures_ = 0;
    suspended_until_ = kEarliestInstant;
  }
  void throttle(Instant until) noexcept { throttled_until_ = std::max(throttled_until_, until); }
  void pause() noexcept { paused_ = true; }
  void resume() noexcept {
    paused_ = false;
    throttled_until_ = kEarliestInstant;
    answer();
  }

  /// Since when, or from when on, a call may start; none while the host has paused it.
  [[nodiscard]] std::optional<Instant> opens_at() const noexcept {
    return paused_ ? std::nullopt : std::optional{opens_unless_paused()};
  }
  /// The same of one that is not paused.
  [[nodiscard]] Instant opens_unless_paused() const noexcept {
    return std::max(spaced_until_, std::max(throttled_until_, suspended_until_));
  }
  [[nodiscard]] bool open(Instant now) const noexcept { return !paused_ && opens_unless_paused() <= now; }
  /// Only a probe may be called, if anything.
  [[nodiscard]] bool suspended() const noexcept { return suspended_until_ != kEarliestInstant; }
  /// The lane may plan for its handovers.
  [[nodiscard]] bool plannable() const noexcept { return !paused_ && !suspended(); }
  [[nodiscard]] ConnectionState state(Instant now) const noexcept;
  /// ConnectionStatus::until.
  [[nodiscard]] std::optional<Instant> until(Instant now) const noexcept;
  [[nodiscard]] std::int32_t failures() const noexcept { return failures_; }

  /// All that a gate knows, to be kept and given back.
  struct State {
    Instant spaced_until = kEarliestInstant;
    Instant throttled_until = kEarliestInstant;
    std::optional<Instant> suspended_until{};
    std::int32_t failures = 0;
    bool paused = false;
  };
  [[nodiscard]] State kept() const noexcept {
    return {spaced_until_, throttled_until_, suspended() ? std::optional{suspended_until_} : std::nullopt, failures_,
            paused_};
  }
  void restore(const State& kept) noexcept {
    spaced_until_ = kept.spaced_until;
    throttled_until_ = kept.throttled_until;
    suspended_until_ = kept.suspended_until.value_or(kEarliestInstant);
    failures_ = kept.failures;
    paused_ = kept.paused;
  }

 private:
  Instant spaced_until_ = kEarliestInstant;
  Instant throttled_until_ = kEarliestInstant;
  Instant suspended_until_ = kEarliestInstant;  ///< that one: not suspended
  std::int32_t failures_ = 0;
  bool paused_ = false;
};

}  // namespace usher::lane
