#include "leader.hpp"

#include <algorithm>

namespace usher::property {

/// Of the moment that is due first.
std::vector<Ready> Leader::early_on(const std::string& lane, Fault fault) const {
  std::vector<Ready> call;
  for (const Early& early : early_calls(lane)) {
    if (!call.empty() && call.front().instant <= early.call.front().instant) continue;
    call = early.call;
    const auto& list = early.lists.at(call.front().slot);
    if (fault == Fault::leads_in_disorder) std::copy_n(list.rbegin(), call.size(), call.begin());
    if (fault == Fault::leads_one_by_one) call.resize(1);
  }
  return call;
}

/// Now and then what may still be on time goes first (S20b).
bool Leader::goes_first(const Ready& due, Fault fault) const {
  if (fault == Fault::leads_before_all_else) return false;
  if (due.what != Ready::What::first) return true;
  return now_ > due.instant + options_.max_defer || due.attendee % 2 == 0;
}

std::optional<CallImage> Leader::lead(const std::optional<std::string>& lane, Instant now, Fault fault) {
  begin_next(now);
  const auto due = first_calls(lane);
  std::optional<Instant> since;
  std::vector<Ready> best;
  for (const NaiveConnection& each : connections_) {
    const std::string& of = each.settings().lane;
    if (flights_.count(of) != 0 || (lane && *lane != of)) continue;
    const auto first = due.find(of);
    std::vector<Ready> call = early_on(of, fault);
    if (first != due.end() && (call.empty() || goes_first(first->second.front(), fault))) call = first->second;
    if (call.empty() || (since && *since <= ready_since(call.front()))) continue;
    if (fault == Fault::forgets_what_is_late && call.front().instant < now_) continue;
    since = ready_since(call.front());
    best = call;
  }
  std::optional<CallImage> call;
  if (!best.empty()) call = start(best);
  note_keeping(true);
  return call;
}

}  // namespace usher::property
