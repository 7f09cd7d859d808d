#include "decision/moment.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace usher::decision {

using attendance::Attendance;
using attendance::kWordBits;
using attendance::Plane;

namespace {

bool eligible_as_of(AttendeeIndex attendee, Instant instant, const Attendance& attendance) {
  return attendance.registrations().registered_as_of(attendee, instant) &&
         !attendance.registrations().unregistered_after(attendee, instant);
}

}  // namespace

void Moment::reach(const Attendance& attendance) {
  reached_ = true;
  for (Member& member : members_) {
    member.seen.clear();
    member.next = 0;
  }
  if (!wide_) return;
  eligible_ = attendance.registered();
  truth_ = attendance.head();
}

/// From now on some rule takes part for everybody: what is known of single people goes into planes.
void Moment::widen() {
  wide_ = true;
  for (const auto& [attendee, decision] : decided_people_) {
    decided_.set(attendee);
    decided_on_.assign(attendee, decision.standing);
    if (decision.decided_at < due_) decided_early_.set(attendee, decision.decided_at, due_);
  }
  decided_people_.clear();
}

void Moment::restore(Plane eligible, attendance::StandingPlanes truth) {
  eligible_ = std::move(eligible);
  truth_ = std::move(truth);
  recorded_ = true;
  rewind();
}

void Moment::reopen(const Attendance& attendance) {
  reached_ = true;
  closed_ = false;
  refresh_all(attendance);
}

void Moment::refresh(AttendeeIndex attendee, const Attendance& attendance) {
  if (wide_ && reached_) {
    eligible_.assign(attendee, eligible_as_of(attendee, due_, attendance));
    truth_.assign(attendee, attendance.standing_as_of(attendee, due_));
  }
  if (wide_ && decided_.test(attendee)) {
    gone_.assign(attendee, !eligible_as_of(attendee, decided(attendee)->decided_at, attendance));
  }
  rewind(attendee, attendance);
}

void Moment::refresh_all(const Attendance& attendance) {
  for (std::uint32_t number = 0; wide_ && number < attendance.size(); ++number) {
    refresh(AttendeeIndex{number}, attendance);
  }
  if (counted_) count(attendance);
  rewind();
}

void Moment::close() noexcept {
  closed_ = true;
  for (Member& member : members_) member.next = 0;
}

Member* Moment::find(RuleIndex rule, Member::Kind kind) noexcept {
  for (Member& member : members_) {
    if (member.rule == rule && member.kind == kind) return &member;
  }
  return nullptr;
}

Member& Moment::member(RuleIndex rule, Member::Kind kind) {
  if (Member* const found = find(rule, kind)) return *found;
  const auto place = std::find_if(members_.begin(), members_.end(), [&](const Member& other) {
    return std::tie(other.rule, other.kind) > std::tie(rule, kind);
  });
  Member added;
  added.rule = rule;
  added.kind = kind;
  if (added.whole() && !wide_) widen();
  return *members_.insert(place, std::move(added));
}

void Moment::remove(RuleIndex rule, Member::Kind kind) {
  std::erase_if(members_, [&](const Member& member) { return member.rule == rule && member.kind == kind; });
}

void Moment::remove_rule(RuleIndex rule) {
  std::erase_if(members_, [&](const Member& member) { return member.rule == rule; });
}

void Moment::rewind(AttendeeIndex attendee, const Attendance& attendance) {
  const Staleness place = staleness_of(attendee, attendance);
  for (Member& member : members_) {
    if (slot(attendee) / kWordBits <= member.cursor / kWordBits) member.next = 0;
    member.cursor = std::min(member.cursor, static_cast<std::uint32_t>(attendee));
    member.correction_cursor = std::min(member.correction_cursor, static_cast<std::uint32_t>(attendee));
    if (reached_) continue;
    if (member.whole() ? place < member.unseen : member.people.contains(attendee)) member.seen.insert(place);
  }
}

void Moment::rewind() {
  for (Member& member : members_) {
    member.cursor = 0;
    member.next = 0;
    member.correction_cursor = 0;
    if (!member.whole()) continue;
    member.seen.clear();
    member.unseen = 0;
  }
}

std::optional<Decision> Moment::decided(AttendeeIndex attendee) const {
  if (!wide_) {
    const auto found = decided_people_.find(attendee);
    return found == decided_people_.end() ? std::nullopt : std::optional{found->second};
  }
  if (!decided_.test(attendee)) return std::nullopt;
  return Decision{decided_on_.at(attendee), decided_early_.at(attendee, due_)};
}

void Moment::decide(AttendeeIndex attendee, const Decision& decision, const Attendance& attendance) {
  if (!wide_) {
    decided_people_.emplace(attendee, decision);
    return;
  }
  count_out(attendee, attendance);
  decided_.set(attendee);
  decided_on_.assign(attendee, decision.standing);
  if (decision.decided_at < due_) decided_early_.set(attendee, decision.decided_at, due_);
  count_in(attendee, attendance);
}

std::optional<Standing> Moment::decide_open(AttendeeIndex attendee, Instant now, const Attendance& attendance) {
  if (!is_open(attendee)) return std::nullopt;
  const Standing standing = attendance.head().at(attendee);
  decided_.set(attendee);
  decided_on_.assign(attendee, standing);
  decided_early_.set(attendee, now, due_);
  if (counted_) {
    census_.remove(standing, false);
    census_.add(standing, true);
  }
  return standing;
}

Plane Moment::everybody_decided() const {
  Plane everybody = decided_;
  for (const auto& [attendee, decision] : decided_people_) everybody.set(attendee);
  return everybody;
}

bool Moment::nobody_decided() const noexcept {
  for (std::size_t word = 0; word < decided_.words(); ++word) {
    if (decided_.word(word) != 0) return false;
  }
  return decided_people_.empty();
}

std::optional<Decision> Moment::reading(const RuleState& rule, AttendeeIndex attendee) const {
  const auto decision = decided(attendee);
  const bool carried = rule.carried_by.test(attendee);
  if (carried && !(decision && rule.audience_edited)) return rule.carried.at(attendee);
  return decision;
}

Standing Moment::standing(AttendeeIndex attendee, const Attendance& attendance) const {
  if (!reached_) return attendance.head().at(attendee);
  return wide_ ? truth_.at(attendee) : attendance.standing_as_of(attendee, due_);
}

bool Moment::eligible(AttendeeIndex attendee, const Attendance& attendance) const {
  if (!reached_) return attendance.registered().test(attendee);
  return wide_ ? eligible_.test(attendee) : eligible_as_of(attendee, due_, attendance);
}

bool Moment::takes_part(const Member& member, const RuleState& rule, AttendeeIndex attendee) {
  switch (member.kind) {
    case Member::Kind::present:
      return !rule.apart.test(attendee) && !rule.personal.contains(attendee);
    case Member::Kind::apart:
      return member.staying.test(attendee);
    case Member::Kind::personal:
    case Member::Kind::personal_apart:
      return member.people.contains(attendee);
  }
  return false;
}

bool Moment::by_truth(const RuleState& rule, Instant now) const {
  return rule.corrects() && reached_ && now <= due_ + rule.definition->correct_for;
}

bool Moment::takes(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                   const Attendance& attendance) const {
  if (!rule.active() || rule.called.test(attendee) || !takes_part(member, rule, attendee)) return false;
  if (is_open(attendee) && !rule.carried_by.test(attendee)) {
    return attendance.registered().test(attendee) && rule.definition->audience.contains(attendance.head().at(attendee));
  }
  const bool truth = by_truth(rule, attendance.now());
  if (closed_ && !truth) return false;
  // Who unregistered does not get back what was decided by reading another decision, or the truth (S11c).
  const bool kept =
      !rule.carried_by.test(attendee) || eligible_as_of(attendee, rule.carried.at(attendee).decided_at, attendance);
  const auto decision = truth ? std::nullopt : reading(rule, attendee);
  if (!decision) {
    return kept && eligible(attendee, attendance) && rule.definition->audience.contains(standing(attendee, attendance));
  }
  const bool here = member.kind != Member::Kind::present || attendance.registrations().registered_as_of(attendee, due_);
  return here && kept && rule.definition->audience.contains(decision->standing) &&
         eligible_as_of(attendee, decision->decided_at, attendance);
}

std::optional<CallKind> Moment::correction(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                                           const Attendance& attendance) const {
  if (!by_truth(rule, attendance.now()) || !rule.called.test(attendee) || rule.cancelled.test(attendee) ||
      rule.uncorrectable.test(attendee) || rule.in_flight.test(attendee) || !takes_part(member, rule, attendee)) {
    return std::nullopt;
  }
  const bool belongs = attendance.registrations().registered_as_of(attendee, due_) &&
                       rule.definition->audience.contains(standing(attendee, attendance));
  if (rule.transferred.test(attendee)) return belongs ? std::nullopt : std::optional{CallKind::retraction};
  const bool again = belongs && !attendance.registrations().unregistered_after(attendee, due_);
  return again ? std::optional{CallKind::transfer} : std::nullopt;
}

bool Moment::takes_any(AttendeeIndex attendee, const std::vector<RuleState>& rules,
                       const Attendance& attendance) const {
  return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
    return takes(member, rules[slot(member.rule)], attendee, attendance);
  });
}

std::optional<AttendeeIndex> Moment::first_contradiction(const Attendance& attendance) const {
  for (std::uint32_t number = 0; wide_ && number < attendance.size(); ++number) {
    const AttendeeIndex attendee{number};
    if (decided_.test(attendee) &&
        gone_.test(attendee) == eligible_as_of(attendee, decided(attendee)->decided_at, attendance)) {
      return attendee;
    }
    if (reached_ && (eligible_.test(attendee) != eligible_as_of(attendee, due_, attendance) ||
                     truth_.at(attendee) != attendance.standing_as_of(attendee, due_))) {
      return attendee;
    }
  }
  return std::nullopt;
}

}  // namespace usher::decision
