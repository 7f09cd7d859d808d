// Moments come into view some time before they are due, so that their calls can be planned and begin early (S19), and
// stay in view after it as long as something may be put right (S17).
#include <algorithm>

#include "queue/webinar_run.hpp"

namespace usher::queue {

using decision::Member;
using decision::Moment;
using decision::RuleState;

namespace {

/// A lane that is to be free when a moment's calls may begin, `max_lead` before due, has to know of it before then.
constexpr int kViewInLeads = 2;

}  // namespace

/// When a call for an attendee with an instant of their own may begin: not before the anchor has come (S19a).
Instant WebinarRun::view_of(const RuleState& rule, Instant due) const {
  if (!rule.per_attendee() || rule.definition->offset <= Duration{0}) return due;
  const Duration lead = connections_[rule.connection].settings.max_lead;
  return due - std::min(lead, rule.definition->offset);
}

void WebinarRun::expect(const RuleState& rule, AttendeeIndex attendee, Instant due) {
  stream_.push({view_of(rule, due), due, rule.index, attendee});
  next_own_ = std::min(next_own_, stream_.top().view);
}

void WebinarRun::watch(Moment& moment) {
  Duration lead{0};
  for (const Member& member : moment.members()) {
    lead = std::max(lead, connections_[rules_[slot(member.rule)].connection].settings.max_lead);
  }
  if (lead == Duration{0} || cancelled_) return;
  views_.emplace(moment.due() - kViewInLeads * lead, moment.due());
  next_own_ = std::min(next_own_, views_.begin()->first);
  enter_views(now_);
}

void WebinarRun::watch_anew() {
  disturb();
  changed_ = true;
  for (auto moment = moments_.upper_bound(now_); moment != moments_.end(); ++moment) {
    if (!moment->second.members().empty()) watch(moment->second);
    mark_stale(moment->first);
  }
}

void WebinarRun::enter_views(Instant now) {
  while (!views_.empty() && views_.begin()->first <= now) {
    const Instant due = views_.begin()->second;
    views_.erase(views_.begin());
    const auto found = moments_.find(due);
    if (found == moments_.end() || found->second.reached() || !found->second.for_everybody()) continue;
    found->second.count(attendance_);
    in_view_.insert(due);
    mark_stale(due);
  }
}

void WebinarRun::forget_if_empty(Instant due) {
  mark_stale(due);
  const auto found = moments_.find(due);
  if (!found->second.members().empty()) return;
  in_view_.erase(due);
  moments_.erase(found);
}

/// The start, the mark or the end has been crossed by everybody at once, or the threshold by single people.
void WebinarRun::note_crossings(bool anybody) {
  const std::vector<AttendeeIndex> crossed = attendance_.take_crossed();
  for (const Instant due : in_view_) {
    Moment& moment = moments_.at(due);
    if (anybody) {
      moment.count(attendance_);
      moment.rewind();
    } else if (crossed.empty()) {
      continue;
    }
    for (const AttendeeIndex attendee : crossed) {
      if (anybody) break;
      Standing before = attendance_.head().at(attendee);
      before.participant = false;
      moment.count_changed(attendee, before, attendance_);
      moment.rewind(attendee, attendance_);
    }
    mark_stale(due);
  }
}

/// A join or leave has come in order: nothing follows from it but what is to be counted.
void WebinarRun::note_standing(AttendeeIndex attendee, Standing before) {
  if (in_view_.empty() && !has_streams_) return;
  if (attendance_.head().at(attendee) == before) return;
  changed_ = true;
  for (const Instant due : in_view_) {
    moments_.at(due).count_changed(attendee, before, attendance_);
    mark_stale(due);
  }
  for (const RuleState& rule : rules_) {
    if (!has_streams_) break;
    const auto own = rule.personal.find(attendee);
    if (own != rule.personal.end() && own->second > now_) mark_stale(own->second);
  }
}

bool WebinarRun::may_correct(const Moment& moment) const {
  return window_counts_.contains(moment.due()) &&
         std::any_of(moment.members().begin(), moment.members().end(),
                     [&](const Member& member) { return moment.by_truth(rules_[slot(member.rule)], now_); });
}

void WebinarRun::open_window(Instant due, const RuleState& rule) {
  if (!rule.active() || cancelled_) return;
  const Window window{due + rule.definition->correct_for + Duration{1}, due, rule.index};
  if (!windows_.insert(window).second) return;
  next_own_ = std::min(next_own_, window.ends);
  ++window_counts_[due];
  // A moment that was settled has not followed what has been learnt since.
  if (live_.insert(due).second) moments_.at(due).refresh_all(attendance_);
  if (moments_.at(due).for_everybody()) live_whole_.insert(due);
}

void WebinarRun::open_windows(const Moment& moment) {
  for (const Member& member : moment.members()) open_window(moment.due(), rules_[slot(member.rule)]);
}

void WebinarRun::close_windows(Instant now) {
  while (!windows_.empty() && windows_.begin()->ends <= now) {
    const Window window = *windows_.begin();
    windows_.erase(windows_.begin());
    to_compare_.emplace(window.due, window.rule);
    Moment& moment = moments_.at(window.due);
    if (rules_[slot(window.rule)].corrects()) {
      moment.rewind();  // from now on the decisions count again, not the truth
      if (!moment.closed()) announce(moment);
    }
    const auto count = window_counts_.find(window.due);
    if (--count->second == 0) window_counts_.erase(count);
  }
}

/// S17f, once for each moment and rule: when the moment is closed and the time in which it would be put right is over.
void WebinarRun::count_differences(Instant due, const RuleState& rule) {
  const Moment& moment = moments_.at(due);
  if (!rule.active() || rule.corrects() || !moment.closed() || now_ <= due + rule.definition->correct_for) return;
  if (compared_.emplace(due, rule.index).second) differences_ += moment.differences(rule, attendance_);
}

void WebinarRun::compare() {
  for (const auto& [due, rule] : std::exchange(to_compare_, {})) {
    count_differences(due, rules_[slot(rule)]);
    drop_if_settled(due);
  }
}

void WebinarRun::drop_if_settled(Instant due) {
  if (open_.contains(due) || window_counts_.contains(due)) return;
  live_.erase(due);
  live_whole_.erase(due);
}

void WebinarRun::count_last_differences() {
  if (windows_.empty()) return;
  now_ = std::max(now_, std::prev(windows_.end())->ends);
  close_windows(now_);
  compare();
}

void WebinarRun::expected(Instant due, std::vector<Expected>& all) const {
  all.clear();
  const auto found = moments_.find(due);
  if (found == moments_.end() || found->second.reached()) return;
  for (const Member& member : found->second.members()) {
    const bool again = !all.empty() && all.back().rule == member.rule;
    if (!again) all.push_back({member.rule, found->second.expected(rules_[slot(member.rule)], attendance_)});
  }
}

void WebinarRun::mark_stale(Instant due) {
  const auto place = std::lower_bound(stale_.begin(), stale_.end(), due);
  if (place == stale_.end() || *place != due) stale_.insert(place, due);
}

std::map<Instant, std::vector<WebinarRun::Expected>> WebinarRun::expect_all() const {
  std::map<Instant, std::vector<Expected>> all;
  for (const auto& [due, moment] : moments_) {
    if (moment.closed()) continue;
    Moment counted{moment};
    counted.count(attendance_);
    for (const Member& member : moment.members()) {
      std::vector<Expected>& of_it = all[due];
      if (!of_it.empty() && of_it.back().rule == member.rule) continue;
      of_it.push_back({member.rule, counted.expected(rules_[slot(member.rule)], attendance_)});
    }
  }
  return all;
}

}  // namespace usher::queue
