// Handovers that start: who is next by a rule of a moment, and what is written down of it.
#include <algorithm>

#include "queue/webinar_run.hpp"

namespace usher::queue {

using decision::Course;
using decision::Decision;
using decision::Member;
using decision::Moment;
using decision::RuleState;
using decision::Staleness;

/// The first attendee that `find` gives for any member of the rule.
template <class Find>
std::optional<AttendeeIndex> WebinarRun::first_of(Moment& moment, RuleIndex rule, Find find) {
  std::optional<AttendeeIndex> first;
  for (Member& member : moment.members()) {
    if (member.rule != rule) continue;
    const std::optional<AttendeeIndex> next = find(member);
    if (next && (!first || *next < *first)) first = next;
  }
  return first;
}

bool WebinarRun::has_work(Instant due, RuleIndex rule) {
  if (!progress_->live.contains(due)) return false;
  Moment& moment = moments_.at(due);
  return first_of(moment, rule,
                  [&](Member& member) { return moment.advance_cursor(member, rules_[slot(rule)], attendance_); })
      .has_value();
}

bool WebinarRun::has_correction(Instant due, RuleIndex rule) {
  if (!progress_->live.contains(due)) return false;
  Moment& moment = moments_.at(due);
  return first_of(
             moment, rule,
             [&](Member& member) { return moment.advance_correction_cursor(member, rules_[slot(rule)], attendance_); })
      .has_value();
}

/// An edited rule that has passed the attendee by, on a decision taken along, reads this one from now on (S5e).
void WebinarRun::show_decision(Moment& moment, AttendeeIndex attendee) {
  const bool read = std::any_of(moment.members().begin(), moment.members().end(), [&](const Member& member) {
    return rules_[slot(member.rule)].passes_over_carried(attendee);
  });
  if (!read) return;
  moment.rewind(attendee, attendance_);
  announce(moment);
}

inline void WebinarRun::note_started(Moment& moment, RuleState& rule, AttendeeIndex attendee) {
  decision::Pairs& pairs = rule.pairs.make();
  pairs.called.set(attendee);
  pairs.in_flight.set(attendee);
  pairs.transferred.set(attendee);
  moment.note_taken(rule.index, attendee);
  ++outstanding_;
  for (Member& member : moment.members()) {
    if (member.rule != rule.index || !(member.whole() || member.single->people.contains(attendee))) continue;
    ++member.taken;
    if (!member.whole()) pairs.last_due[attendee] = moment.due();
  }
}

/// The first call for a pair starts: here the attendee is decided, if nobody has yet (S15). What a journal has kept of
/// the decision is not decided anew.
WebinarRun::Taken WebinarRun::start(Moment& moment, RuleState& rule, AttendeeIndex attendee,
                                    const std::optional<Decision>& recorded) {
  decision::Pairs& pairs = rule.pairs.make();
  const bool truth = moment.by_truth(rule, now_);
  const auto known = moment.reading(rule, attendee);
  // What was taken along and passed over is not what the pair is called on.
  if (rule.passes_over_carried(attendee) && moment.decided(attendee)) pairs.drop_carried(attendee);
  Decision decision = recorded.value_or(known.value_or(Decision{}));
  if (!recorded && (!known || truth)) decision = {moment.standing(attendee, attendance_), std::min(now_, moment.due())};
  if (!known) {
    moment.decide(attendee, decision, attendance_);
    show_decision(moment, attendee);
    if (decision.decided_at < moment.due()) ++progress_.make().decided_early;
  }
  if (truth && (moment.closed() || (known && *known != decision))) {
    const bool asked_for = !moment.closed() && rule.definition->audience.contains(known->standing);
    pairs.put_right[attendee] = {decision, asked_for ? std::nullopt : std::optional{now_}};
  }
  note_started(moment, rule, attendee);
  if (known && moment.reached()) {
    // Where another decision than the moment's own was read, this may have been the last that they stayed for (S5d).
    release(moment, attendee);
    fall_due(now_);
  }
  return {attendee, moment.due(), decision, CallKind::transfer, 1};
}

/// The same before due.
WebinarRun::Taken WebinarRun::start_early(Moment& moment, RuleState& rule, AttendeeIndex attendee) {
  const bool carried = rule.pairs->carried_by.test(attendee);
  const auto standing = carried ? std::nullopt : moment.decide_open(attendee, now_, attendance_);
  if (!standing) return start(moment, rule, attendee);
  ++progress_.make().decided_early;
  show_decision(moment, attendee);
  note_started(moment, rule, attendee);
  return {attendee, moment.due(), {*standing, now_}, CallKind::transfer, 1};
}

WebinarRun::Taken WebinarRun::start_correction(Moment& moment, RuleState& rule, AttendeeIndex attendee, CallKind kind) {
  decision::Pairs& pairs = rule.pairs.make();
  pairs.in_flight.set(attendee);
  pairs.transferred.assign(attendee, kind == CallKind::transfer);
  ++outstanding_;
  const std::int32_t generation = ++pairs.generations.try_emplace(attendee, 1).first->second;
  const Decision truth{moment.standing(attendee, attendance_), moment.due()};
  pairs.put_right[attendee] = {truth, now_};
  return {attendee, moment.due(), truth, kind, generation};
}

bool WebinarRun::take(Instant due, RuleIndex index, std::size_t most, std::vector<Taken>& taken) {
  if (!progress_->live.contains(due)) return false;
  Moment& moment = moments_.at(due);
  RuleState& rule = rules_[slot(index)];
  const auto first = [&] {
    return first_of(moment, index, [&](Member& member) { return moment.advance_cursor(member, rule, attendance_); });
  };
  auto next = first();
  for (; next && taken.size() < most; next = first()) taken.push_back(start(moment, rule, *next));
  last_activity_ = now_;
  if (next) return true;
  note_taken(moment);
  return false;
}

std::optional<Course> WebinarRun::course(Instant due, RuleIndex index) {
  const auto moment = moments_.find(due);
  RuleState& rule = rules_[slot(index)];
  if (moment == moments_.end() || !moment->second.reached() || moment->second.closed()) return std::nullopt;
  if (!rule.active() || rule.corrects()) return std::nullopt;
  Member* found = nullptr;
  for (Member& member : moment->second.members()) {
    if (member.rule != index) continue;
    if (found != nullptr) return std::nullopt;
    found = &member;
  }
  const bool edited = std::any_of(moment->second.members().begin(), moment->second.members().end(),
                                  [&](const Member& member) { return rules_[slot(member.rule)].audience_edited; });
  if (found == nullptr || !found->whole() || edited) return std::nullopt;
  return Course{moment->second, rule, *found, attendance_};
}

bool WebinarRun::take_corrections(Instant due, RuleIndex index, std::size_t most, std::optional<CallKind> kind,
                                  std::vector<Taken>& taken) {
  if (!progress_->live.contains(due)) return false;
  Moment& moment = moments_.at(due);
  RuleState& rule = rules_[slot(index)];
  const auto kind_for = [&](AttendeeIndex attendee) {
    std::optional<CallKind> found;
    for (const Member& member : moment.members()) {
      if (member.rule == index && !found) found = moment.correction(member, rule, attendee, attendance_);
    }
    return found;
  };
  for (std::uint32_t from = 0; taken.size() < most;) {
    const auto next = first_of(moment, index, [&](Member& member) {
      if (from == 0) return moment.advance_correction_cursor(member, rule, attendance_);
      return moment.first_correction(member, rule, from, attendance_);
    });
    if (!next) break;
    from = static_cast<std::uint32_t>(*next) + 1;
    const CallKind needed = *kind_for(*next);
    if (!kind) kind = needed;
    if (needed == *kind) taken.push_back(start_correction(moment, rule, *next, needed));
  }
  if (!taken.empty()) note_taken(moment);
  return has_correction(due, index);
}

RuleIndex WebinarRun::take_early(Instant due, std::span<const RuleBatch> rules, Places& places,
                                 std::vector<Taken>& taken) {
  const auto found = moments_.find(due);
  if (found == moments_.end() || found->second.reached()) return {};
  const RuleIndex chosen = take_early(found->second, rules, places, taken);
  if (!taken.empty()) note_taken(found->second);
  return chosen;
}

Moment* WebinarRun::plain_early(Instant due) {
  const auto found = moments_.find(due);
  if (found == moments_.end() || found->second.reached()) return nullptr;
  // Who has brought a decision along by one rule is expected there as long as nobody else's has decided them here.
  const auto& members = found->second.members();
  const bool carried = std::any_of(members.begin(), members.end(), [&](const Member& member) {
    return !rules_[slot(member.rule)].pairs->carried.empty();
  });
  return carried ? nullptr : &found->second;
}

RuleIndex WebinarRun::take_early(Moment& moment, std::span<const RuleBatch> rules, Places& places,
                                 std::vector<Taken>& taken) {
  RuleIndex chosen{};
  auto& [found_places, best] = places;
  best.clear();
  bool best_full = false;
  for (const RuleBatch& each : rules) {
    found_places.clear();
    int looked_at = 0;
    for (Member& member : moment.members()) {
      if (member.rule != each.rule) continue;
      moment.look_ahead(member, rules_[slot(each.rule)], each.batch, attendance_, found_places);
      ++looked_at;
    }
    if (looked_at > 1) {  // one of them alone gives them in order
      std::sort(found_places.begin(), found_places.end());
      found_places.erase(std::unique(found_places.begin(), found_places.end()), found_places.end());
    }
    if (found_places.empty()) continue;
    if (found_places.size() > each.batch) found_places.resize(each.batch);
    const bool full = found_places.size() == each.batch;
    const bool less_full = !full && best_full;
    if (!best.empty() && (less_full || (full == best_full && found_places.back() >= best.back()))) continue;
    best.swap(found_places);
    best_full = full;
    chosen = each.rule;
  }
  for (const Staleness place : best) {
    taken.push_back(start_early(moment, rules_[slot(chosen)], decision::attendee_of(place, attendance_)));
  }
  if (!best.empty()) last_activity_ = now_;
  return chosen;
}

void WebinarRun::note_taken(const Moment& moment) {
  changed_ = true;
  if (!moment.reached()) {
    mark_stale(moment.due());
  } else if (!moment.closed()) {
    progress_.make().to_check.insert(moment.due());
  }
  last_activity_ = now_;
}

std::optional<Instant> WebinarRun::first_to_close() const {
  std::optional<Instant> first;
  const Progress& progress = *progress_;
  if (!progress.to_check.empty()) first = *progress.to_check.begin();
  if (!progress.to_compare.empty() && (!first || progress.to_compare.begin()->first < *first)) {
    first = progress.to_compare.begin()->first;
  }
  return first;
}

std::vector<Instant> WebinarRun::close_moments() {
  changed_ = true;
  std::vector<Instant> closed;
  compare();
  std::set<Instant>& to_check = progress_.make().to_check;
  for (auto due = to_check.begin(); due != to_check.end() && *due < now_; due = to_check.erase(due)) {
    Moment& moment = moments_.at(*due);
    if (moment.closed() || moment.has_work(rules_, attendance_)) continue;
    close(moment);
    closed.push_back(*due);
  }
  return closed;
}

void WebinarRun::close(Moment& moment) {
  const Instant due = moment.due();
  moment.close();
  progress_.make().open.erase(due);
  for (const Member& member : moment.members()) count_differences(due, rules_[slot(member.rule)]);
  drop_if_settled(due);
  // One that everybody had left by then was due for nobody, and holds the webinar no longer (S28).
  const auto anybody = [](const Member& member) { return member.anybody(); };
  if (std::any_of(moment.members().begin(), moment.members().end(), anybody)) {
    last_activity_ = std::max(last_activity_, due);
  }
}

void WebinarRun::note_ended(RuleIndex index, AttendeeIndex attendee) {
  rules_[slot(index)].pairs.make().in_flight.clear(attendee);
  look_again(index, attendee);
}

void WebinarRun::look_again(RuleIndex index, AttendeeIndex attendee) {
  if (!rules_[slot(index)].corrects()) return;
  for (const Instant due : moments_following(attendee)) {
    Moment& moment = moments_.at(due);
    if (!moment.reached()) continue;
    moment.rewind(attendee, attendance_);
    announce(moment);
  }
}

std::int32_t WebinarRun::generation(RuleIndex rule, AttendeeIndex attendee) const {
  const auto& generations = rules_[slot(rule)].pairs->generations;
  const auto found = generations.find(attendee);
  return found == generations.end() ? 1 : found->second;
}

void WebinarRun::end_early(RuleIndex rule, AttendeeIndex attendee) {
  note_ended(rule, attendee);
  --outstanding_;  // What is to come holds the webinar, so nothing can follow from its being over.
  last_activity_ = now_;
}

void WebinarRun::resume_one(RuleIndex rule, AttendeeIndex attendee) {
  ++outstanding_;
  changed_ = true;
  rules_[slot(rule)].pairs.make().uncorrectable.clear(attendee);
  look_again(rule, attendee);
}

}  // namespace usher::queue
