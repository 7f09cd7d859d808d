// What is to come on each lane and when, told beforehand (S19, S20b): a forecast by the expected durations.
#include <algorithm>

#include "lane/overload.hpp"
#include "queue/queue_impl.hpp"

namespace usher {

using Outlook = PlannedMoment::Outlook;

/// A moment over one connection, on the way to becoming a PlannedMoment.
struct DispatchQueue::Impl::Prospect {
  PlannedMoment told;
  LaneIndex lane{};
  lane::WebinarNumber webinar{};
  Instant opens{};
  Duration expected{0};
  Duration with_margin{0};
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
        prospect.told.rules.push_back(rule.id);
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
        prospect.opens = std::max(now_, due - known.settings.max_lead);
        prospect.expected = known.call_time.expected(prospect.told.calls, known.settings.spacing);
        prospect.with_margin = known.call_time.work(prospect.told.calls, known.settings.spacing);
        all.push_back(std::move(prospect));
      }
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Prospect& a, const Prospect& b) {
    return std::tie(a.lane, a.told.due, a.webinar) < std::tie(b.lane, b.told.due, b.webinar);
  });
  return all;
}

/// The prospects of one lane, by due. Where several follow each other without a pause and not all can be on time, those
/// are put off that Moore and Hodgson leave behind.
void DispatchQueue::Impl::forecast(std::vector<Prospect>& prospects, Instant now) {
  // The latest start of each by which it and all after it are on time, with the margins.
  std::vector<Instant> latest(prospects.size());
  Instant behind = Instant::max();
  for (std::size_t i = prospects.size(); i-- > 0;) {
    latest[i] = std::min(prospects[i].told.due, behind) - prospects[i].with_margin;
    behind = latest[i];
  }
  const auto start_of = [&](std::size_t i, Instant free) {
    return std::max({free, prospects[i].opens, std::min(latest[i], prospects[i].told.due)});
  };
  Instant free = now;
  for (std::size_t begin = 0; begin < prospects.size();) {
    const Instant first_start = start_of(begin, free);
    std::vector<lane::TimedJob> busy;
    Instant end = first_start;
    std::size_t behind_it = begin;
    while (behind_it < prospects.size() && (behind_it == begin || start_of(behind_it, end) == end)) {
      busy.push_back({prospects[behind_it].told.due, prospects[behind_it].expected});
      end += prospects[behind_it].expected;
      ++behind_it;
    }
    const std::vector<bool> kept = lane::on_time(busy, first_start);
    Instant clock = first_start;
    for (const bool first : {true, false}) {
      for (std::size_t i = begin; i < behind_it; ++i) {
        if (kept[i - begin] != first) continue;
        PlannedMoment& told = prospects[i].told;
        told.starts_at = std::max(clock, prospects[i].opens);
        told.finishes_at = clock = told.starts_at + prospects[i].expected;
        told.lateness = std::max(Duration{0}, told.finishes_at - told.due);
        const bool never = prospects[i].opens + prospects[i].expected > told.due && told.calls != 0;
        told.outlook = told.lateness == Duration{0} ? Outlook::on_time
                       : never                      ? Outlook::infeasible
                       : first                      ? Outlook::late
                                                    : Outlook::put_off;
      }
    }
    free = clock;
    begin = behind_it;
  }
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
    std::size_t end = begin;
    while (end < all.size() && all[end].lane == all[begin].lane) ++end;
    std::vector<Prospect> of_lane(std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(begin)),
                                  std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(end)));
    forecast(of_lane, now_);
    for (Prospect& prospect : of_lane) told.push_back(std::move(prospect.told));
    begin = end;
  }
  std::stable_sort(told.begin(), told.end(),
                   [](const PlannedMoment& a, const PlannedMoment& b) { return a.due < b.due; });
  if (told.size() > most) told.resize(most);
  return told;
}

}  // namespace usher
