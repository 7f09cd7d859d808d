// What a change of the webinar itself does: every rule gets its new due instant, at once and together (S5).
#include <algorithm>

#include "agenda/due.hpp"
#include "queue/webinar_run.hpp"

namespace usher::queue {

using attendance::Plane;
using decision::Member;
using decision::Moment;
using decision::RuleState;

void WebinarRun::change(agenda::Facts facts, const Webinar* edited, Instant at) {
  changed_ = true;
  drop_claims();
  const auto was_over = over_since();
  const bool was_needed = !was_over || to_come();
  const std::vector<Change> changes = plan_changes(facts, edited, at);
  const attendance::Frame frame{facts.start(), facts.end(), facts.planned_duration, facts.threshold};
  const bool other_frame = frame != attendance_.frame();
  const BeforeChange before = before_change(other_frame);
  std::vector<RuleIndex> moved;
  Dues left(rules_.size());
  for (RuleState& rule : rules_) {
    const Change& change = changes[slot(rule.index)];
    if (rule.active() && change.definition && rule.definition->audience != change.definition->audience) {
      rule.audience_edited = true;
    }
    if (rule.due() == change.due) continue;
    moved.push_back(rule.index);
    left[slot(rule.index)] = rule.due();
    if (rule.due()) detach(rule, at, before);
  }
  facts_ = std::move(facts);
  if (!cancelled_) over_at_ = facts_.end().value_or(attendance::kNever);
  for (RuleState& rule : rules_) redefine(rule, changes[slot(rule.index)]);
  has_streams_ = std::any_of(rules_.begin(), rules_.end(), [](const RuleState& rule) { return rule.per_attendee(); });
  if (other_frame) {
    attendance_.set_frame(frame);
    for (const Instant due : progress_->live) moments_.at(due).refresh_all(attendance_);
    note_crossings(true);
    note_anchors(before, at);
  }
  for (const RuleIndex rule : moved) attach(rules_[slot(rule)]);
  for (const RuleState& rule : rules_) {
    if (rule.due() && *rule.due() > now_) watch(moments_.at(*rule.due()));  // the connection may be another
  }
  for (const ExpectedPair& pair : before.decided) carry_unless_due(rules_[slot(pair.rule)], pair.attendee, pair.due);
  refresh_everybody(at, before);
  fall_due(now_, left);
  release_everybody();
  for (const auto* following : {&progress_->live, &progress_->in_view}) {
    for (const Instant due : std::vector<Instant>(following->begin(), following->end())) {
      moments_.at(due).rewind();
      announce(moments_.at(due));
    }
  }
  fall_due(now_, left);
  last_activity_ = std::max(last_activity_, was_needed || to_come() ? now_ : *was_over);
}

std::vector<WebinarRun::Change> WebinarRun::plan_changes(const agenda::Facts& facts, const Webinar* edited,
                                                         Instant at) {
  std::vector<std::shared_ptr<const Rule>> definitions(rules_.size());
  if (edited == nullptr) {
    for (const RuleState& rule : rules_) {
      if (rule.active()) definitions[slot(rule.index)] = rule.definition;
    }
  } else {
    if (rules_.empty()) rules_.reserve(edited->rules.size());
    for (const Rule& rule : edited->rules) {
      const auto known_index = find_rule(rule.id);
      const RuleIndex index = known_index.value_or(RuleIndex{static_cast<std::uint32_t>(rules_.size())});
      if (!known_index) {
        rules_.push_back({.index = index, .definition = around_.definitions.of(rule)});
        definitions.emplace_back();
      }
      const auto& known = rules_[slot(index)].definition;
      definitions[slot(index)] = *known == rule ? known : around_.definitions.of(rule);
    }
  }
  std::vector<Change> changes;
  for (const RuleState& rule : rules_) {
    Change change;
    change.definition = definitions[slot(rule.index)];
    if (change.definition) {
      const Rule& definition = *change.definition;
      const bool anchored_as_before =
          rule.active() && rule.definition->when == definition.when && rule.definition->offset == definition.offset;
      change.connection = *around_.connections.find(definition.connection);
      change.anchored_since = anchored_as_before ? rule.anchored_since : at;
      change.value = agenda::webinar_value(definition, facts);
      change.value_since = change.value == rule.value() ? rule.value_since : at;
      change.due = agenda::due_of(change.value, change.value_since, definition.when_late);
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

WebinarRun::BeforeChange WebinarRun::before_change(bool other_frame) const {
  BeforeChange before;
  for (const Instant due : progress_->live_whole) {
    if (progress_->open.contains(due)) before.taken.emplace(due, moments_.at(due).taken(rules_, attendance_));
  }
  for (const RuleState& rule : rules_) {
    std::set<AttendeeIndex>& taken = before.taken_own.emplace_back();
    for (const auto& [attendee, due] : rule.pairs->personal) {
      if (progress_->open.contains(due) && moments_.at(due).takes_any(attendee, rules_, attendance_))
        taken.insert(attendee);
    }
  }
  for (auto moment = moments_.upper_bound(now_); moment != moments_.end(); ++moment) {
    const Plane decided = moment->second.everybody_decided();
    for (std::size_t word = 0; word < decided.words(); ++word) {
      attendance::for_each_bit(decided.word(word), word, [&](AttendeeIndex attendee) {
        for (const RuleState& rule : rules_) {
          const bool expected = rule.may_be_personal() && !rule.pairs->personal.contains(attendee);
          if (!expected || present_due(rule, attendee) != moment->first) continue;
          before.decided.push_back({rule.index, attendee, moment->first});
        }
      });
    }
  }
  if (other_frame) {
    before.joined = anchors(Anchor::Kind::joined);
    before.participated = anchors(Anchor::Kind::participated);
  }
  return before;
}

WebinarRun::Anchors WebinarRun::anchors(Anchor::Kind kind) const {
  Anchors instants;
  for (std::uint32_t number = 0; number < attendance_.size(); ++number) {
    const AttendeeIndex attendee{number};
    instants.push_back(kind == Anchor::Kind::joined ? attendance_.joined_at(attendee)
                                                    : attendance_.participated_at(attendee));
  }
  return instants;
}

/// Who was called by the rule, and has left this instant of everybody before it does for not being registered as of
/// then (S17d).
void WebinarRun::note_left(RuleState& rule, Instant due) {
  const Plane& called = rule.pairs->called;
  for (std::size_t word = 0; word < called.words(); ++word) {
    attendance::for_each_bit(called.word(word) & ~rule.pairs->apart.word(word), word, [&](AttendeeIndex attendee) {
      const bool here = !rule.pairs->personal.contains(attendee) && !left_unregistered(rule, attendee);
      if (here && !attendance_.registrations().registered_as_of(attendee, due)) {
        rule.pairs.make().last_due[attendee] = due;
      }
    });
  }
}

/// The rule moves on from its due instant. Who is handed over there stays there; what was decided there goes along
/// where the event lies before.
void WebinarRun::detach(RuleState& rule, Instant at, const BeforeChange& before) {
  const auto found = moments_.find(*rule.due());
  Moment& moment = found->second;
  moment.remove(rule.index, Member::Kind::present);
  note_left(rule, moment.due());
  if (moment.reached()) progress_.make().announced.push_back({moment.due(), rule.index});
  if (!moment.reached() && moment.nobody_decided()) return forget_if_empty(moment.due());
  Plane staying = moment.everybody_decided();
  const bool stays = at > moment.due();
  if (const auto taken = before.taken.find(moment.due()); stays && taken != before.taken.end()) {
    staying |= taken->second;
  }
  Member* apart = nullptr;
  for (std::size_t word = 0; word < staying.words(); ++word) {
    attendance::for_each_bit(staying.word(word) & ~rule.pairs->apart.word(word), word, [&](AttendeeIndex attendee) {
      if (rule.pairs->personal.contains(attendee)) return;
      if (!attendance_.registrations().registered_as_of(attendee, moment.due())) {
        // Has left before the rule does, or was never there; who was called may have to be put right (S17d).
        if (rule.pairs->called.test(attendee)) rule.pairs.make().last_due[attendee] = moment.due();
      } else if (stays) {
        if (apart == nullptr) apart = &moment.member(rule.index, Member::Kind::apart, attendance_);
        apart->single.make().stay(attendee);
        rule.pairs.make().apart.set(attendee);
      } else if (moment.decided(attendee)) {
        rule.pairs.make().carry(attendee, *moment.reading(rule, attendee));
      }
    });
  }
}

void WebinarRun::redefine(RuleState& rule, const Change& change) {
  const bool removed = rule.active() && !change.definition;
  const bool corrected_otherwise = rule.active() && change.definition &&
                                   (rule.definition->correct != change.definition->correct ||
                                    rule.definition->correct_for != change.definition->correct_for);
  if (rule.active() && (!change.definition || rule.connection != change.connection)) {
    progress_.make().withdrawn.emplace_back(rule.index, rule.connection);
    if (decision::Pairs* const pairs = rule.pairs.if_made()) pairs->note_earlier(rule.connection);
  }
  if (change.definition) rule.definition = change.definition;
  rule.in_force = change.definition != nullptr;
  rule.connection = change.connection;
  rule.set_value(change.value);
  rule.value_since = change.value_since;
  rule.set_due(change.due);
  rule.anchored_since = change.anchored_since;
  if (removed) {
    for (auto& [due, moment] : moments_) {
      moment.remove_rule(rule.index);
      if (!moment.reached()) mark_stale(due);
    }
    if (decision::Pairs* const pairs = rule.pairs.if_made()) pairs->end_exceptions();
    rule.audience_edited = false;
  }
  if (corrected_otherwise) open_windows_again(rule);
}

/// What a rule corrects, and how long, has changed: that may hold for moments that were settled.
void WebinarRun::open_windows_again(const RuleState& rule) {
  for (auto moment = moments_.begin(); moment != moments_.end() && moment->first <= now_; ++moment) {
    const auto& members = moment->second.members();
    const bool takes_part =
        std::any_of(members.begin(), members.end(), [&](const Member& member) { return member.rule == rule.index; });
    if (takes_part) open_window(moment->first, rule);
  }
}

void WebinarRun::note_anchors(const BeforeChange& before, Instant at) {
  const auto note = [&](const Anchors& old, Anchor::Kind kind, Progress::Instants Progress::*since) {
    const Anchors now = anchors(kind);
    for (std::size_t number = 0; number < now.size(); ++number) {
      if (!now[number] || now[number] == old[number]) continue;
      (progress_.make().*since)[AttendeeIndex{static_cast<std::uint32_t>(number)}] = at;
    }
  };
  note(before.joined, Anchor::Kind::joined, &Progress::joined_since);
  note(before.participated, Anchor::Kind::participated, &Progress::participated_since);
}

/// The rule comes to its new due instant; one that is past is decided as of then.
void WebinarRun::attach(RuleState& rule) {
  if (!rule.due() || cancelled_) return;
  Moment& moment = moment_at(*rule.due());
  moment.member(rule.index, Member::Kind::present, attendance_);
  if (moment.due() > now_) return watch(moment);
  moment.reopen(attendance_);
  progress_.make().live.insert(moment.due());
  attendance_.settle(moment.due());
  open_window(moment.due(), rule);
  announce(moment);
}

void WebinarRun::refresh_everybody(Instant at, const BeforeChange& before) {
  for (RuleState& rule : rules_) {
    if (!rule.may_be_personal() && rule.pairs->personal.empty()) continue;
    for (std::uint32_t number = 0; number < attendance_.size(); ++number) {
      const AttendeeIndex attendee{number};
      refresh_pair(rule, attendee, at, before.taken_own[slot(rule.index)].contains(attendee));
    }
  }
}

void WebinarRun::release_everybody() {
  for (const Instant due : std::vector<Instant>(progress_->open.begin(), progress_->open.end())) {
    Moment& moment = moments_.at(due);
    Plane staying;
    std::set<AttendeeIndex> attendees;
    for (const Member& member : moment.members()) {
      if (!member.set_apart()) continue;
      staying |= member.single->staying;
      attendees.insert(member.single->people.begin(), member.single->people.end());
    }
    for (std::size_t word = 0; word < staying.words(); ++word) {
      attendance::for_each_bit(staying.word(word), word, [&](AttendeeIndex attendee) { attendees.insert(attendee); });
    }
    for (const AttendeeIndex attendee : attendees) release(moment, attendee);
  }
}

}  // namespace usher::queue
