// Pairs of rule and attendee: which moment they are in, and what takes them to another (S5d, S13, S14).
#include "queue/webinar_pairs.hpp"

#include <algorithm>

#include "agenda/due.hpp"

namespace usher::queue {

using decision::Member;
using decision::Moment;
using decision::RuleState;

std::optional<Instant> WebinarRun::present_due(const RuleState& rule, AttendeeIndex attendee) const {
  if (!rule.active() || cancelled_) return std::nullopt;
  const auto if_registered = due_if_registered(rule, attendee);
  const auto due =
      agenda::due_for(attendee, if_registered, rule.definition->when_late, attendance_.registrations(), facts_.end());
  if (due || !rule.pairs->called.test(attendee)) return due;
  // The target may have somebody who turns out not to be registered: the pair stays where that is put right (S17d).
  const bool unanchored =
      rule.definition->when.kind == Anchor::Kind::registered && !attendance_.registrations().since(attendee);
  if (!unanchored) return if_registered;
  return left_unregistered(rule, attendee);
}

/// Of a rule that is anchored at the attendee.
std::optional<Instant> WebinarRun::anchor_of(const RuleState& rule, AttendeeIndex attendee) const {
  switch (rule.definition->when.kind) {
    case Anchor::Kind::registered:
      return attendance_.registrations().since(attendee);
    case Anchor::Kind::joined:
      return attendance_.joined_at(attendee);
    default:
      return attendance_.participated_at(attendee);
  }
}

std::optional<Instant> WebinarRun::due_if_registered(const RuleState& rule, AttendeeIndex attendee) const {
  const Rule& definition = *rule.definition;
  if (!definition.when.per_attendee()) return rule.due();
  const auto anchor = anchor_of(rule, attendee);
  if (!anchor) return std::nullopt;
  Instant since = rule.anchored_since;
  if (definition.when.kind != Anchor::Kind::registered) {
    const bool joins = definition.when.kind == Anchor::Kind::joined;
    const Progress::Instants& changed = joins ? progress_->joined_since : progress_->participated_since;
    const auto found = changed.find(attendee);
    if (found != changed.end()) since = std::max(since, found->second);
  }
  return agenda::due_of(*anchor + definition.offset, std::max(since, *anchor), definition.when_late);
}

bool WebinarRun::decided_with(const RuleState& rule, AttendeeIndex attendee) const {
  const auto moment = rule.due() ? moments_.find(*rule.due()) : moments_.end();
  return moment != moments_.end() && moment->second.decided(attendee).has_value();
}

/// The pair was due at `before`, as one of everybody or not in that moment yet. Where the attendee has been decided
/// there, the decision goes along (S5d).
void WebinarRun::carry_unless_due(RuleState& rule, AttendeeIndex attendee, std::optional<Instant> before) {
  if (!before || !rule.active() || rule.pairs->apart.test(attendee) || present_due(rule, attendee) == before) return;
  const auto moment = moments_.find(*before);
  if (moment == moments_.end() || !moment->second.decided(attendee)) return;
  rule.pairs.make().carry(attendee, *moment->second.reading(rule, attendee));
}

void WebinarRun::refresh_pair(RuleState& rule, AttendeeIndex attendee, Instant at, bool was_taken) {
  if (rule.pairs->apart.test(attendee)) return;
  const auto personal = rule.pairs->personal.find(attendee);
  const bool from_elsewhere = personal != rule.pairs->personal.end();
  if (from_elsewhere) {
    const Instant from = personal->second;
    if (present_due(rule, attendee) == from && rule.due() != from) return;
    if (!leave(rule, attendee, from, at, was_taken)) return;
  }
  go_on(rule, attendee, from_elsewhere);
}

bool WebinarRun::leave(RuleState& rule, AttendeeIndex attendee, Instant from, Instant at, bool was_taken) {
  Moment& moment = moments_.at(from);
  const auto decision = moment.decided(attendee) ? moment.reading(rule, attendee) : std::nullopt;
  if (Member* const member = moment.find(rule.index, Member::Kind::personal))
    member->single.make().people.erase(attendee);
  rule.pairs.make().personal.erase(attendee);
  if (!moment.reached()) mark_stale(from);
  announce(moment);
  // Who is not registered as of that instant has left already, and is kept only to be put right (S17d).
  const bool was_there = attendance_.registrations().registered_as_of(attendee, from);
  if (at > from && was_there && (decision || was_taken)) {
    moment.member(rule.index, Member::Kind::personal_apart, attendance_).single.make().people.insert(attendee);
    decision::Pairs& pairs = rule.pairs.make();
    pairs.apart.set(attendee);
    pairs.personal_apart[attendee] = from;
    moment.rewind(attendee, attendance_);
    announce(moment);
    return false;
  }
  if (decision) rule.pairs.make().carry(attendee, *decision);
  return true;
}

/// Where the pair was last, if the attendee is not registered as of then: that may be put right there, also after edits
/// (S17d).
std::optional<Instant> WebinarRun::left_unregistered(const RuleState& rule, AttendeeIndex attendee) const {
  const auto last = rule.pairs->last_due.find(attendee);
  if (last == rule.pairs->last_due.end() || attendance_.registrations().registered_as_of(attendee, last->second))
    return {};
  return last->second;
}

/// A pair that is in no moment goes to where it is due now.
void WebinarRun::go_on(RuleState& rule, AttendeeIndex attendee, bool from_elsewhere) {
  const auto due = present_due(rule, attendee);
  if (!due) {
    decision::Pairs* const pairs = rule.pairs.if_made();
    if (pairs != nullptr && !left_unregistered(rule, attendee)) pairs->last_due.erase(attendee);
    return;
  }
  if (!rule.per_attendee() && due == rule.due()) {
    Moment& moment = moment_at(*due);
    const bool called = rule.pairs->called.test(attendee);
    if (from_elsewhere && moment.closed() && !called) moment.reopen(attendance_);
    if (called && attendance_.registrations().registered_as_of(attendee, *due))
      rule.pairs.make().last_due[attendee] = *due;
    moment.rewind(attendee, attendance_);
    announce(moment);
  } else if (rule.follows(attendee)) {
    if (rule.pairs->called.test(attendee)) rule.pairs.make().last_due[attendee] = *due;
    expect(rule, attendee, *due);
  }
}

/// Ends the staying of somebody whom no rule of the moment takes any more (S5d).
void WebinarRun::release(Moment& moment, AttendeeIndex attendee) {
  if (moment.closed() || moment.decided(attendee)) return;
  const auto stays = [&](const Member& member) {
    return member.set_apart() && (member.single->staying.test(attendee) || member.single->people.contains(attendee));
  };
  if (std::none_of(moment.members().begin(), moment.members().end(), stays) ||
      moment.takes_any(attendee, rules_, attendance_)) {
    return;
  }
  for (Member& member : moment.members()) {
    if (!stays(member)) continue;
    member.single.make().leave(attendee);
    RuleState& rule = rules_[slot(member.rule)];
    decision::Pairs& pairs = rule.pairs.make();
    pairs.apart.clear(attendee);
    pairs.personal_apart.erase(attendee);
    go_on(rule, attendee, true);
  }
}

std::vector<Instant> WebinarRun::moments_following(AttendeeIndex attendee) const {
  if (cancelled_) return {};
  std::vector<Instant> moments(progress_->live_whole.begin(), progress_->live_whole.end());
  moments.insert(moments.end(), progress_->in_view.begin(), progress_->in_view.end());
  for (const RuleState& rule : rules_) {
    for (const auto* own : {&rule.pairs->personal, &rule.pairs->personal_apart}) {
      const auto found = own->find(attendee);
      if (found == own->end()) continue;
      if (found->second > now_ || progress_->live.contains(found->second)) moments.push_back(found->second);
    }
  }
  std::sort(moments.begin(), moments.end());
  moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
  return moments;
}

bool WebinarRun::still_expected(const agenda::Expectation& expectation) const {
  const RuleState& rule = rules_[slot(expectation.rule)];
  const auto personal = rule.pairs->personal.find(expectation.attendee);
  return rule.may_be_personal() && rule.follows(expectation.attendee) &&
         !rule.pairs->apart.test(expectation.attendee) &&
         (personal == rule.pairs->personal.end() || personal->second != expectation.due) &&
         (rule.per_attendee() || rule.due() != expectation.due) &&
         present_due(rule, expectation.attendee) == expectation.due;
}

void WebinarRun::fall_due(Instant until, const Dues& left) {
  while (!progress_->stream.empty() && progress_->stream.top().view <= until) {
    const agenda::Expectation expectation = progress_->stream.top();
    progress_.make().stream.pop();
    // One of an earlier definition may have come into view too early; its own comes later.
    if (still_expected(expectation) &&
        view_of(rules_[slot(expectation.rule)], expectation.attendee, expectation.due) <= until) {
      join_moment(expectation, left);
    }
  }
}

void WebinarRun::join_moment(const agenda::Expectation& expectation, const Dues& left) {
  RuleState& rule = rules_[slot(expectation.rule)];
  Moment& moment = moment_at(expectation.due);
  moment.member(rule.index, Member::Kind::personal, attendance_).single.make().people.insert(expectation.attendee);
  rule.pairs.make().personal[expectation.attendee] = expectation.due;
  if (moment.due() > now_) {
    mark_stale(moment.due());
  } else {
    // Whose own instant is the one that the rule has just left was there before, and opens nothing; nor does a pair
    // that was called (S15a).
    const bool was_there = slot(rule.index) < left.size() && left[slot(rule.index)] == moment.due();
    const bool opens = !was_there && !rule.pairs->called.test(expectation.attendee);
    if (!moment.reached() || (moment.closed() && opens)) {
      moment.reopen(attendance_);
      progress_.make().live.insert(moment.due());
      attendance_.settle(moment.due());
    }
    open_window(moment.due(), rule);
  }
  moment.rewind(expectation.attendee, attendance_);
  announce(moment);
}

}  // namespace usher::queue
