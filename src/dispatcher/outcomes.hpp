// What a connector has answered, as the queue takes it.
#pragma once

#include <string>
#include <vector>

#include "usher/connector.hpp"

namespace usher::dispatcher {

/// One outcome for each handover of the call. An answer that cannot be meant (another number of outcomes, a negative
/// delay, `throttled` without an instant) is `retry` with that as the reason: no call gets lost by it.
[[nodiscard]] std::vector<Outcome> outcomes_of(Answer answer, const Call& call);

}  // namespace usher::dispatcher
