#include "bench/lead/policies.hpp"

#include <algorithm>
#include <vector>

namespace usher::lead {

std::string_view to_string(Policy policy) {
  constexpr std::array<std::string_view, kPolicies.size()> kNames{"cron", "P1", "EDF", "usher", "clairvoyant"};
  return kNames[static_cast<std::size_t>(policy)];
}

Run run(Policy policy, const Task& task, CallTimes times) {
  if (policy == Policy::usher) return run_usher(task, std::move(times));
  if (policy != Policy::clairvoyant) return run_simple(policy, task, std::move(times));
  return task.by_moments ? run_clairvoyant_by_moments(task, std::move(times)) : run_clairvoyant(task, std::move(times));
}

Duration first_guess(const Task& task) {
  const double further = task.parameters.further_attendee * static_cast<double>(task.batch - 1);
  return seconds((task.parameters.first_guess + further) / 1'000);
}

std::string fault(const Evening& evening, const Run& run) {
  for (std::size_t call = 1; call < run.calls.size(); ++call) {
    if (run.calls[call].start < run.calls[call - 1].end) return "two calls at a time";
  }
  std::vector<std::size_t> delivered(evening.moments.size());
  for (const Delivery& one : run.delivered) ++delivered[one.moment];
  for (std::size_t index = 0; index < evening.moments.size(); ++index) {
    const Moment& moment = evening.moments[index];
    const bool for_all = moment.groups == std::vector{Group::all};
    if (for_all && delivered[index] != evening.rooms[moment.room].attendees()) return "a rule for all is not for all";
  }
  return {};
}

}  // namespace usher::lead
