// The cases that make deciding hard, and how often a run has met each. A property that never met one proves nothing
// about it, so a count of zero fails the test.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace usher::property {

enum class HardCase : std::size_t {
  several_sessions,
  late_event,
  future_dated_event,
  repeated_event,
  reversed_event,
  same_instant_pair,
  stay_of_no_length,
  rejoin_without_leave,
  leave_without_join,
  walk_in_registered,
  walk_in_ignored,
  registered_again,
  registered_anew,
  unregistered,
  unregistered_while_pending,
  moved,
  edited,
  rule_removed,
  rule_came_back,
  audience_edited,
  moved_after_due_when_decided,
  moved_before_due_when_decided,
  moved_after_due_while_waiting,
  waiting_ended_by_late_event,
  moved_after_due_when_left_out,
  moment_opened_again,
  late_for_a_closed_moment,
  decision_taken_along_called,
  webinar_cancelled,
  cancelled_while_pending,
  live_started,
  live_overrun,
  live_ended_early,
  automated_started,
  automated_ended,
  marker,
  marker_again,
  superseded_event,
  late_rule_skipped,
  late_rule_at_once,
  late_person_at_once,
  negative_offset_of_live_start,
  anchor_registered_called,
  anchor_joined_called,
  anchor_participated_called,
  percent_0_called,
  percent_100_called,
  watched_called,
  presence_exactly_at_start,
  presence_exactly_at_mark,
  presence_exactly_at_end,
  presence_exactly_at_due,
  called_late,
  called_beyond_64_attendees,
  called_beyond_128_attendees,
  batch_of_several,
  batch_of_several_dues,
  retries_in_one_batch,
  several_lanes_in_flight,
  one_attendee_over_two_lanes,
  outcomes_mixed,
  retried,
  retried_after_delay,
  rejected,
  gave_up,
  resubmitted,
  handover_cancelled,
  webinar_freed,
  refused_unknown,
  refused_duplicate,
  refused_conflict,
  refused_too_far_ahead,
  refused_invalid,
  now_went_back,
  suspended,
  probe_failed,
  probe_ended_suspension,
  throttled,
  throttled_again,
  gave_up_throttled,
  paused,
  resumed_while_throttled,
  resumed_while_suspended,
  kept_by_spacing,
  kept_by_throttling,
  kept_by_suspension,
  kept_by_pause,
  served_past_one_kept,
  retraction_called,
  transfer_after_retraction,
  missing_one_made,
  wrong_one_dropped,
  retry_dropped_for_correction,
  corrected_without_an_instant,
  moved_pair_corrected,
  corrections_in_one_batch,
  correction_out_of_time,
  truth_changed_in_flight,
  dead_letter_not_corrected,
  difference_missing,
  difference_wrong,
  count_,
};

inline constexpr std::size_t kHardCases = static_cast<std::size_t>(HardCase::count_);

/// "moved before due when decided".
[[nodiscard]] std::string name_of(HardCase hard_case);

class HardCases {
 public:
  void met(HardCase hard_case) noexcept { ++counts_[static_cast<std::size_t>(hard_case)]; }
  [[nodiscard]] std::uint64_t count(HardCase hard_case) const noexcept {
    return counts_[static_cast<std::size_t>(hard_case)];
  }
  void add(const HardCases& other) noexcept {
    for (std::size_t each = 0; each < kHardCases; ++each) counts_[each] += other.counts_[each];
  }
  /// One line each: the count, then the name.
  [[nodiscard]] std::string table() const;
  /// The names of those never met, each with a line feed; empty where there is none.
  [[nodiscard]] std::string never_met() const;

 private:
  std::array<std::uint64_t, kHardCases> counts_{};
};

}  // namespace usher::property
