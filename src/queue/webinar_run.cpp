#include "queue/webinar_run.hpp"

#include <algorithm>

#include "queue/webinar_pairs.hpp"

namespace usher::queue {

using decision::Member;
using decision::Moment;
using decision::RuleState;

WebinarRun::WebinarRun(lane::WebinarNumber number, const WebinarScheduled& event, const Surroundings& around,
                       Instant now)
    : number_(number),
      id_(event.webinar.id),
      around_(around),
      now_(now),
      planned_at_(event.at),
      newest_at_(event.at),
      last_activity_(now) {
  attendance_.advance(now);
  agenda::Facts facts;
  facts.plan(event.webinar);
  change(std::move(facts), &event.webinar, event.at);
}

Moment& WebinarRun::moment_at(Instant due) {
  next_own_ = std::min(next_own_, due);
  return moments_.try_emplace(due, due).first->second;
}

/// Something of a moment may have become possible, or impossible.
void WebinarRun::announce(Moment& moment) {
  changed_ = true;
  const Instant due = moment.due();
  if (!moment.reached()) {
    if (moment.counted()) mark_stale(due);
    return;
  }
  if (moment.closed() && !may_correct(moment)) return;
  Progress& progress = progress_.make();
  progress.live.insert(due);
  if (moment.for_everybody()) progress.live_whole.insert(due);
  if (!moment.closed()) {
    progress.open.insert(due);
    progress.to_check.insert(due);
  }
  for (const Member& member : moment.members()) progress.announced.push_back({due, member.rule});
}

void WebinarRun::open(Moment& moment) {
  progress_.make().in_view.erase(moment.due());
  mark_stale(moment.due());
  moment.reach(attendance_);
  if (moment.members().empty()) return moment.close();  // all its rules have gone elsewhere
  attendance_.settle(moment.due());
  progress_.make().live.insert(moment.due());
  open_windows(moment);
  announce(moment);
}

void WebinarRun::cross(Instant now) {
  disturb();
  changed_ = true;
  for (auto next = next_instant(); next && *next <= now; next = next_instant()) step(std::max(*next, now_));
  attendance_.advance(now);
  now_ = std::max(now_, now);
  next_own_ = next_own().value_or(attendance::kNever);
}

/// To the next instant at which something crosses. Standings first, so that a moment due at the mark sees it passed.
void WebinarRun::step(Instant now) {
  note_crossings(attendance_.advance(now));
  const auto first = moments_.upper_bound(now_);
  now_ = now;
  for (auto moment = first; moment != moments_.end() && moment->first <= now; ++moment) {
    if (!moment->second.reached()) open(moment->second);
  }
  enter_views(now);
  fall_due(now);
  close_windows(now);
}

std::optional<Instant> WebinarRun::next_instant() const {
  const auto own = next_own();
  const auto crossing = attendance_.next_crossing();
  return crossing && (!own || *crossing < *own) ? crossing : own;
}

/// The same without what attendance knows of.
std::optional<Instant> WebinarRun::next_own() const {
  const auto next = next_work();
  if (progress_->windows.empty() || (next && *next <= progress_->windows.begin()->ends)) return next;
  return progress_->windows.begin()->ends;
}

std::optional<Instant> WebinarRun::next_work() const {
  std::optional<Instant> next;
  if (const auto moment = moments_.upper_bound(now_); moment != moments_.end()) next = moment->first;
  if (!progress_->stream.empty() && (!next || progress_->stream.top().view < *next))
    next = progress_->stream.top().view;
  if (!views_.empty() && (!next || views_.back().first < *next)) next = views_.back().first;
  return next;
}

Result<void> WebinarRun::cancel(RuleIndex index, AttendeeIndex attendee) {
  RuleState& rule = rules_[slot(index)];
  if (cancelled_) return Error{ErrorCode::conflict, "expected a webinar that is not cancelled", "/webinar"};
  if (!rule.active()) return Error{ErrorCode::conflict, "expected a rule that is in force", "/rule"};
  if (rule.pairs->called.test(attendee)) {
    const bool cancelled = rule.pairs->cancelled.test(attendee);
    return Error{
        ErrorCode::conflict,
        std::string{"expected a handover that is to come, found one that is "} + (cancelled ? "cancelled" : "called"),
        "/attendee"};
  }
  if (!over_since() || to_come()) last_activity_ = now_;
  changed_ = true;
  disturb();
  change_attendee(attendee, now_, true, [&] {
    decision::Pairs& pairs = rule.pairs.make();
    pairs.called.set(attendee);
    pairs.cancelled.set(attendee);
    return true;
  });
  return {};
}

bool WebinarRun::to_come() {
  if (outstanding_ != 0) return true;
  for (auto moment = moments_.lower_bound(now_); moment != moments_.end(); ++moment) {
    const auto& members = moment->second.members();
    if (moment->second.closed()) continue;  // one that is due right now, where the webinar was cancelled right now
    if (std::any_of(members.begin(), members.end(), [](const Member& member) { return member.anybody(); })) return true;
  }
  const auto has_work = [&](Instant due) { return moments_.at(due).has_work(rules_, attendance_); };
  if (std::any_of(progress_->open.begin(), progress_->open.end(), has_work)) return true;
  const auto corrects = [&](Instant due) { return may_correct(moments_.at(due)); };
  if (std::any_of(progress_->live.begin(), progress_->live.end(), corrects)) return true;
  while (!progress_->stream.empty() && !still_expected(progress_->stream.top())) progress_.make().stream.pop();
  return !progress_->stream.empty();
}

std::optional<Instant> WebinarRun::free_at() {
  const auto over = over_since();
  if (!over || to_come()) return std::nullopt;
  return std::max(*over, last_activity_) + around_.options.retain;
}

std::optional<RuleIndex> WebinarRun::find_rule(std::string_view id) const {
  const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const RuleState& rule) { return rule.id() == id; });
  return found == rules_.end() ? std::nullopt : std::optional{found->index};
}

std::vector<std::string> WebinarRun::preview(RuleIndex index) const {
  const RuleState& rule = rules_[slot(index)];
  std::vector<std::string> attendees;
  if (!rule.active() || cancelled_) return attendees;
  for (std::size_t word = 0; word < attendance_.registered().words(); ++word) {
    const attendance::Word match = attendance_.registered().word(word) & ~rule.pairs->called.word(word) &
                                   decision::audience_word(rule.definition->audience, attendance_.head(), word);
    attendance::for_each_bit(match, word,
                             [&](AttendeeIndex attendee) { attendees.emplace_back(attendance_.id(attendee)); });
  }
  return attendees;
}

std::string WebinarRun::check_invariants(Instant now) const {
  if (const auto attendee = attendance_.first_contradiction(now)) {
    return "webinar " + id_ + ": head planes of " + std::string{attendance_.id(*attendee)};
  }
  if (next_own_ > next_own().value_or(attendance::kNever)) return "webinar " + id_ + ": an instant would be missed";
  const bool plain = plain_after_ != attendance::kNever;
  if (plain && (!is_quiet() || plain_after_ != attendance_.plain_after())) return "webinar " + id_ + ": not quiet";
  if (plain && plain_until_ > next_instant().value_or(attendance::kNever)) return "webinar " + id_ + ": not for long";
  for (const auto& [due, moment] : moments_) {
    const std::string where = "webinar " + id_ + ", moment " + to_string(due) + ": ";
    const auto attendee = progress_->live.contains(due) || progress_->in_view.contains(due)
                              ? moment.first_contradiction(attendance_)
                              : std::nullopt;
    if (attendee) {
      return where + "frozen planes of " + std::string{attendance_.id(*attendee)};
    }
    if (moment.reached() != (due <= now_)) return where + "reached out of time";
    if ((moment.reached() && !moment.closed()) != progress_->open.contains(due)) return where + "open or not";
    const bool followed = progress_->open.contains(due) || progress_->window_counts.contains(due);
    if (followed && !progress_->live.contains(due)) return where + "not live";
    if (!moment.count_is_right(attendance_)) return where + "the count of standings";
    for (const Member& member : moment.members()) {
      const RuleState& rule = rules_[slot(member.rule)];
      if (!rule.active() && !moment.closed()) return where + "a removed rule";
      if (!progress_->live.contains(due)) continue;  // nobody asks its cursors any more
      bool right = true;
      attendance::for_each_bit(member.next, member.cursor / attendance::kWordBits,
                               [&, &taking = moment](AttendeeIndex attendee) {
                                 right = right && taking.takes(member, rule, attendee, attendance_);
                               });
      const auto next = moment.first_taken(member, rule, member.cursor, attendance_);
      if (!right || (member.next != 0 && next != AttendeeIndex{member.cursor})) return where + "who is next";
      const auto first = moment.first_taken(member, rule, 0, attendance_);
      if (first && static_cast<std::uint32_t>(*first) < member.cursor) {
        return where + "cursor past " + std::string{attendance_.id(*first)};
      }
      const auto wrong = moment.first_correction(member, rule, 0, attendance_);
      if (wrong && static_cast<std::uint32_t>(*wrong) < member.correction_cursor) {
        return where + "correction cursor past " + std::string{attendance_.id(*wrong)};
      }
    }
  }
  return {};
}

}  // namespace usher::queue
