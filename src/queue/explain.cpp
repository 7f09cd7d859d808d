// One English sentence about one pair of rule and attendee, and the facts behind it.
#include "queue/webinar_run.hpp"

namespace usher::queue {

using attendance::kNever;
using attendance::RoomStay;
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

std::string sentence_of(const std::string& who, const std::string& rule, const Explanation& facts) {
  const std::string due = facts.due ? to_string(*facts.due) : std::string{};
  const std::string as_of = facts.standing ? ", since as of then " + who + " " + describe(*facts.standing) : "";
  switch (facts.verdict) {
    case Verdict::done:
      return who + " was handed over by " + rule + ", due " + due + as_of + ".";
    case Verdict::in_flight:
      return who + " is being handed over by " + rule + ", due " + due + as_of + ".";
    case Verdict::retrying:
      return who + " is to be handed over again by " + rule + ", due " + due + as_of + ".";
    case Verdict::dead_letter:
      return who + " could not be handed over by " + rule + ", due " + due + as_of + ".";
    case Verdict::waiting:
      return who + " is waiting to be handed over by " + rule + ", due " + due + as_of + ".";
    case Verdict::not_yet:
      return who + " is not decided for " + rule + " before " + due + "; now " + who + " " + describe(*facts.standing) +
             ".";
    case Verdict::left_out:
      return who + " was left out by " + rule + ", due " + due + as_of + ".";
    case Verdict::not_registered:
      return who + " was left out by " + rule + (due.empty() ? "" : ", due " + due) +
             ", for want of a registration at that instant that lasted.";
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
          (member.staying.test(attendee) || member.people.contains(attendee))) {
        return &moment;
      }
    }
  }
  const auto personal = rule.personal.find(attendee);
  const auto due = personal != rule.personal.end() ? std::optional{personal->second} : present_due(rule, attendee);
  const auto found = due ? moments_.find(*due) : moments_.end();
  return found == moments_.end() ? nullptr : &found->second;
}

Verdict WebinarRun::verdict_of(const RuleState& rule, AttendeeIndex attendee, const Moment* moment) const {
  if (rule.cancelled.test(attendee)) return Verdict::cancelled;
  if (rule.called.test(attendee)) return Verdict::done;
  if (cancelled_ || !rule.active()) return Verdict::cancelled;
  const auto due = present_due(rule, attendee);
  if (moment == nullptr && due && *due > now_) return Verdict::not_yet;
  if (moment == nullptr) {
    const bool known =
        rule.per_attendee() ? attendance_.registrations().since(attendee).has_value() : rule.due.has_value();
    return known && !rule.per_attendee() ? Verdict::not_registered : Verdict::no_instant;
  }
  if (!moment->reached() && !moment->reading(rule, attendee)) return Verdict::not_yet;
  if (!moment->eligible(attendee, attendance_)) return Verdict::not_registered;
  for (const Member& member : moment->members()) {
    if (member.rule == rule.index && !moment->closed() && moment->takes(member, rule, attendee, attendance_)) {
      return Verdict::waiting;
    }
  }
  return Verdict::left_out;
}

Explanation WebinarRun::explain(RuleIndex index, AttendeeIndex attendee) const {
  const RuleState& rule = rules_[slot(index)];
  const Moment* const moment = moment_of(rule, attendee);
  Explanation facts;
  facts.verdict = verdict_of(rule, attendee, moment);
  facts.registered = attendance_.registered().test(attendee);
  facts.start = facts_.start();
  facts.end = facts_.end();
  facts.mark = attendance_.frame().mark();
  facts.due = moment != nullptr ? std::optional{moment->due()} : present_due(rule, attendee);
  Instant as_of = now_;
  facts.standing = attendance_.head().at(attendee);
  const auto decision = moment != nullptr ? moment->reading(rule, attendee) : std::nullopt;
  if (decision || (moment != nullptr && moment->reached())) {
    as_of = decision ? decision->decided_at : moment->due();
    facts.standing = decision ? decision->standing : moment->standing(attendee, attendance_);
    facts.decided_at = as_of;
  }
  const std::vector<RoomStay>& until = attendance_.presence().stays(attendee, as_of);
  if (facts.start) {
    facts.watched =
        attendance::watched_between(until, *facts.start, std::min(as_of, attendance_.frame().end_or_never()));
  }
  for (const RoomStay& stay : attendance_.presence().stays(attendee, kNever)) {
    facts.stays.push_back({stay.joined, stay.left == kNever ? std::nullopt : std::optional{stay.left},
                           attendance_.presence().session_text(attendee, stay.session)});
  }
  facts.sentence =
      sentence_of(std::string{attendance_.id(attendee)}, "rule \"" + rule.id + "\" of webinar \"" + id_ + "\"", facts);
  return facts;
}

std::string explain_sentence(std::string_view webinar, std::string_view rule, std::string_view attendee,
                             const Explanation& facts) {
  return sentence_of(std::string{attendee},
                     "rule \"" + std::string{rule} + "\" of webinar \"" + std::string{webinar} + "\"", facts);
}

}  // namespace usher::queue
