// What is pending, when something comes, and how long webinars are held (SPEC S28).
#include <algorithm>
#include <tuple>

#include "naive_model.hpp"

namespace usher::property {
std::vector<PendingImage> NaiveQueue::pending() const {
  std::vector<PendingImage> all;
  for (const NaiveHandover& each : handovers_) {
    const bool in_flight = each.state == NaiveHandover::State::in_flight;
    if (!in_flight && each.state != NaiveHandover::State::retrying) continue;
    const NaiveWebinar& webinar = webinars_[each.webinar].webinar;
    all.push_back({webinar.id(), webinar.slots()[each.slot].rule.id, webinar.attendees()[each.attendee].id(), each.kind,
                   each.due, in_flight ? PendingHandover::State::in_flight : PendingHandover::State::retrying,
                   each.attempts});
  }
  for (const Ready& each : ready()) {
    if (each.what == Ready::What::retry) continue;
    const NaiveWebinar& webinar = webinars_[each.webinar].webinar;
    all.push_back({webinar.id(), webinar.slots()[each.slot].rule.id, webinar.attendees()[each.attendee].id(), each.kind,
                   each.instant, PendingHandover::State::waiting, 0});
  }
  std::sort(all.begin(), all.end(), in_order);
  return all;
}

std::optional<Instant> NaiveQueue::next_call_at() const {
  NaiveQueue trial{*this};
  for (;;) {
    std::optional<Instant> soonest;
    const auto consider = [&](Instant instant) {
      if (instant > trial.now_ && (!soonest || instant < *soonest)) soonest = instant;
    };
    for (const Happening& each : trial.ahead_) consider(each.at);
    for (const NaiveConnection& each : trial.connections_)
      if (!each.paused()) consider(each.open_at());
    for (const NaiveHandover& each : trial.handovers_)
      if (each.state == NaiveHandover::State::retrying) consider(each.retry_at);
    for (const Held& held : trial.webinars_) {
      if (held.freed || held.webinar.cancelled_at()) continue;
      for (std::size_t attendee = 0; attendee < held.webinar.attendees().size(); ++attendee) {
        for (std::size_t slot = 0; slot < held.webinar.slots().size(); ++slot) {
          const Pair& pair = held.webinar.pair(slot, attendee);
          if (pair.open() && pair.moment) consider(*pair.moment);
          if (const auto due = held.webinar.corrected_in(slot, attendee)) consider(*due);
        }
      }
    }
    if (!soonest) return std::nullopt;
    if (trial.next(*soonest)) return soonest;
  }
}

bool NaiveQueue::in_work(std::size_t webinar) const {
  return std::any_of(handovers_.begin(), handovers_.end(), [&](const NaiveHandover& each) {
    return each.webinar == webinar &&
           (each.state == NaiveHandover::State::in_flight || each.state == NaiveHandover::State::retrying);
  });
}

std::optional<Instant> NaiveQueue::over_at(const NaiveWebinar& webinar, Instant now) const {
  if (webinar.cancelled_at()) return webinar.cancelled_at();
  const auto end = webinar.course().end;
  if (end && *end <= now) return end;
  return std::nullopt;
}

bool NaiveQueue::certainly_busy(std::size_t index, Instant now) const {
  const NaiveWebinar& webinar = webinars_[index].webinar;
  if (!over_at(webinar, now) || in_work(index)) return true;
  for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
    for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee) {
      const Pair& pair = webinar.pair(slot, attendee);
      if (!pair.open() || !pair.moment) continue;
      if (*pair.moment > now ? webinar.takes(slot, attendee) : webinar.startable(slot, attendee)) return true;
    }
  }
  return false;
}

/// S17e.
bool NaiveQueue::held_for_corrections(std::size_t index, Instant now) const {
  const NaiveWebinar& webinar = webinars_[index].webinar;
  for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
    for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee)
      if (const auto until = webinar.corrected_until(slot, attendee); until && now <= *until) return true;
  }
  return false;
}

bool NaiveQueue::possibly_busy(std::size_t index) const {
  const NaiveWebinar& webinar = webinars_[index].webinar;
  if (std::any_of(ahead_.begin(), ahead_.end(), [&](const auto& each) { return each.webinar == webinar.id(); }))
    return true;
  if (webinar.cancelled_at()) return false;
  for (std::size_t slot = 0; slot < webinar.slots().size(); ++slot) {
    if (!webinar.slots()[slot].held) continue;
    const Rule& rule = webinar.slots()[slot].rule;
    const auto in_its_time = [&](Instant due) { return now_ <= due + (rule.correct ? rule.correct_for : Duration{0}); };
    const auto rule_due = webinar.rule_due(webinar.slots()[slot]);
    if (rule_due && (!webinar.closed(*rule_due) || in_its_time(*rule_due))) return true;
    for (std::size_t attendee = 0; attendee < webinar.attendees().size(); ++attendee) {
      const auto moment = webinar.pair(slot, attendee).moment;
      if (moment && !webinar.closed(*moment)) return true;
      // Be it that nothing can follow any more, since the host has cancelled it.
      if (const auto due = webinar.compared_in(slot, attendee); due && in_its_time(*due)) return true;
    }
  }
  return false;
}

bool NaiveQueue::in_doubt(const std::string& id, Instant when) const {
  const Instant now = std::max(now_, when);
  const auto known = held(id);
  // What is ahead until then may end the webinar first.
  const bool may_end = !ahead_.empty() && ahead_.front().at <= now;
  if (!may_end && (!known || !over_at(webinars_[*known].webinar, now))) return false;
  if (now > now_) {
    NaiveQueue trial{*this};
    trial.advance(now);
    return trial.lost() || trial.in_doubt(id, now);
  }
  if (!known || certainly_busy(*known, now) || held_for_corrections(*known, now)) return false;
  const Held& kept = webinars_[*known];
  return now >= std::max(kept.busy_at, *over_at(kept.webinar, now)) + options_.retain;
}

bool NaiveQueue::differences_are_defined() const {
  return std::none_of(webinars_.begin(), webinars_.end(), [&](const Held& each) {
    return each.freed || in_doubt(each.webinar.id(), now_) || each.webinar.called_somebody_who_left();
  });
}

void NaiveQueue::note_keeping(bool by_next) {
  for (std::size_t index = 0; index < webinars_.size(); ++index) {
    Held& kept = webinars_[index];
    if (kept.freed) continue;
    if (certainly_busy(index, now_) || held_for_corrections(index, now_)) {
      kept.busy_at = now_;
      kept.settled_seen.reset();
    } else if (possibly_busy(index)) {
      kept.settled_seen.reset();
    } else if (by_next && !kept.settled_seen) {
      kept.settled_seen = now_;
    } else if (by_next && now_ >= std::max(*kept.settled_seen, *over_at(kept.webinar, now_)) + options_.retain) {
      kept.freed = true;
      cases_.met(HardCase::webinar_freed);
    }
  }
}

}  // namespace usher::property
