// What lanes and connections have before them, kept in step with what happens: when a lane can go on, and its plan.
#include <algorithm>

#include "queue/queue_impl.hpp"

namespace usher {

using lane::Attempt;
using lane::Head;
using lane::Job;
using lane::Lane;
using lane::Work;

LaneIndex DispatchQueue::Impl::lane_named(const std::string& id) {
  const auto [place, added] = lane_ids_.try_emplace(id, LaneIndex{static_cast<std::uint32_t>(lanes_.size())});
  if (added) lanes_.push_back({lane::Lane{id}});
  return place->second;
}

bool DispatchQueue::Impl::ready(ConnectionIndex index) const {
  return connections_[index].gate.open(now_);
}

/// The first thing that a connection whose gate is open has to call now; nothing that is to be called before due.
std::optional<Head> DispatchQueue::Impl::head_of(ConnectionIndex index) const {
  const lane::Connections::Known& known = connections_[index];
  const Instant open_since = *known.gate.opens_at();
  const auto of_work = [&](Head::Stage stage, const Work& work) {
    return Head{stage,
                work.due,
                static_cast<std::uint64_t>(work.webinar),
                static_cast<std::uint32_t>(work.rule),
                index,
                std::max(work.due, open_since)};
  };
  if (const Work* const work = known.corrections.first()) return of_work(Head::Stage::correction, *work);
  if (const Attempt* const retry = known.retries.first(); retry != nullptr && retry->ready_at <= now_) {
    return Head{Head::Stage::retry, retry->ready_at, retry->order, 0, index, std::max(retry->ready_at, open_since)};
  }
  if (const Work* const work = known.due.first()) return of_work(Head::Stage::due, *work);
  if (known.gate.suspended() && !known.planned.empty()) {
    const auto& [due, webinar] = known.planned.begin()->first;
    const Instant opens = due - known.settings.max_lead;
    if (opens > now_) return std::nullopt;
    return Head{Head::Stage::probe, due, static_cast<std::uint64_t>(webinar), 0, index, std::max(opens, open_since)};
  }
  return std::nullopt;
}

void DispatchQueue::Impl::refresh(ConnectionIndex index) {
  lane::Connections::Known& known = connections_[index];
  const auto opens_at = known.gate.opens_at();
  const bool open = opens_at && *opens_at <= now_;
  const auto head = open ? head_of(index) : std::nullopt;
  std::optional<Instant> timer;
  if (open) {
    timer = known.retries.next_after(now_);
    if (known.gate.suspended() && !known.planned.empty() && !head) {
      const Instant opens = known.planned.begin()->first.first - known.settings.max_lead;
      timer = timer ? std::min(*timer, opens) : opens;
    }
  } else if (opens_at) {
    const bool idle = known.corrections.empty() && known.retries.empty() && known.due.empty();
    if (!idle || (known.gate.suspended() && !known.planned.empty())) timer = opens_at;
  }
  lanes_[slot(known.lane)].lane.heads().file(known.head, head);
  timers_.file(known.timer, timer ? std::optional{lane::Connections::Timer{*timer, index}} : std::nullopt);
  if (timer) disturb_at(*timer);
  refresh(known.lane);
}

/// When calls before due can go on: the planned start, and where that has come, when a connection is ready.
std::optional<Instant> DispatchQueue::Impl::early_start(const Lane& lane) const {
  const auto planned = lane.starts_at();
  if (!planned || *planned > now_) return planned;
  constexpr int kMostLookedAt = 64;
  std::optional<Instant> soonest;
  int looked_at = 0;
  for (const Job* job = lane.planned().first_open(now_); job != nullptr && looked_at < kMostLookedAt; ++looked_at) {
    const auto opens_at = connections_[job->connection].gate.opens_at();
    if (opens_at && *opens_at <= now_) return planned;
    if (opens_at && (!soonest || *opens_at < *soonest)) soonest = opens_at;
    job = lane.planned().next_open(Job{*job}, now_);
  }
  return soonest;
}

void DispatchQueue::Impl::refresh(LaneIndex index) {
  LaneState& state = lanes_[slot(index)];
  const Lane& lane = state.lane;
  if (lane.busy()) {
    const bool filed = state.in_starts.key() != nullptr;  // it will be back soon
    if (filed) starts_.file(state.in_starts, StartKey{attendance::kNever, lane.id(), index});
    return;
  }
  std::optional<Instant> start = early_start(lane);
  if (const Head* const head = lane.heads().first()) {
    const bool goes_first = head->stage <= Head::Stage::retry;
    start = start && !goes_first ? std::min(*start, head->since) : head->since;
  }
  if (start) {
    starts_.file(state.in_starts, StartKey{*start, lane.id(), index});
  } else {
    starts_.remove(state.in_starts);
  }
}

void DispatchQueue::Impl::settle_plans() {
  while (!stale_.empty()) {
    Held& held = webinars_.at(*stale_.first());
    stale_.remove(held.near.made().in_stale);
    held.run->take_stale(stale_dues_);
    for (const Instant due : stale_dues_) plan_moment(held, due);
  }
}

/// Plans a moment anew on all connections that it goes over, or went over before.
void DispatchQueue::Impl::plan_moment(Held& held, Instant due) {
  planned_calls_.clear();
  held.run->expected(due, expected_);
  for (const auto& [rule, handovers] : expected_) {
    const ConnectionIndex connection = held.run->rule(rule).connection;
    const auto batch = static_cast<std::uint64_t>(batch_of(connection));
    planned_calls_.emplace_back(connection, (handovers + batch - 1) / batch);
  }
  auto& planned = held.near.make().planned;
  const auto before = planned.find(due);
  if (before != planned.end()) {
    for (const ConnectionIndex connection : before->second) planned_calls_.emplace_back(connection, 0);
  }
  std::sort(planned_calls_.begin(), planned_calls_.end());
  over_.clear();
  for (auto next = planned_calls_.begin(); next != planned_calls_.end();) {
    const ConnectionIndex connection = next->first;
    std::uint64_t calls = 0;
    for (; next != planned_calls_.end() && next->first == connection; ++next) calls += next->second;
    plan_job({due, held.run->number(), connection}, calls);
    if (calls != 0) over_.push_back(connection);
  }
  if (over_.empty()) {
    planned.erase(due);
  } else if (before == planned.end() || before->second != over_) {
    planned[due] = over_;
  }
}

/// So many calls are to be made of a moment before it is due.
void DispatchQueue::Impl::plan_job(const Job& job, std::uint64_t calls) {
  lane::Connections::Known& known = connections_[job.connection];
  Lane& lane = lanes_[slot(known.lane)].lane;
  const std::pair key{job.due, job.webinar};
  if (calls == 0 || known.settings.max_lead == Duration{0}) {
    known.planned.erase(key);
    lane.unplan(job);
  } else {
    known.planned[key] = calls;
    plan_on(lane, job, calls, known);
  }
  if (known.gate.suspended()) refresh(job.connection);
  refresh(known.lane);
}

void DispatchQueue::Impl::plan_on(Lane& lane, const Job& job, std::uint64_t calls,
                                  const lane::Connections::Known& known) {
  if (!known.gate.plannable()) return lane.unplan(job);
  const Duration spacing = known.settings.spacing;
  lane.plan(job, known.call_time.work(calls, spacing), known.call_time.expected(calls, spacing),
            job.due - known.settings.max_lead);
}

/// The connection's calls take another time than was reckoned with, or cannot be planned any more, or again.
void DispatchQueue::Impl::plan_connection(ConnectionIndex index) {
  lane::Connections::Known& known = connections_[index];
  Lane& lane = lanes_[slot(known.lane)].lane;
  for (const auto& [key, calls] : known.planned) {
    plan_on(lane, {key.first, key.second, index}, calls, known);
  }
  known.call_time.settle();
  refresh(index);
}

}  // namespace usher
