// The model in the place of the queue: whole, to try the generator and the comparison out on themselves, or with a
// fault, to see that the comparison finds it.
#pragma once

#include "comparison.hpp"

namespace usher::property {

enum class Fault {
  none,
  loses_late_leaves,      ///< as if the presence of a moment past due could not change any more
  decides_at_the_start,   ///< tells the start of the call as the instant of decision
  forgets_unregistering,  ///< when it is told after the fact
  serves_lanes_late,      ///< wakes a millisecond after the instant
  ignores_spacing,
  never_suspends,
  ignores_pauses,
  repeats_throttled_at_once,
  never_corrects,
  corrects_for_ever,
  leads_too_far,          ///< a minute earlier than max_lead
  leads_in_disorder,      ///< whoever changed last goes first
  leads_one_by_one,       ///< whatever the batch
  leads_before_all_else,  ///< what is past due has to wait
  decides_early_as_of_due,
  forgets_what_is_late,
  calls_all_transfers,  ///< retractions, too
};

[[nodiscard]] MakeContestant model_with(Fault fault);

}  // namespace usher::property
