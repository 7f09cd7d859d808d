// What is to come on each lane and when, told beforehand (S19, S20b): a forecast by the expected durations.
#include <algorithm>

#include "lane/forecast.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

/// A moment over one connection, on the way to becoming a PlannedMoment.
struct DispatchQueue::Impl::Prospect {
  PlannedMoment told;
  LaneIndex lane{};
  lane::WebinarNumber webinar{};
  lane::Prospect work{};
};

std::vector<DispatchQueue::Impl::Prospect> DispatchQueue::Impl::prospects() const {
  std::vector<Prospect> all;
  for (const auto& [number, held] : webinars_) {
    for (const auto& [due, rules] : held.run->expect_all()) {
      std::map<ConnectionIndex, Prospect> by_connection;
      for (const auto& [index, handovers] : rules) {
        const decision::RuleState& rule = held.run->rule(index);
        if (!rule.active() || (due < now_ && handovers == 0)) continue;
        Prospect& prospect = by_connection[rule.connection];
        const auto batch = static_cast<std::uint64_t>(batch_of(rule.connection));
        prospect.told.rules.push_back(rule.id());
        prospect.told.handovers += handovers;
        prospect.told.calls += (handovers + batch - 1) / batch;
      }
      for (auto& [connection, prospect] : by_connection) {
        const lane::Connections::Known& known = connections_[connection];
        prospect.told.webinar = held.run->id();
        prospect.told.connection = known.settings.id;
        prospect.told.lane = known.settings.lane;
        prospect.told.due = due;
        prospect.lane = known.lane;
        prospect.webinar = number;
        const Duration spacing = known.settings.spacing;
        prospect.work = {due, known.settings.max_lead, known.call_time.expected(prospect.told.calls, spacing),
                         known.call_time.work(prospect.told.calls, spacing)};
        all.push_back(std::move(prospect));
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Prospect& a, const Prospect& b) {
    return std::tie(a.lane, a.told.due, a.webinar) < std::tie(b.lane, b.told.due, b.webinar);
  });
  return all;
}

std::vector<PlannedMoment> DispatchQueue::Impl::plan(Instant now, std::size_t most) {
  advance(now);
  for (const auto& [number, held] : webinars_) {
    held.run->advance(now_);
    follow_up(*held.run);
  }
  std::vector<Prospect> all = prospects();
  std::vector<PlannedMoment> told;
  for (std::size_t begin = 0; begin < all.size();) {
    std::vector<lane::Prospect> of_lane;
    for (std::size_t i = begin; i < all.size() && all[i].lane == all[begin].lane; ++i) of_lane.push_back(all[i].work);
    for (const lane::Forecast& forecast : lane::forecast(of_lane, now_, options_.max_defer)) {
      PlannedMoment& moment = told.emplace_back(std::move(all[begin++].told));
      moment.starts_at = forecast.starts_at;
      moment.finishes_at = forecast.finishes_at;
      moment.lateness = forecast.lateness;
      moment.outlook = forecast.outlook;
    }
  }
  std::stable_sort(told.begin(), told.end(),
                   [](const PlannedMoment& a, const PlannedMoment& b) { return a.due < b.due; });
  if (told.size() > most) told.resize(most);
  return told;
}

}  // namespace usher
