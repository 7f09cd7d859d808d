#include "lane/retries.hpp"

#include <limits>

namespace usher::lane {

void Retries::add(Attempt attempt) {
  attempt.again = true;
  const Time time{attempt.ready_at, attempt.order};
  by_pair_.insert_or_assign(pair_of(attempt), time);
  by_time_.insert_or_assign(time, std::move(attempt));
}

const Attempt* Retries::find(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) const {
  const auto found = by_pair_.find({webinar, rule, attendee});
  return found == by_pair_.end() ? nullptr : &by_time_.at(found->second);
}

std::optional<Attempt> Retries::take(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) {
  const auto found = by_pair_.find({webinar, rule, attendee});
  if (found == by_pair_.end()) return std::nullopt;
  auto node = by_time_.extract(found->second);
  by_pair_.erase(found);
  return std::move(node.mapped());
}

std::vector<Attempt> Retries::take_all_of(WebinarNumber webinar, AttendeeIndex attendee) {
  std::vector<Attempt> taken;
  auto pair = by_pair_.lower_bound({webinar, RuleIndex{}, AttendeeIndex{}});
  while (pair != by_pair_.end() && std::get<WebinarNumber>(pair->first) == webinar) {
    const auto next = std::next(pair);
    if (std::get<AttendeeIndex>(pair->first) == attendee) {
      taken.push_back(std::move(by_time_.extract(pair->second).mapped()));
      by_pair_.erase(pair);
    }
    pair = next;
  }
  return taken;
}

bool Retries::any_of(WebinarNumber webinar) const {
  const auto first = by_pair_.lower_bound({webinar, RuleIndex{}, AttendeeIndex{}});
  return first != by_pair_.end() && std::get<WebinarNumber>(first->first) == webinar;
}

void Retries::take_call(Instant now, std::size_t most, std::vector<Attempt>& taken) {
  auto next = by_time_.begin();
  while (next != by_time_.end() && next->first.first <= now && taken.size() < most) {
    if (!taken.empty() && !batch_together(taken.front(), next->second)) {
      ++next;
      continue;
    }
    by_pair_.erase(pair_of(next->second));
    taken.push_back(std::move(next->second));
    next = by_time_.erase(next);
  }
}

void Retries::release_throttled(Instant now) {
  std::vector<Attempt> released;
  for (auto next = by_time_.begin(); next != by_time_.end();) {
    const auto attempt = next++;
    if (attempt->second.throttled && attempt->first.first > now) {
      released.push_back(std::move(by_time_.extract(attempt).mapped()));
    }
  }
  for (Attempt& attempt : released) {
    attempt.ready_at = now;
    add(std::move(attempt));
  }
}

std::optional<Instant> Retries::next_after(Instant now) const {
  const auto next = by_time_.upper_bound({now, std::numeric_limits<std::uint64_t>::max()});
  return next == by_time_.end() ? std::nullopt : std::optional{next->first.first};
}

}  // namespace usher::lane
