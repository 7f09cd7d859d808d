#include "bench/lead/measures.hpp"

#include <algorithm>
#include <cmath>

namespace usher::lead {
namespace {

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

/// What each attendee of a moment has at the target: for each rule of the moment the transfers less the retractions.
class Possession {
 public:
  explicit Possession(const Evening& evening) : evening_(evening) {
    for (const Moment& moment : evening.moments) {
      counts_.emplace_back(moment.groups.size() * evening.rooms[moment.room].attendees());
      called_.emplace_back(evening.rooms[moment.room].attendees());
    }
  }

  /// Whether it was the attendee's first in the moment.
  bool arrive(const Delivery& one, Group group, bool retraction) {
    const auto& groups = evening_.moments[one.moment].groups;
    const auto rule = static_cast<std::size_t>(std::ranges::find(groups, group) - groups.begin());
    counts_[one.moment][one.attendee * groups.size() + rule] += retraction ? -1 : 1;
    const bool first = !called_[one.moment][one.attendee];
    called_[one.moment][one.attendee] = true;
    return first;
  }

  void judge(Measures& measures) const {
    std::size_t all = 0, unequal = 0, wrong = 0;
    for (std::size_t index = 0; index < counts_.size(); ++index) {
      const Moment& moment = evening_.moments[index];
      const Room& room = evening_.rooms[moment.room];
      for (std::size_t attendee = 0; attendee < room.attendees(); ++attendee) {
        int has = 0;
        bool right = true;
        for (std::size_t rule = 0; rule < moment.groups.size(); ++rule) {
          const int count = counts_[index][attendee * moment.groups.size() + rule];
          right &= count == (belongs(room, attendee, moment.groups[rule], moment.due) ? 1 : 0);
          has += count;
        }
        ++all;
        if (has != 1) ++unequal;
        if (!right) ++wrong;
      }
    }
    measures.both_or_neither = percent(unequal, all);
    measures.wrong_in_the_end = percent(wrong, all);
  }

 private:
  const Evening& evening_;
  std::vector<std::vector<int>> counts_;
  std::vector<std::vector<bool>> called_;
};

}  // namespace

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::ptrdiff_t>(std::ceil(share * static_cast<double>(values.size()))) - 1;
  const auto at = values.begin() + std::max<std::ptrdiff_t>(rank, 0);
  std::ranges::nth_element(values, at);
  return *at;
}

Measures measure(const Evening& evening, const Run& run, const Parameters& parameters) {
  Measures measures;
  Possession possession{evening};
  std::vector<double> late;
  std::vector<bool> on_time_moments(evening.moments.size(), true), necessary(run.calls.size());
  std::size_t on_time = 0, wrong = 0, extra = 0;
  for (const Delivery& one : run.delivered) {
    const CallMade& call = run.calls[one.call];
    const Moment& moment = evening.moments[one.moment];
    if (possession.arrive(one, call.group, call.retraction)) {
      necessary[one.call] = true;
    } else {
      ++extra;
    }
    if (call.retraction) continue;
    const bool in_time = call.end <= moment.due + seconds(parameters.tolerance);
    if (in_time) ++on_time;
    if (!in_time) on_time_moments[one.moment] = false;
    if (!belongs(evening.rooms[moment.room], one.attendee, call.group, moment.due)) ++wrong;
    late.push_back(std::max(0.0, std::chrono::duration<double>{call.end - moment.due}.count()));
  }
  const auto hung = static_cast<std::size_t>(std::ranges::count(run.calls, true, &CallMade::hung));
  const auto needed = static_cast<std::size_t>(std::ranges::count(necessary, true));
  measures.on_time = percent(on_time, late.size());
  measures.wrong = percent(wrong, late.size());
  measures.moments_on_time =
      percent(static_cast<std::size_t>(std::ranges::count(on_time_moments, true)), evening.moments.size());
  measures.extra_handovers = percent(extra, run.delivered.size() - extra);
  measures.extra_calls = percent(run.calls.size() - hung - needed, needed);
  measures.late_p99 = quantile(std::move(late), 0.99);
  possession.judge(measures);
  return measures;
}

}  // namespace usher::lead
