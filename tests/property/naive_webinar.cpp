// What events do to the facts (SPEC S4, S8, S11).
#include "naive_webinar.hpp"

#include <algorithm>

namespace usher::property {

NaiveWebinar::NaiveWebinar(const Happening& scheduled, HardCases& cases)
    : definition_(scheduled.definition), defined_at_(scheduled.at), latest_at_(scheduled.at) {
  for (const Rule& rule : definition_.rules) hold_rule(rule, scheduled.at, cases);
  note_values(scheduled.at, cases);
}

std::optional<std::size_t> NaiveWebinar::slot_of(const std::string& rule) const {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot)
    if (slots_[slot].rule.id == rule) return slot;
  return std::nullopt;
}

std::optional<std::size_t> NaiveWebinar::attendee_of(const std::string& attendee) const {
  for (std::size_t each = 0; each < attendees_.size(); ++each)
    if (attendees_[each].id() == attendee) return each;
  return std::nullopt;
}

std::size_t NaiveWebinar::known_attendee(const std::string& attendee) {
  if (const auto known = attendee_of(attendee)) return *known;
  attendees_.emplace_back(attendee);
  anchor_since_.emplace_back();
  pairs_.emplace_back(slots_.size());
  const std::size_t index = attendees_.size() - 1;
  // Nobody has to be heard of for a rule to be due: the pair does not come to its moment now, it was in it.
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) pairs_[index][slot].moment = present_due(slot, index);
  return index;
}

Course NaiveWebinar::course() const {
  const bool automated = definition_.timing == Timing::automated;
  Course course;
  course.start = started_;
  if (!course.start && automated) course.start = definition_.start;
  course.end = ended_;
  if (!course.end && automated) course.end = *course.start + definition_.duration;
  Duration length = definition_.duration;
  if (course.start && course.end) length = std::min(length, *course.end - *course.start);
  course.distance = mark_distance(length, definition_.threshold);
  course.measure = definition_.threshold.measure;
  return course;
}

bool NaiveWebinar::superseded(const Happening& happening) const {
  switch (happening.kind) {
    case Happening::Kind::edited:
    case Happening::Kind::moved:
      return happening.at < defined_at_;
    case Happening::Kind::started:
      return started_ && happening.at <= *started_;
    case Happening::Kind::ended:
      return ended_ && happening.at <= *ended_;
    case Happening::Kind::marker: {
      const auto known = markers_.find(happening.marker);
      return known != markers_.end() && happening.at <= known->second;
    }
    default:
      return false;
  }
}

// What is refused is refused whether or not something newer would have superseded it.
std::set<ErrorCode> NaiveWebinar::refusals(const Happening& happening) const {
  std::set<ErrorCode> refusals;
  if (cancelled_at_) {
    if (!happening.about_presence()) refusals.insert(ErrorCode::conflict);
    return refusals;
  }
  const auto start = course().start;
  const bool past_start = start && happening.at >= *start;
  const bool redefines = happening.kind == Happening::Kind::moved || happening.kind == Happening::Kind::edited;
  if (happening.kind == Happening::Kind::moved && past_start) refusals.insert(ErrorCode::conflict);
  if (happening.kind == Happening::Kind::edited && past_start && happening.definition.start != definition_.start)
    refusals.insert(ErrorCode::conflict);
  if (happening.kind == Happening::Kind::started && ended_ && happening.at > *ended_)
    refusals.insert(ErrorCode::conflict);
  if (happening.kind == Happening::Kind::ended && (!start || happening.at < *start))
    refusals.insert(ErrorCode::conflict);
  if (redefines && !started_ && ended_ && !superseded(happening)) {
    // S4b tells it of started and ended only; SPEC S5 refuses "an end before the start", whatever would bring it about.
    const bool edits = happening.kind == Happening::Kind::edited;
    const Timing timing = edits ? happening.definition.timing : definition_.timing;
    const Instant planned = edits ? happening.definition.start : happening.start;
    if (timing == Timing::automated && planned > *ended_) refusals.insert(ErrorCode::conflict);
  }
  return refusals;
}

Effect NaiveWebinar::apply(const Happening& happening, WalkIns walk_ins, HardCases& cases) {
  if (cancelled_at_) return Effect::ignored;
  if (happening.at < latest_at_) cases.met(HardCase::late_event);
  latest_at_ = std::max(latest_at_, happening.at);
  return happening.about_webinar() ? apply_to_webinar(happening, cases) : apply_to_person(happening, walk_ins, cases);
}

Effect NaiveWebinar::apply_to_webinar(const Happening& happening, HardCases& cases) {
  if (superseded(happening)) {
    cases.met(HardCase::superseded_event);
    return Effect::ignored;
  }
  tally_webinar(happening, cases);
  waiting_.clear();
  for (std::size_t each = 0; each < attendees_.size(); ++each) note_waiting(each, happening.at);
  const auto anchors_before = anchors();
  std::vector<std::optional<Instant>> dues_before;
  for (const RuleSlot& slot : slots_) dues_before.push_back(rule_due(slot));
  if (!change(happening, cases)) return Effect::applied;
  note_values(happening.at, cases);
  note_anchors(anchors_before, happening.at);
  dues_before.resize(slots_.size());
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const auto due = rule_due(slots_[slot]);
    if (due && due != dues_before[slot]) open(*due, cases);
  }
  for (std::size_t each = 0; each < attendees_.size(); ++each) place_again(each, happening.at, cases);
  return Effect::applied;
}

/// False where nothing is to be placed anew.
bool NaiveWebinar::change(const Happening& happening, HardCases& cases) {
  switch (happening.kind) {
    case Happening::Kind::edited:
      define(happening.definition, happening.at, cases);
      return true;
    case Happening::Kind::moved:
      definition_.start = happening.start;
      defined_at_ = happening.at;
      return true;
    case Happening::Kind::started:
      started_ = happening.at;
      return true;
    case Happening::Kind::ended:
      ended_ = happening.at;
      return true;
    case Happening::Kind::marker:
      markers_[happening.marker] = happening.at;
      return true;
    default:
      cancelled_at_ = happening.at;
      return false;
  }
}

void NaiveWebinar::define(const Webinar& definition, Instant at, HardCases& cases) {
  definition_ = definition;
  defined_at_ = at;
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    const bool stays = std::any_of(definition.rules.begin(), definition.rules.end(),
                                   [&](const Rule& rule) { return rule.id == slots_[slot].rule.id; });
    if (stays || !slots_[slot].held) continue;
    cases.met(HardCase::rule_removed);
    slots_[slot].held = false;
    slots_[slot].value.reset();
    // S5f: all that is not called goes, what was set apart and what was taken along too; only who was called or
    // cancelled is remembered, so a rule that comes back begins anew with everybody else.
    for (auto& of_attendee : pairs_) {
      Pair& pair = of_attendee[slot];
      const Pair fresh{.moment = std::nullopt, .called = pair.called, .cancelled = pair.cancelled};
      pair = fresh;
    }
  }
  for (const Rule& rule : definition.rules) hold_rule(rule, at, cases);
}

void NaiveWebinar::hold_rule(const Rule& rule, Instant at, HardCases& cases) {
  const auto known = slot_of(rule.id);
  if (!known) {
    slots_.push_back({.rule = rule, .given_at = at});
    for (auto& of_attendee : pairs_) of_attendee.emplace_back();
    return;
  }
  RuleSlot& slot = slots_[*known];
  if (!slot.held) cases.met(HardCase::rule_came_back);
  if (!slot.held || slot.rule.when != rule.when || slot.rule.offset != rule.offset) slot.given_at = at;
  if (slot.rule.audience != rule.audience) {
    slot.audience_edited = true;
    cases.met(HardCase::audience_edited);
  }
  slot.rule = rule;
  slot.held = true;
}

Effect NaiveWebinar::apply_to_person(const Happening& happening, WalkIns walk_ins, HardCases& cases) {
  const std::size_t attendee = known_attendee(happening.attendee);
  NaiveAttendee& person = attendees_[attendee];
  std::erase_if(waiting_, [&](const auto& waiting) { return waiting.second == attendee; });
  note_waiting(attendee, happening.at);
  bool changed = false;
  if (happening.about_presence()) {
    const PresenceEntry entry{happening.session, happening.kind == Happening::Kind::joined, happening.at, ++learnt_};
    tally_presence(attendee, entry, cases);
    changed = person.add(entry);
    if (changed && entry.join && !person.listed_as_of(entry.at)) {
      const bool registers = walk_ins == WalkIns::register_them;
      cases.met(registers ? HardCase::walk_in_registered : HardCase::walk_in_ignored);
      if (registers) person.add(RegistrationEntry{.at = entry.at, .registers = true, .walk_in = true});
    }
  } else {
    const bool registers = happening.kind == Happening::Kind::registered;
    const bool was_registered = person.registered_as_of(happening.at);
    if (registers && was_registered) cases.met(HardCase::registered_again);
    if (registers && !was_registered && person.listed_as_of(happening.at)) cases.met(HardCase::registered_anew);
    if (!registers) {
      cases.met(HardCase::unregistered);
      for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        if (!startable(slot, attendee)) continue;
        cases.met(HardCase::unregistered_while_pending);
        break;
      }
    }
    changed = person.add(RegistrationEntry{
        .at = happening.at, .registers = registers, .profile = registers ? happening.profile : std::string{}});
  }
  if (!changed) return Effect::duplicate;
  place_again(attendee, happening.at, cases);
  tally_late(attendee, cases);
  tally_decided(attendee, happening, cases);
  return Effect::applied;
}

}  // namespace usher::property
