#include "decision/moment.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace usher::decision {

using attendance::Attendance;
using attendance::kWordBits;
using attendance::Plane;
using attendance::Word;

namespace {

bool eligible_as_of(AttendeeIndex attendee, Instant instant, const Attendance& attendance) {
  return attendance.registrations().registered_as_of(attendee, instant) &&
         !attendance.registrations().unregistered_after(attendee, instant);
}

}  // namespace

void Moment::reach(const Attendance& attendance) {
  reached_ = true;
  for (Member& member : members_) {
    if (Member::Single* const single = member.single.if_made()) single->seen.clear();
    member.next = 0;
  }
  if (!wide_) return;
  Known& known = known_.make();
  known.eligible = attendance.registered();
  known.truth = attendance.head();
}

/// From now on some rule takes part for everybody: what is known of single people goes into planes.
void Moment::widen(const Attendance& attendance) {
  wide_ = true;
  Known* const known = known_.if_made();
  if (known == nullptr) return;
  for (const auto& [attendee, decision] : known->decided_people) {
    known->decided.set(attendee);
    known->decided_on.assign(attendee, decision.standing);
    known->gone.assign(attendee, !eligible_as_of(attendee, decision.decided_at, attendance));
    if (decision.decided_at < due_) known->decided_early.set(attendee, decision.decided_at, due_);
  }
  known->decided_people.clear();
}

void Moment::restore(Plane eligible, attendance::StandingPlanes truth) {
  Known& known = known_.make();
  known.eligible = std::move(eligible);
  known.truth = std::move(truth);
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
    Known& known = known_.make();
    known.eligible.assign(attendee, eligible_as_of(attendee, due_, attendance));
    known.truth.assign(attendee, attendance.standing_as_of(attendee, due_));
  }
  if (wide_ && known_->decided.test(attendee)) {
    known_.make().gone.assign(attendee, !eligible_as_of(attendee, decided(attendee)->decided_at, attendance));
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

Member& Moment::member(RuleIndex rule, Member::Kind kind, const Attendance& attendance) {
  if (Member* const found = find(rule, kind)) return *found;
  const auto place = std::find_if(members_.begin(), members_.end(), [&](const Member& other) {
    return std::tie(other.rule, other.kind) > std::tie(rule, kind);
  });
  Member added;
  added.rule = rule;
  added.kind = kind;
  if (added.whole() && !wide_) widen(attendance);
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
    Member::Single* const single = member.single.if_made();
    if (single == nullptr) continue;
    if (member.whole() ? place < single->unseen : single->people.contains(attendee)) single->seen.insert(place);
  }
}

void Moment::rewind() {
  for (Member& member : members_) {
    member.cursor = 0;
    member.next = 0;
    member.correction_cursor = 0;
    Member::Single* const single = member.single.if_made();
    if (single == nullptr || !member.whole()) continue;
    single->seen.clear();
    single->unseen = 0;
  }
}

std::optional<Decision> Moment::decided(AttendeeIndex attendee) const {
  if (!wide_) {
    const auto found = known_->decided_people.find(attendee);
    return found == known_->decided_people.end() ? std::nullopt : std::optional{found->second};
  }
  if (!known_->decided.test(attendee)) return std::nullopt;
  return Decision{known_->decided_on.at(attendee), known_->decided_early.at(attendee, due_)};
}

void Moment::decide(AttendeeIndex attendee, const Decision& decision, const Attendance& attendance) {
  Known& known = known_.make();
  if (!wide_) {
    known.decided_people.emplace(attendee, decision);
    return;
  }
  count_out(attendee, attendance);
  known.decided.set(attendee);
  known.decided_on.assign(attendee, decision.standing);
  if (decision.decided_at < due_) known.decided_early.set(attendee, decision.decided_at, due_);
  count_in(attendee, attendance);
}

void Moment::decide_all(std::size_t word, Word who) {
  Known& known = known_.make();
  known.decided.set_word(word, known.decided.word(word) | who);
  const auto copy = [&](const Plane& from, Plane& to) {
    to.set_word(word, (to.word(word) & ~who) | (from.word(word) & who));
  };
  copy(known.truth.attended, known.decided_on.attended);
  copy(known.truth.participant, known.decided_on.participant);
  copy(known.truth.online, known.decided_on.online);
  if (!counted_) return;
  attendance::for_each_bit(who, word, [&](AttendeeIndex attendee) {
    const Standing standing = known.truth.at(attendee);
    known.census.remove(standing, false);
    known.census.add(standing, true);
  });
}

std::optional<Standing> Moment::decide_open(AttendeeIndex attendee, Instant now, const Attendance& attendance) {
  if (!is_open(attendee)) return std::nullopt;
  const Standing standing = attendance.standing(attendee);
  Known& known = known_.make();
  known.decided.set(attendee);
  known.decided_on.assign(attendee, standing);
  known.decided_early.set(attendee, now, due_);
  if (counted_) {
    known.census.remove(standing, false);
    known.census.add(standing, true);
  }
  return standing;
}

Plane Moment::everybody_decided() const {
  Plane everybody = known_->decided;
  for (const auto& [attendee, decision] : known_->decided_people) everybody.set(attendee);
  return everybody;
}

bool Moment::nobody_decided() const noexcept {
  for (std::size_t word = 0; word < known_->decided.words(); ++word) {
    if (known_->decided.word(word) != 0) return false;
  }
  return known_->decided_people.empty();
}

std::optional<Decision> Moment::reading(const RuleState& rule, AttendeeIndex attendee) const {
  const auto decision = decided(attendee);
  const bool carried = rule.pairs->carried_by.test(attendee);
  const bool passed_over = decision && rule.passes_over_carried(attendee) && !rule.pairs->called.test(attendee);
  if (carried && !passed_over) return rule.pairs->carried.at(attendee);
  return decision;
}

Standing Moment::standing(AttendeeIndex attendee, const Attendance& attendance) const {
  if (!reached_) return attendance.standing(attendee);
  return wide_ ? known_->truth.at(attendee) : attendance.standing_as_of(attendee, due_);
}

bool Moment::eligible(AttendeeIndex attendee, const Attendance& attendance) const {
  if (!reached_) return attendance.registered().test(attendee);
  return wide_ ? known_->eligible.test(attendee) : eligible_as_of(attendee, due_, attendance);
}

bool Moment::takes_part(const Member& member, const RuleState& rule, AttendeeIndex attendee) {
  switch (member.kind) {
    case Member::Kind::present:
      return !rule.pairs->apart.test(attendee) && !rule.pairs->personal.contains(attendee);
    case Member::Kind::apart:
      return member.single->staying.test(attendee);
    case Member::Kind::personal:
    case Member::Kind::personal_apart:
      return member.single->people.contains(attendee);
  }
  return false;
}

bool Moment::by_truth(const RuleState& rule, Instant now) const {
  return rule.corrects() && reached_ && now <= due_ + rule.definition->correct_for;
}

bool Moment::belongs(const RuleState& rule, AttendeeIndex attendee, const Attendance& attendance) const {
  return attendance.registrations().registered_as_of(attendee, due_) &&
         rule.definition->audience.contains(standing(attendee, attendance));
}

bool Moment::takes(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                   const Attendance& attendance) const {
  if (!rule.active() || rule.pairs->called.test(attendee) || !takes_part(member, rule, attendee)) return false;
  if (is_open(attendee) && !rule.pairs->carried_by.test(attendee)) {
    return attendance.registered().test(attendee) && rule.definition->audience.contains(attendance.standing(attendee));
  }
  const bool truth = by_truth(rule, attendance.now());
  if (closed_ && !truth) return false;
  if (!keeps(rule, attendee, attendance)) return false;
  const auto decision = truth ? std::nullopt : reading(rule, attendee);
  if (!decision) {
    return eligible(attendee, attendance) && rule.definition->audience.contains(standing(attendee, attendance));
  }
  if (holds_back(rule) && !belongs(rule, attendee, attendance)) return false;
  const bool here = member.kind != Member::Kind::present || attendance.registrations().registered_as_of(attendee, due_);
  return here && rule.definition->audience.contains(decision->standing);
}

bool Moment::keeps(const RuleState& rule, AttendeeIndex attendee, const Attendance& attendance) const {
  if (rule.pairs->carried_by.test(attendee) &&
      !eligible_as_of(attendee, rule.pairs->carried.at(attendee).decided_at, attendance)) {
    return false;
  }
  if (wide_) return !known_->gone.test(attendee);
  const auto decision = decided(attendee);
  return !decision || eligible_as_of(attendee, decision->decided_at, attendance);
}

std::optional<CallKind> Moment::correction(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                                           const Attendance& attendance) const {
  if (!by_truth(rule, attendance.now()) || !rule.pairs->called.test(attendee) || rule.pairs->cancelled.test(attendee) ||
      rule.pairs->uncorrectable.test(attendee) || rule.pairs->in_flight.test(attendee) ||
      !takes_part(member, rule, attendee)) {
    return std::nullopt;
  }
  const bool belongs_here = belongs(rule, attendee, attendance);
  if (rule.pairs->transferred.test(attendee)) return belongs_here ? std::nullopt : std::optional{CallKind::retraction};
  const bool again = belongs_here && !attendance.registrations().unregistered_after(attendee, due_);
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
    if (known_->decided.test(attendee) &&
        known_->gone.test(attendee) == eligible_as_of(attendee, decided(attendee)->decided_at, attendance)) {
      return attendee;
    }
    if (reached_ && (known_->eligible.test(attendee) != eligible_as_of(attendee, due_, attendance) ||
                     known_->truth.at(attendee) != attendance.standing_as_of(attendee, due_))) {
      return attendee;
    }
  }
  return std::nullopt;
}

}  // namespace usher::decision
