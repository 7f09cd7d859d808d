// A handover that a call has carried or is to carry again. What it was decided on does not change any more.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>

#include "decision/rule_state.hpp"
#include "lane/webinar_number.hpp"
#include "usher/call.hpp"

namespace usher::lane {

/// Texts of a handover that its webinar does not have any more.
struct OwnTexts {
  std::shared_ptr<const std::string> webinar;  ///< its id; null while it is there, and with it the attendee's id
  std::string attendee;
  std::string profile;  ///< as called
};

struct Attempt {
  WebinarNumber webinar{};
  std::shared_ptr<const Rule> rule;  ///< as it was at the first call
  Instant due{};
  decision::Decision decision{};
  std::uint64_t order = 0;  ///< of the first start, among all handovers
  Instant give_up_from{};   ///< give_up_after counts from here: due, or when it was resubmitted
  Instant ready_at{};       ///< of the next call
  /// Of a dead letter, and of one that is called again, where the webinar is gone.
  std::shared_ptr<const OwnTexts> texts;
  RuleIndex rule_index{};
  AttendeeIndex attendee{};
  ConnectionIndex connection{};
  CallKind kind{};
  std::int32_t generation = 1;
  std::int32_t attempts = 0;  ///< calls started
  bool throttled = false;     ///< it waits for the end of its connection's throttling
  bool again = false;         ///< it was called before, or is a dead letter that was resubmitted
  bool unknown = false;       ///< an earlier call may have brought it there, which a crash has hidden (S27)
  bool forgotten = false;     ///< its attendee was forgotten while it was out

  [[nodiscard]] bool is_of(WebinarNumber of, RuleIndex by, AttendeeIndex who) const noexcept {
    return std::tie(webinar, rule_index, attendee) == std::tie(of, by, who);
  }
};

/// The retries of one call must be of the same rule and kind, and have the same connection and action.
[[nodiscard]] inline bool batch_together(const Attempt& a, const Attempt& b) noexcept {
  return a.webinar == b.webinar && a.rule_index == b.rule_index && a.connection == b.connection && a.kind == b.kind &&
         (a.rule == b.rule || a.rule->action == b.rule->action);
}

/// Orders attempts by all that those of one call mostly have in common: not by who each is of, what they were then, the
/// place in the order, or when it is ready.
struct AlikeOrder {
  [[nodiscard]] bool operator()(const Attempt& a, const Attempt& b) const noexcept {
    const auto common = [](const Attempt& of) {
      return std::tie(of.decision.decided_at, of.due, of.webinar, of.rule_index, of.rule, of.connection, of.kind,
                      of.generation, of.attempts, of.give_up_from, of.throttled, of.unknown, of.texts);
    };
    return common(a) < common(b);
  }
};

}  // namespace usher::lane
