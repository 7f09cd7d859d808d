// A handover that a call has carried or is to carry again. What it was decided on does not change any more.
#pragma once

#include <cstdint>
#include <memory>
#include <tuple>

#include "decision/rule_state.hpp"
#include "lane/webinar_number.hpp"
#include "usher/call.hpp"
#include "usher/dead_letter.hpp"

namespace usher::lane {

struct Attempt {
  WebinarNumber webinar{};
  RuleIndex rule_index{};
  AttendeeIndex attendee{};
  std::shared_ptr<const Rule> rule;  ///< as it was at the first call
  ConnectionIndex connection{};
  CallKind kind{};
  std::int32_t generation = 1;
  Instant due{};
  decision::Decision decision{};
  std::int32_t attempts = 0;  ///< calls started
  std::uint64_t order = 0;    ///< of the first start, among all handovers
  Instant give_up_from{};     ///< give_up_after counts from here: due, or when it was resubmitted
  Instant ready_at{};         ///< of the next call
  bool throttled = false;     ///< it waits for the end of its connection's throttling
  bool again = false;         ///< it was called before, or is a dead letter that was resubmitted
  bool unknown = false;       ///< an earlier call may have brought it there, which a crash has hidden (S27)
  bool forgotten = false;     ///< its attendee was forgotten while it was out
  bool held = true;           ///< its webinar waits for it to end; false where that is gone
  /// Where the handover is or was a dead letter: all of its texts, since the webinar may be gone.
  std::shared_ptr<const DeadLetter> letter;

  [[nodiscard]] bool is_of(WebinarNumber of, RuleIndex by, AttendeeIndex who) const noexcept {
    return std::tie(webinar, rule_index, attendee) == std::tie(of, by, who);
  }
};

/// The retries of one call must be of the same rule and kind, and have the same connection and action.
[[nodiscard]] inline bool batch_together(const Attempt& a, const Attempt& b) noexcept {
  return a.webinar == b.webinar && a.rule_index == b.rule_index && a.connection == b.connection && a.kind == b.kind &&
         (a.rule == b.rule || a.rule->action == b.rule->action);
}

}  // namespace usher::lane
