#include "decision/moment.hpp"

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

namespace usher::decision {

using attendance::Attendance;
using attendance::kWordBits;
using attendance::Plane;
using attendance::Word;

namespace {

std::size_t words_for(const Attendance& attendance) {
  return (attendance.size() + kWordBits - 1) / kWordBits;
}

bool eligible_as_of(AttendeeIndex attendee, Instant due, const Attendance& attendance) {
  return attendance.registrations().registered_as_of(attendee, due) &&
         !attendance.registrations().unregistered_after(attendee, due);
}

}  // namespace

Word audience_word(Audience audience, const attendance::StandingPlanes& planes, std::size_t word) {
  const Word attended = planes.attended.word(word);
  const Word participant = planes.participant.word(word);
  const Word online = planes.online.word(word);
  Word match = 0;
  for (unsigned bits = 0; bits < 8; ++bits) {
    const Standing standing = Standing::from_bits(bits);
    if (!audience.contains(standing)) continue;
    match |= (standing.attended ? attended : ~attended) & (standing.participant ? participant : ~participant) &
             (standing.online ? online : ~online);
  }
  return match;
}

bool Moment::needs_planes() const noexcept {
  return std::any_of(members_.begin(), members_.end(), [](const Member& member) { return member.whole(); });
}

void Moment::reach(const Attendance& attendance) {
  reached_ = true;
  if (!needs_planes()) return;
  frozen_ = true;
  eligible_ = attendance.registered();
  standing_ = attendance.head();
}

void Moment::build_planes() {
  frozen_ = true;
  for (const auto& [attendee, standing] : decided_people_) {
    decided_.set(attendee);
    standing_.assign(attendee, standing);
  }
  decided_people_.clear();
}

void Moment::reopen(const Attendance& attendance) {
  reached_ = true;
  const bool was_closed = std::exchange(closed_, false);
  const bool builds = !frozen_ && needs_planes();
  if (builds) build_planes();
  if (builds || was_closed) refresh_all(attendance);
  rewind();
}

void Moment::refresh(AttendeeIndex attendee, const Attendance& attendance) {
  if (frozen_) {
    eligible_.assign(attendee, eligible_as_of(attendee, due_, attendance));
    if (!decided_.test(attendee)) standing_.assign(attendee, attendance.standing_as_of(attendee, due_));
  }
  rewind(attendee);
}

void Moment::refresh_all(const Attendance& attendance) {
  for (std::uint32_t number = 0; frozen_ && number < attendance.size(); ++number) {
    refresh(AttendeeIndex{number}, attendance);
  }
  rewind();
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
  return *members_.insert(place, std::move(added));
}

void Moment::remove(RuleIndex rule, Member::Kind kind) {
  std::erase_if(members_, [&](const Member& member) { return member.rule == rule && member.kind == kind; });
}

void Moment::remove_rule(RuleIndex rule) {
  std::erase_if(members_, [&](const Member& member) { return member.rule == rule; });
}

void Moment::rewind(AttendeeIndex attendee) {
  for (Member& member : members_) member.cursor = std::min(member.cursor, static_cast<std::uint32_t>(attendee));
}

void Moment::rewind() {
  rewind(AttendeeIndex{0});
}

std::optional<Standing> Moment::decided(AttendeeIndex attendee) const {
  if (frozen_) return decided_.test(attendee) ? std::optional{standing_.at(attendee)} : std::nullopt;
  const auto found = decided_people_.find(attendee);
  return found == decided_people_.end() ? std::nullopt : std::optional{found->second};
}

void Moment::decide(AttendeeIndex attendee, Standing standing) {
  if (frozen_) {
    decided_.set(attendee);
    standing_.assign(attendee, standing);
  } else {
    decided_people_.emplace(attendee, standing);
  }
}

Plane Moment::everybody_decided() const {
  Plane everybody = decided_;
  for (const auto& [attendee, standing] : decided_people_) everybody.set(attendee);
  return everybody;
}

bool Moment::nobody_decided() const noexcept {
  for (std::size_t word = 0; word < decided_.words(); ++word) {
    if (decided_.word(word) != 0) return false;
  }
  return decided_people_.empty();
}

std::optional<Decision> Moment::reading(const RuleState& rule, AttendeeIndex attendee) const {
  const auto standing = decided(attendee);
  const bool carried = rule.carried_by.test(attendee);
  if (carried && !(standing && rule.audience_edited)) return rule.carried.at(attendee);
  return standing ? std::optional{Decision{*standing, due_}} : std::nullopt;
}

Standing Moment::standing(AttendeeIndex attendee, const Attendance& attendance) const {
  return frozen_ ? standing_.at(attendee) : attendance.standing_as_of(attendee, due_);
}

bool Moment::eligible(AttendeeIndex attendee, const Attendance& attendance) const {
  return frozen_ ? eligible_.test(attendee) : eligible_as_of(attendee, due_, attendance);
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

bool Moment::takes(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                   const Attendance& attendance) const {
  if (!rule.active() || rule.called.test(attendee) || !takes_part(member, rule, attendee)) return false;
  const auto decision = reading(rule, attendee);
  if (!decision) {
    return eligible(attendee, attendance) && rule.definition->audience.contains(standing(attendee, attendance));
  }
  const bool here = member.kind != Member::Kind::present || attendance.registrations().registered_as_of(attendee, due_);
  // Who unregistered does not get back what was decided by reading another decision (S11c).
  const bool kept =
      !rule.carried_by.test(attendee) || eligible_as_of(attendee, rule.carried.at(attendee).decided_at, attendance);
  return here && kept && rule.definition->audience.contains(decision->standing) &&
         eligible_as_of(attendee, decision->decided_at, attendance);
}

bool Moment::takes_any(AttendeeIndex attendee, const std::vector<RuleState>& rules,
                       const Attendance& attendance) const {
  return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
    return takes(member, rules[slot(member.rule)], attendee, attendance);
  });
}

Word Moment::taken_word(const Member& member, const RuleState& rule, std::size_t word) const {
  const Word part = member.kind == Member::Kind::apart ? member.staying.word(word) : ~rule.apart.word(word);
  return part & eligible_.word(word) & ~rule.called.word(word) &
         audience_word(rule.definition->audience, standing_, word);
}

std::optional<AttendeeIndex> Moment::first_taken(const Member& member, const RuleState& rule, std::uint32_t from,
                                                 const Attendance& attendance) const {
  if (!rule.active()) return std::nullopt;
  if (!member.whole()) {
    for (auto person = member.people.lower_bound(AttendeeIndex{from}); person != member.people.end(); ++person) {
      if (takes(member, rule, *person, attendance)) return *person;
    }
    return std::nullopt;
  }
  Word mask = ~Word{0} << (from % kWordBits);
  for (std::size_t word = from / kWordBits; word < words_for(attendance); ++word, mask = ~Word{0}) {
    // Who has brought a decision along, or has an instant of their own, is looked at one by one; they are few.
    const bool exceptions = rule.carried_by.word(word) != 0 || !rule.personal.empty();
    const Word candidates = (taken_word(member, rule, word) | rule.carried_by.word(word)) & mask;
    for (Word left = candidates; left != 0; left &= left - 1) {
      const AttendeeIndex attendee{static_cast<std::uint32_t>(word * kWordBits) +
                                   static_cast<std::uint32_t>(std::countr_zero(left))};
      if (!exceptions || takes(member, rule, attendee, attendance)) return attendee;
    }
  }
  return std::nullopt;
}

Plane Moment::taken(const std::vector<RuleState>& rules, const Attendance& attendance) const {
  Plane everybody;
  for (const Member& member : members_) {
    const RuleState& rule = rules[slot(member.rule)];
    for (auto next = first_taken(member, rule, 0, attendance); next;
         next = first_taken(member, rule, static_cast<std::uint32_t>(*next) + 1, attendance)) {
      everybody.set(*next);
    }
  }
  return everybody;
}

std::optional<AttendeeIndex> Moment::advance_cursor(Member& member, const RuleState& rule,
                                                    const Attendance& attendance) const {
  const auto next = first_taken(member, rule, member.cursor, attendance);
  member.cursor = next ? static_cast<std::uint32_t>(*next) : static_cast<std::uint32_t>(attendance.size());
  return next;
}

bool Moment::has_work(const std::vector<RuleState>& rules, const Attendance& attendance) {
  bool any = false;
  for (Member& member : members_) {
    if (advance_cursor(member, rules[slot(member.rule)], attendance)) any = true;
  }
  return any;
}

std::optional<AttendeeIndex> Moment::first_contradiction(const Attendance& attendance) const {
  for (std::uint32_t number = 0; frozen_ && !closed_ && number < attendance.size(); ++number) {
    const AttendeeIndex attendee{number};
    const bool eligible = eligible_as_of(attendee, due_, attendance);
    if (eligible_.test(attendee) != eligible) return attendee;
    if (!decided_.test(attendee) && standing_.at(attendee) != attendance.standing_as_of(attendee, due_)) {
      return attendee;
    }
  }
  return std::nullopt;
}

}  // namespace usher::decision
