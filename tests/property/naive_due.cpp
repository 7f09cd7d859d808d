// When a rule is due for an attendee (SPEC S4, S5, S5a, S5b, S12, S13).
#include <algorithm>

#include "naive_webinar.hpp"

namespace usher::property {
namespace {

std::optional<Instant> due_of(std::optional<Instant> value, Instant since, WhenLate when_late) {
  if (!value || *value >= since) return value;
  if (when_late == WhenLate::at_once) return since;
  return std::nullopt;
}

std::optional<Instant> plus(const std::optional<Instant>& anchor, Duration offset) {
  if (!anchor) return std::nullopt;
  return *anchor + offset;
}

}  // namespace

std::optional<Instant> NaiveWebinar::value_of(const Rule& rule) const {
  const Course known = course();
  switch (rule.when.kind) {
    case Anchor::Kind::start:
      // S4: before a live webinar has started a negative offset counts from the planned start.
      if (!known.start && rule.offset < Duration{0}) return definition_.start + rule.offset;
      return plus(known.start, rule.offset);
    case Anchor::Kind::end:
      return plus(known.end, rule.offset);
    case Anchor::Kind::marker: {
      const auto marker = markers_.find(rule.when.marker);
      if (marker == markers_.end()) return std::nullopt;
      return marker->second + rule.offset;
    }
    default:
      return std::nullopt;
  }
}

void NaiveWebinar::note_values(Instant at, HardCases& cases) {
  for (RuleSlot& slot : slots_) {
    const auto value = slot.held ? value_of(slot.rule) : std::nullopt;
    const bool changed = value && value != slot.value;
    if (changed) slot.value_since = at;
    slot.value = value;
    if (changed && !rule_due(slot)) cases.met(HardCase::late_rule_skipped);
  }
}

std::optional<Instant> NaiveWebinar::anchor_of(Anchor::Kind kind, std::size_t attendee) const {
  const NaiveAttendee& person = attendees_[attendee];
  if (kind == Anchor::Kind::registered) return person.registered_anchor();
  if (kind == Anchor::Kind::joined) return person.joined_anchor(course());
  return person.participated_anchor(course());
}

std::vector<std::array<std::optional<Instant>, 2>> NaiveWebinar::anchors() const {
  std::vector<std::array<std::optional<Instant>, 2>> all;
  for (std::size_t each = 0; each < attendees_.size(); ++each)
    all.push_back({anchor_of(Anchor::Kind::joined, each), anchor_of(Anchor::Kind::participated, each)});
  return all;
}

void NaiveWebinar::note_anchors(const std::vector<std::array<std::optional<Instant>, 2>>& before, Instant at) {
  const auto after = anchors();
  for (std::size_t each = 0; each < after.size(); ++each)
    for (std::size_t anchor = 0; anchor < 2; ++anchor)
      // As in S5a an instant that becomes unknown has no `at`: what makes it known again gives it one.
      if (after[each][anchor] && before[each][anchor] != after[each][anchor]) anchor_since_[each][anchor] = at;
}

std::optional<Instant> NaiveWebinar::rule_due(const RuleSlot& slot) const {
  if (!slot.held) return std::nullopt;
  return due_of(slot.value, slot.value_since, slot.rule.when_late);
}

std::optional<Instant> NaiveWebinar::due_if_registered(std::size_t slot_index, std::size_t attendee) const {
  const RuleSlot& slot = slots_[slot_index];
  if (!slot.held || !slot.rule.when.per_attendee()) return rule_due(slot);
  const auto anchor = anchor_of(slot.rule.when.kind, attendee);
  if (!anchor) return std::nullopt;
  Instant since = std::max(slot.given_at, *anchor);
  if (slot.rule.when.kind != Anchor::Kind::registered) {
    const auto& changed = anchor_since_[attendee][slot.rule.when.kind == Anchor::Kind::joined ? 0 : 1];
    if (changed) since = std::max(since, *changed);
  }
  return due_of(*anchor + slot.rule.offset, since, slot.rule.when_late);
}

std::optional<Instant> NaiveWebinar::present_due(std::size_t slot_index, std::size_t attendee) const {
  const auto due = due_if_registered(slot_index, attendee);
  if (!due || attendees_[attendee].registered_as_of(*due)) return due;
  // S13: whoever registers later is due then, or left out.
  if (slots_[slot_index].rule.when_late == WhenLate::skip) return std::nullopt;
  const auto registered = attendees_[attendee].first_registration_after(*due);
  const auto end = course().end;
  if (registered && (!end || *registered < *end)) return registered;
  return std::nullopt;
}

}  // namespace usher::property
