// What a host and its journal were doing when the machine stopped: the steps of S26, and the points between them at
// which a test stops it.
//
//   Trace trace{7};                                  // stops at the seventh point
//   if (!trace.before(Step::event_fed)) return;      // it is that one
//   queue.feed(...); trace.did(Step::event_fed);
//   tally.add(trace);                                // stopped after what, before what
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "usher/result.hpp"

namespace usher::crash {

enum class Step : std::uint8_t {
  event_fed,
  events_written,
  intent_written,  ///< of a call, before it is handed out
  planes_written,
  claim_written,
  call_handed_out,
  outcome_reported,
  outcome_written,
  rows_dropped,  ///< with the checkpoint that takes their place
  person_forgotten,
  count_,
};
inline constexpr std::size_t kSteps = static_cast<std::size_t>(Step::count_);
[[nodiscard]] const char* name_of(Step step);

/// One write may be several steps at once.
class Steps {
 public:
  Steps() = default;
  Steps(Step step) : bits_(1U << static_cast<unsigned>(step)) {}
  void add(Steps others) { bits_ |= others.bits_; }
  [[nodiscard]] bool has(Step step) const { return (bits_ >> static_cast<unsigned>(step) & 1U) != 0; }
  [[nodiscard]] bool none() const { return bits_ == 0; }
  [[nodiscard]] std::vector<Step> all() const;

 private:
  unsigned bits_ = 0;
};

class Trace {
 public:
  /// 0: never.
  explicit Trace(std::uint64_t stop_at = 0) : stop_at_(stop_at) {}

  /// A point: false where the machine stops here.
  [[nodiscard]] bool before(Steps steps);
  /// A point within a write.
  [[nodiscard]] bool within(Steps steps);
  void did(Steps steps);

  [[nodiscard]] std::uint64_t points() const { return points_; }
  [[nodiscard]] bool stopped() const { return stop_at_ != 0 && points_ >= stop_at_; }
  [[nodiscard]] Steps last() const { return last_; }
  [[nodiscard]] Steps next() const { return next_; }
  [[nodiscard]] bool inside() const { return inside_; }
  [[nodiscard]] std::string description() const;

 private:
  std::uint64_t stop_at_;
  std::uint64_t points_ = 0;
  Steps last_, next_;
  bool inside_ = false;  ///< of `next_`
};

/// What is refused from then on.
[[nodiscard]] inline Error machine_stopped() {
  return {ErrorCode::unavailable, "the machine has stopped", ""};
}

/// How often a crash came where.
class Tally {
 public:
  void add(const Trace& trace);
  void add(const Tally& other);
  /// Steps before, within or after which there was no crash, with a line feed each.
  [[nodiscard]] std::string never_met() const;
  [[nodiscard]] std::string table() const;

 private:
  std::array<std::uint64_t, kSteps> before_{}, within_{}, after_{};
  std::map<std::pair<Step, Step>, std::uint64_t> between_;
};

}  // namespace usher::crash
