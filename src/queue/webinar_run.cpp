#include "queue/webinar_run.hpp"

#include <algorithm>

#include "queue/webinar_pairs.hpp"

namespace usher::queue {

using decision::Member;
using decision::Moment;
using decision::RuleState;

WebinarRun::WebinarRun(lane::WebinarNumber number, const WebinarScheduled& event, const Options& options,
                       const lane::Connections& connections, Instant now)
    : number_(number),
      id_(event.webinar.id),
      options_(options),
      connections_(connections),
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
  return moments_.try_emplace(due, due).first->second;
}

/// Something of a moment may have become possible, or impossible.
void WebinarRun::announce(Moment& moment) {
  if (!moment.reached() || moment.closed()) return;
  open_.insert(moment.due());
  if (moment.for_everybody()) open_whole_.insert(moment.due());
  to_check_.insert(moment.due());
  for (const Member& member : moment.members()) announced_.push_back({moment.due(), member.rule});
}

void WebinarRun::open(Moment& moment) {
  moment.reach(attendance_);
  attendance_.settle(moment.due());
  announce(moment);
}

void WebinarRun::advance(Instant now) {
  for (auto next = next_instant(); next && *next <= now; next = next_instant()) step(std::max(*next, now_));
  attendance_.advance(now);
  now_ = std::max(now_, now);
}

/// To the next instant at which something crosses. Standings first, so that a moment due at the mark sees it passed.
void WebinarRun::step(Instant now) {
  attendance_.advance(now);
  const auto first = moments_.upper_bound(now_);
  now_ = now;
  for (auto moment = first; moment != moments_.end() && moment->first <= now; ++moment) {
    if (!moment->second.reached()) open(moment->second);
  }
  fall_due(now);
}

std::optional<Instant> WebinarRun::next_instant() const {
  auto next = next_work();
  const auto crossing = attendance_.next_crossing();
  if (crossing && (!next || *crossing < *next)) next = crossing;
  return next;
}

std::optional<Instant> WebinarRun::next_work() const {
  std::optional<Instant> next;
  if (const auto moment = moments_.upper_bound(now_); moment != moments_.end()) next = moment->first;
  if (!stream_.empty() && (!next || stream_.top().due < *next)) next = stream_.top().due;
  return next;
}

std::optional<AttendeeIndex> WebinarRun::first_taken(Moment& moment, RuleIndex rule) {
  std::optional<AttendeeIndex> first;
  for (Member& member : moment.members()) {
    if (member.rule != rule) continue;
    const auto next = moment.advance_cursor(member, rules_[slot(rule)], attendance_);
    if (next && (!first || *next < *first)) first = next;
  }
  return first;
}

bool WebinarRun::has_work(Instant due, RuleIndex rule) {
  const auto moment = moments_.find(due);
  return open_.contains(due) && first_taken(moment->second, rule).has_value();
}

std::vector<WebinarRun::Taken> WebinarRun::take(Instant due, RuleIndex index, std::size_t most) {
  std::vector<Taken> taken;
  if (!open_.contains(due)) return taken;
  Moment& moment = moments_.at(due);
  RuleState& rule = rules_[slot(index)];
  while (taken.size() < most) {
    const auto first = first_taken(moment, index);
    if (!first) break;
    auto decision = moment.reading(rule, *first);
    if (!decision) {
      decision = decision::Decision{moment.standing(*first, attendance_), due};
      moment.decide(*first, decision->standing);
      show_decision(moment, *first);
    }
    rule.called.set(*first);
    ++outstanding_;
    taken.push_back({*first, due, *decision});
  }
  if (!taken.empty()) {
    to_check_.insert(due);
    last_activity_ = now_;
  }
  return taken;
}

/// An edited rule that has passed the attendee by, on a decision taken along, reads this one from now on (S5e).
void WebinarRun::show_decision(Moment& moment, AttendeeIndex attendee) {
  const bool read = std::any_of(moment.members().begin(), moment.members().end(), [&](const Member& member) {
    const RuleState& rule = rules_[slot(member.rule)];
    return rule.audience_edited && rule.carried_by.test(attendee);
  });
  if (!read) return;
  moment.rewind(attendee);
  announce(moment);
}

void WebinarRun::close_moments() {
  for (auto due = to_check_.begin(); due != to_check_.end() && *due < now_; due = to_check_.erase(due)) {
    Moment& moment = moments_.at(*due);
    if (moment.closed() || moment.has_work(rules_, attendance_)) continue;
    moment.close();
    open_.erase(*due);
    open_whole_.erase(*due);
    last_activity_ = std::max(last_activity_, *due);
  }
}

void WebinarRun::finish_one() {
  --outstanding_;
  last_activity_ = now_;
}

Result<void> WebinarRun::cancel(RuleIndex index, AttendeeIndex attendee) {
  RuleState& rule = rules_[slot(index)];
  if (cancelled_) return Error{ErrorCode::conflict, "expected a webinar that is not cancelled", "/webinar"};
  if (!rule.active()) return Error{ErrorCode::conflict, "expected a rule that is in force", "/rule"};
  if (rule.called.test(attendee)) {
    const bool cancelled = rule.cancelled.test(attendee);
    return Error{
        ErrorCode::conflict,
        std::string{"expected a handover that is to come, found one that is "} + (cancelled ? "cancelled" : "called"),
        "/attendee"};
  }
  if (!over_since() || to_come()) last_activity_ = now_;
  change_attendee(attendee, now_, true, [&] {
    rule.called.set(attendee);
    rule.cancelled.set(attendee);
  });
  return {};
}

std::optional<Instant> WebinarRun::over_since() const {
  if (cancelled_) return cancelled_;
  const auto end = facts_.end();
  return end && *end <= now_ ? end : std::nullopt;
}

bool WebinarRun::to_come() {
  if (outstanding_ != 0 || moments_.lower_bound(now_) != moments_.end()) return true;
  const auto has_work = [&](Instant due) { return moments_.at(due).has_work(rules_, attendance_); };
  if (std::any_of(open_.begin(), open_.end(), has_work)) return true;
  while (!stream_.empty() && !still_expected(stream_.top())) stream_.pop();
  return !stream_.empty();
}

std::optional<Instant> WebinarRun::free_at() {
  const auto over = over_since();
  if (!over || to_come()) return std::nullopt;
  return std::max(*over, last_activity_) + options_.retain;
}

std::optional<RuleIndex> WebinarRun::find_rule(std::string_view id) const {
  const auto number = rule_ids_.find(id);
  return number ? std::optional{RuleIndex{*number}} : std::nullopt;
}

std::vector<std::string> WebinarRun::preview(RuleIndex index) const {
  const RuleState& rule = rules_[slot(index)];
  std::vector<std::string> attendees;
  if (!rule.active() || cancelled_) return attendees;
  for (std::size_t word = 0; word < attendance_.registered().words(); ++word) {
    const attendance::Word match = attendance_.registered().word(word) & ~rule.called.word(word) &
                                   decision::audience_word(rule.definition->audience, attendance_.head(), word);
    attendance::for_each_bit(match, word,
                             [&](AttendeeIndex attendee) { attendees.emplace_back(attendance_.id(attendee)); });
  }
  return attendees;
}

std::string WebinarRun::check_invariants() const {
  if (const auto attendee = attendance_.first_contradiction()) {
    return "webinar " + id_ + ": head planes of " + std::string{attendance_.id(*attendee)};
  }
  for (const auto& [due, moment] : moments_) {
    const std::string where = "webinar " + id_ + ", moment " + to_string(due) + ": ";
    if (const auto attendee = moment.first_contradiction(attendance_)) {
      return where + "frozen planes of " + std::string{attendance_.id(*attendee)};
    }
    if (moment.reached() != (due <= now_)) return where + "reached out of time";
    if ((moment.reached() && !moment.closed()) != open_.contains(due)) return where + "open or not";
    for (const Member& member : moment.members()) {
      const RuleState& rule = rules_[slot(member.rule)];
      if (!rule.active() && !moment.closed()) return where + "a removed rule";
      const auto first = moment.first_taken(member, rule, 0, attendance_);
      if (first && static_cast<std::uint32_t>(*first) < member.cursor && !moment.closed()) {
        return where + "cursor past " + std::string{attendance_.id(*first)};
      }
    }
  }
  return {};
}

}  // namespace usher::queue
