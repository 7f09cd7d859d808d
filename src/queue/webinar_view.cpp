// Moments come into view some time before they are due, so that their calls can be planned and begin early (S19), and
// stay in view after it as long as something may be put right (S17).
#include <algorithm>
#include <functional>

#include "queue/webinar_run.hpp"

namespace usher::queue {

using decision::Member;
using decision::Moment;
using decision::RuleState;

namespace {

/// A lane that is to be free when a moment's calls may begin, `max_lead` before due, has to know of it before then.
constexpr int kViewInLeads = 2;

bool takes_part(const Moment& moment, RuleIndex rule) {
  return std::any_of(moment.members().begin(), moment.members().end(),
                     [rule](const Member& member) { return member.rule == rule && member.anybody(); });
}

}  // namespace

/// When a call for an attendee with an instant of their own may begin: not before the anchor has come (S19a).
Instant WebinarRun::view_of(const RuleState& rule, AttendeeIndex attendee, Instant due) const {
  const auto anchor = rule.per_attendee() ? anchor_of(rule, attendee) : std::nullopt;
  if (!anchor) return due;
  return std::min(due, std::max(*anchor, due - around_.connections[rule.connection].settings.max_lead));
}

void WebinarRun::expect(const RuleState& rule, AttendeeIndex attendee, Instant due) {
  progress_.make().stream.push({view_of(rule, attendee, due), due, rule.index, attendee});
  next_own_ = std::min(next_own_, progress_->stream.top().view);
}

void WebinarRun::watch(Moment& moment) {
  Duration lead{0};
  for (const Member& member : moment.members()) {
    lead = std::max(lead, around_.connections[rules_[slot(member.rule)].connection].settings.max_lead);
  }
  if (lead == Duration{0} || cancelled_) return;
  const std::pair view{moment.due() - kViewInLeads * lead, moment.due()};
  const auto place = std::lower_bound(views_.begin(), views_.end(), view, std::greater<>{});
  if (place == views_.end() || *place != view) views_.insert(place, view);
  next_own_ = std::min(next_own_, views_.back().first);
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
  while (!views_.empty() && views_.back().first <= now) {
    const Instant due = views_.back().second;
    views_.pop_back();
    const auto found = moments_.find(due);
    if (found == moments_.end() || found->second.reached() || !found->second.for_everybody()) continue;
    found->second.count(attendance_);
    progress_.make().in_view.insert(due);
    mark_stale(due);
  }
}

void WebinarRun::forget_if_empty(Instant due) {
  mark_stale(due);
  const auto found = moments_.find(due);
  if (!found->second.members().empty()) return;
  if (Progress* const progress = progress_.if_made()) progress->in_view.erase(due);
  moments_.erase(found);
}

/// The start, the mark or the end has been crossed by everybody at once, or the threshold by single people.
void WebinarRun::note_crossings(bool anybody) {
  const std::vector<AttendeeIndex> crossed = attendance_.take_crossed();
  for (const Instant due : progress_->in_view) {
    Moment& moment = moments_.at(due);
    if (anybody) {
      moment.count(attendance_);
      moment.rewind();
    } else if (crossed.empty()) {
      continue;
    }
    for (const AttendeeIndex attendee : crossed) {
      if (anybody) break;
      Standing before = attendance_.standing(attendee);
      before.participant = false;
      moment.count_changed(attendee, before, attendance_);
      moment.rewind(attendee, attendance_);
    }
    mark_stale(due);
  }
}

/// A join or leave has come in order: nothing follows from it but what is to be counted.
void WebinarRun::note_standing(AttendeeIndex attendee, Standing before) {
  if (progress_->in_view.empty() && !has_streams_) return;
  if (attendance_.standing(attendee) == before) return;
  changed_ = true;
  for (const Instant due : progress_->in_view) {
    moments_.at(due).count_changed(attendee, before, attendance_);
    mark_stale(due);
  }
  for (const RuleState& rule : rules_) {
    if (!has_streams_) break;
    const auto own = rule.pairs->personal.find(attendee);
    if (own != rule.pairs->personal.end() && own->second > now_) mark_stale(own->second);
  }
}

bool WebinarRun::may_correct(const Moment& moment) const {
  return progress_->window_counts.contains(moment.due()) &&
         std::any_of(moment.members().begin(), moment.members().end(), [&](const Member& member) {
           return member.anybody() && moment.by_truth(rules_[slot(member.rule)], now_);
         });
}

void WebinarRun::open_window(Instant due, const RuleState& rule) {
  if (!rule.active() || cancelled_) return;
  const Window window{due + rule.definition->correct_for + Duration{1}, due, rule.index};
  Progress& progress = progress_.make();
  if (!progress.windows.insert(window).second) return;
  next_own_ = std::min(next_own_, window.ends);
  ++progress.window_counts[due];
  // A moment that was settled has not followed what has been learnt since.
  if (progress.live.insert(due).second) moments_.at(due).refresh_all(attendance_);
  if (moments_.at(due).for_everybody()) progress.live_whole.insert(due);
}

void WebinarRun::open_windows(const Moment& moment) {
  for (const Member& member : moment.members()) open_window(moment.due(), rules_[slot(member.rule)]);
}

void WebinarRun::close_windows(Instant now) {
  while (!progress_->windows.empty() && progress_->windows.begin()->ends <= now) {
    Progress& progress = progress_.make();
    const Window window = *progress.windows.begin();
    progress.windows.erase(progress.windows.begin());
    progress.to_compare.emplace(window.due, window.rule);
    Moment& moment = moments_.at(window.due);
    const RuleState& rule = rules_[slot(window.rule)];
    if (rule.corrects()) {
      moment.rewind();  // from now on who belongs by the truth is taken only where the decision says so as well
      progress.announced.push_back({window.due, window.rule});
      if (!moment.closed()) announce(moment);
      const Instant last = window.due + rule.definition->correct_for;
      if (takes_part(moment, window.rule)) last_activity_ = std::max(last_activity_, last);
    }
    const auto count = progress.window_counts.find(window.due);
    if (--count->second == 0) progress.window_counts.erase(count);
  }
}

/// S17f, once for each moment and rule: when the moment is closed and the time in which it would be put right is over.
void WebinarRun::count_differences(Instant due, const RuleState& rule) {
  const Moment& moment = moments_.at(due);
  if (!rule.active() || rule.corrects() || !moment.closed() || now_ <= due + rule.definition->correct_for) return;
  if (!takes_part(moment, rule.index)) return;
  Progress& progress = progress_.make();
  if (progress.compared.emplace(due, rule.index).second) progress.differences += moment.differences(rule, attendance_);
}

void WebinarRun::compare() {
  if (progress_->to_compare.empty()) return;
  for (const auto& [due, rule] : std::exchange(progress_.make().to_compare, {})) {
    count_differences(due, rules_[slot(rule)]);
    drop_if_settled(due);
  }
}

void WebinarRun::drop_if_settled(Instant due) {
  Progress* const progress = progress_.if_made();
  if (progress == nullptr || progress->open.contains(due) || progress->window_counts.contains(due)) return;
  progress->live.erase(due);
  progress->live_whole.erase(due);
}

void WebinarRun::count_last_differences() {
  if (progress_->windows.empty()) return;
  now_ = std::max(now_, std::prev(progress_->windows.end())->ends);
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
  std::vector<Instant>& stale = stale_.make();
  const auto place = std::lower_bound(stale.begin(), stale.end(), due);
  if (place == stale.end() || *place != due) stale.insert(place, due);
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
