// What keeps one connection of the naive model from being called: spacing, throttling, suspension, the host
// (SPEC S22, S23b-S23d).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "hard_cases.hpp"
#include "usher/call.hpp"
#include "usher/connection.hpp"

namespace usher::property {

class NaiveConnection {
 public:
  static constexpr std::int32_t kFailuresToSuspend = 3;

  explicit NaiveConnection(const Connection& settings) : settings_(settings) {}

  [[nodiscard]] const Connection& settings() const noexcept { return settings_; }
  [[nodiscard]] bool open(Instant now) const { return !paused_ && open_at() <= now; }
  /// From when on it may be called, the host's pause aside.
  [[nodiscard]] Instant open_at() const;
  [[nodiscard]] bool paused() const noexcept { return paused_; }
  [[nodiscard]] bool suspended() const noexcept { return suspends_ && failures_ >= kFailuresToSuspend; }
  [[nodiscard]] bool throttled(Instant now) const { return now < throttled_until_; }
  /// Without the mean of the calls' times, which is the planner's.
  [[nodiscard]] ConnectionStatus status(Instant now) const;
  /// A suspended connection is probed with one handover.
  [[nodiscard]] std::size_t batch() const { return suspended() ? 1 : static_cast<std::size_t>(settings_.batch); }

  void started(Instant now) { last_start_ = now; }
  /// One outcome for each handover.
  void completed(const std::vector<Outcome>& outcomes, Instant now, HardCases& cases);
  void pause() { paused_ = true; }
  void resume();
  void never_suspend() { suspends_ = false; }

 private:
  Connection settings_;
  std::optional<Instant> last_start_{};
  Instant throttled_until_ = kEarliestInstant;
  Instant probe_at_ = kEarliestInstant;  ///< while suspended
  std::int32_t failures_ = 0;            ///< calls in a row of which every handover was `retry`
  std::uint64_t calls_ = 0;              ///< completed
  bool paused_ = false;
  bool suspends_ = true;
};

}  // namespace usher::property
