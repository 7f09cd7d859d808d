// One English sentence about one pair of rule and attendee, and the facts behind it.
#include "queue/webinar_run.hpp"

namespace usher::queue {

using attendance::kNever;
using attendance::RoomStay;
using decision::Decision;
using decision::Member;
using decision::Moment;
using decision::RuleState;
using Verdict = Explanation::Verdict;

namespace {

std::string describe(Standing standing) {
  std::string text = standing.attended ? "had attended" : "had not attended";
  text += standing.participant ? ", had reached the threshold" : ", had not reached the threshold";
  text += standing.online ? " and was online" : " and was offline";
  return text;
}

/// "since" this, or "though".
std::string reason(const std::string& word, const std::string& who, const Explanation& facts) {
  if (!facts.standing || !facts.decided_at) return {};
  const bool put_right = facts.corrected_at || facts.kind == CallKind::retraction;
  const std::string then = facts.decided_at != facts.due ? to_string(*facts.decided_at) : put_right ? "due" : "then";
  return ", " + word + " as of " + then + " " + who + " " + describe(*facts.standing);
}

/// What is told of a retraction; `unregistered`: who was not registered as of due does not belong, whatever the
/// standing.
std::string retraction_of(const std::string& who, const std::string& by_rule, const Explanation& facts,
                          bool unregistered) {
  const bool stays = facts.verdict == Verdict::dead_letter || facts.verdict == Verdict::cancelled;
  std::string text = who + " was handed over" + by_rule + ", and ";
  if (facts.verdict == Verdict::dead_letter) text += "could not be taken back";
  if (facts.verdict == Verdict::cancelled) text += "is not taken back, which was cancelled";
  if (facts.verdict == Verdict::waiting) text += "is waiting to be taken back";
  if (facts.verdict == Verdict::in_flight) text += "is being taken back";
  if (facts.verdict == Verdict::retrying) text += "is to be taken back by a further call";
  if (facts.verdict == Verdict::taken_back) text += "was taken back at " + to_string(*facts.corrected_at);
  const std::string word = stays ? "though" : "since";
  return text + (unregistered ? ", " + word + " as of due " + who + " was not registered" : reason(word, who, facts)) +
         ".";
}

std::string sentence_of(const std::string& who, const std::string& rule, const Explanation& facts, bool unregistered) {
  const std::string due = facts.due ? ", due " + to_string(*facts.due) : std::string{};
  const std::string by_rule = " by " + rule + due;
  const std::string since = reason("since", who, facts) + ".";
  if (facts.kind == CallKind::retraction) return retraction_of(who, by_rule, facts, unregistered);
  switch (facts.verdict) {
    case Verdict::taken_back:
    case Verdict::done:
      return who + " was handed over" + by_rule +
             (facts.corrected_at ? ", by a correction at " + to_string(*facts.corrected_at) : "") + since;
    case Verdict::in_flight:
      return who + " is being handed over" + by_rule + since;
    case Verdict::retrying:
      return who + " is to be handed over again" + by_rule + since;
    case Verdict::dead_letter:
      return who + " could not be handed over" + by_rule + since;
    case Verdict::waiting:
      return who + " is waiting to be handed over" + by_rule + since;
    case Verdict::not_yet:
      return who + " is not decided for " + rule + " before " + to_string(*facts.due) + "; now " + who + " " +
             describe(*facts.standing) + ".";
    case Verdict::left_out:
      return who + " was left out" + by_rule + since;
    case Verdict::not_registered:
      return who + " was left out" + by_rule + ", for want of a registration at that instant that lasted.";
    case Verdict::no_instant:
      return rule + " has no due instant for " + who + ": its anchor is not known, or was known too late.";
    case Verdict::cancelled:
      return who + " will not be handed over by " + rule + ", which was cancelled.";
  }
  return {};
}

}  // namespace

const Moment* WebinarRun::moment_of(const RuleState& rule, AttendeeIndex attendee) const {
  for (const auto& [due, moment] : moments_) {
    for (const Member& member : moment.members()) {
      if (member.rule == rule.index && member.set_apart() &&
          (member.single->staying.test(attendee) || member.single->people.contains(attendee))) {
        return &moment;
      }
    }
  }
  const auto personal = rule.pairs->personal.find(attendee);
  const auto due =
      personal != rule.pairs->personal.end() ? std::optional{personal->second} : present_due(rule, attendee);
  const auto found = due ? moments_.find(*due) : moments_.end();
  return found == moments_.end() ? nullptr : &found->second;
}

/// What waits to be called to put the pair right (S17b).
std::optional<CallKind> WebinarRun::correction_of(const RuleState& rule, AttendeeIndex attendee,
                                                  const Moment* moment) const {
  if (moment == nullptr || !progress_->live.contains(moment->due())) return std::nullopt;
  for (const Member& member : moment->members()) {
    if (member.rule != rule.index) continue;
    if (const auto kind = moment->correction(member, rule, attendee, attendance_)) return kind;
  }
  return std::nullopt;
}

/// What the pair's call was made on, or would be; nothing where it would be the truth as of due, or as of now.
std::optional<Decision> WebinarRun::decision_of(const RuleState& rule, AttendeeIndex attendee,
                                                const Moment* moment) const {
  if (correction_of(rule, attendee, moment)) return std::nullopt;
  const auto put_right = rule.pairs->put_right.find(attendee);
  if (put_right != rule.pairs->put_right.end()) return put_right->second.truth;
  if (moment == nullptr) {
    return rule.pairs->carried_by.test(attendee) ? std::optional{rule.pairs->carried.at(attendee)} : std::nullopt;
  }
  const bool by_truth =
      moment->by_truth(rule, now_) || (moment->holds_back(rule) && !moment->belongs(rule, attendee, attendance_));
  if (by_truth && !rule.pairs->called.test(attendee)) return std::nullopt;
  return moment->reading(rule, attendee);
}

Verdict WebinarRun::verdict_of(const RuleState& rule, AttendeeIndex attendee, const Moment* moment) const {
  if (rule.pairs->cancelled.test(attendee)) return Verdict::cancelled;
  if (correction_of(rule, attendee, moment)) return Verdict::waiting;
  if (rule.pairs->called.test(attendee))
    return rule.pairs->transferred.test(attendee) ? Verdict::done : Verdict::taken_back;
  if (cancelled_ || !rule.active()) return Verdict::cancelled;
  const auto due = present_due(rule, attendee);
  if (moment == nullptr && due && *due > now_) return Verdict::not_yet;
  if (moment == nullptr) {
    const bool known =
        rule.per_attendee() ? attendance_.registrations().since(attendee).has_value() : rule.due().has_value();
    return known && !rule.per_attendee() ? Verdict::not_registered : Verdict::no_instant;
  }
  if (!moment->reached() && !moment->reading(rule, attendee)) return Verdict::not_yet;
  if (!moment->eligible(attendee, attendance_)) return Verdict::not_registered;
  for (const Member& member : moment->members()) {
    if (member.rule == rule.index && moment->takes(member, rule, attendee, attendance_)) return Verdict::waiting;
  }
  return Verdict::left_out;
}

Explanation WebinarRun::explain(RuleIndex index, AttendeeIndex attendee) const {
  const RuleState& rule = rules_[slot(index)];
  const Moment* const moment = moment_of(rule, attendee);
  Explanation facts;
  facts.verdict = verdict_of(rule, attendee, moment);
  const bool retracted = rule.pairs->generations.contains(attendee) && !rule.pairs->transferred.test(attendee);
  facts.kind = correction_of(rule, attendee, moment).value_or(retracted ? CallKind::retraction : CallKind::transfer);
  facts.registered = attendance_.registered().test(attendee);
  facts.start = facts_.start();
  facts.end = facts_.end();
  facts.mark = attendance_.frame().mark();
  facts.due = moment != nullptr ? std::optional{moment->due()} : present_due(rule, attendee);
  Instant as_of = now_;
  facts.standing = attendance_.standing(attendee);
  const auto decision = decision_of(rule, attendee, moment);
  if (decision || (moment != nullptr && moment->reached())) {
    as_of = decision ? decision->decided_at : moment->due();
    facts.standing = decision ? decision->standing : moment->standing(attendee, attendance_);
    facts.decided_at = as_of;
  }
  const auto put_right = rule.pairs->put_right.find(attendee);
  if (put_right != rule.pairs->put_right.end()) facts.corrected_at = put_right->second.corrected_at;
  const std::vector<RoomStay>& until = attendance_.presence().stays(attendee, as_of);
  if (facts.start) {
    facts.watched =
        attendance::watched_between(until, *facts.start, std::min(as_of, attendance_.frame().end_or_never()));
  }
  for (const RoomStay& stay : attendance_.presence().stays(attendee, kNever)) {
    facts.stays.push_back({stay.joined, stay.left == kNever ? std::nullopt : std::optional{stay.left},
                           attendance_.presence().session_text(attendee, stay.session)});
  }
  facts.sentence = sentence(index, attendee, facts);
  return facts;
}

std::string WebinarRun::sentence(RuleIndex index, AttendeeIndex attendee, const Explanation& facts) const {
  const std::string rule = "rule \"" + rules_[slot(index)].id() + "\" of webinar \"" + id_ + "\"";
  const bool unregistered = facts.due && !attendance_.registrations().registered_as_of(attendee, *facts.due);
  return sentence_of(std::string{attendance_.id(attendee)}, rule, facts, unregistered);
}

}  // namespace usher::queue
