// A moment: everything of one webinar that is due at one instant. It knows who takes part by which rule, and who has
// been decided; it picks who matches.
//
// Before its instant somebody who is not decided has the standing of now. When it comes, the standings of everybody are
// frozen into planes: the truth as of due, which a late event changes for its one attendee. What somebody was decided
// on is kept beside it, so that both are there to be compared (S17).
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "attendance/attendance.hpp"
#include "decision/census.hpp"
#include "decision/early_instants.hpp"
#include "decision/member.hpp"
#include "decision/rule_state.hpp"
#include "model/on_demand.hpp"
#include "model/rare.hpp"
#include "usher/call.hpp"

namespace usher::decision {

class Moment {
 public:
  explicit Moment(Instant due) : due_(due) {}

  [[nodiscard]] Instant due() const noexcept { return due_; }
  [[nodiscard]] bool reached() const noexcept { return reached_; }
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  void close() noexcept;
  /// Some rule takes part for everybody, or has: planes are in use.
  [[nodiscard]] bool for_everybody() const noexcept { return wide_; }

  /// What was frozen then and has been corrected since, of everybody.
  [[nodiscard]] const attendance::Plane& eligible_then() const noexcept { return known_->eligible; }
  [[nodiscard]] const attendance::StandingPlanes& truth() const noexcept { return known_->truth; }
  /// What a journal has kept of that takes its place.
  void restore(attendance::Plane eligible, attendance::StandingPlanes truth);
  /// Whether a journal has it; false once, where there is anything to keep.
  [[nodiscard]] bool recorded() noexcept { return std::exchange(recorded_, true) || !wide_; }

  /// The instant has come just now: freezes the head planes where some rule takes part for everybody.
  void reach(const attendance::Attendance& attendance);
  /// Somebody joins a moment that is past: computes what is missing, opens it again.
  void reopen(const attendance::Attendance& attendance);
  /// Something known of one attendee has changed.
  void refresh(AttendeeIndex attendee, const attendance::Attendance& attendance);
  void refresh_all(const attendance::Attendance& attendance);

  [[nodiscard]] std::vector<Member>& members() noexcept { return members_; }
  [[nodiscard]] const std::vector<Member>& members() const noexcept { return members_; }
  [[nodiscard]] Member* find(RuleIndex rule, Member::Kind kind) noexcept;
  Member& member(RuleIndex rule, Member::Kind kind, const attendance::Attendance& attendance);
  void remove(RuleIndex rule, Member::Kind kind);
  void remove_rule(RuleIndex rule);
  /// The searches go back to where the attendee is seen again; without one, to the beginning.
  void rewind(AttendeeIndex attendee, const attendance::Attendance& attendance);
  void rewind();
  /// A call has started for the pair: the rule has whom it had next but for this one; other rules that have the
  /// attendee next look anew.
  void note_taken(RuleIndex rule, AttendeeIndex attendee) noexcept {
    note_taken(rule, slot(attendee) / attendance::kWordBits,
               attendance::Word{1} << slot(attendee) % attendance::kWordBits);
  }
  /// The same of some of a word.
  void note_taken(RuleIndex rule, std::size_t word, attendance::Word taken) noexcept {
    for (Member& member : members_) {
      if ((member.next & taken) == 0 || member.cursor / attendance::kWordBits != word) continue;
      member.next = member.rule == rule ? member.next & ~taken : 0;
      if (member.next != 0) member.go_to_next(word);
    }
  }

  /// Makes room in the planes for all there are, so that none is asked for while they are decided.
  void reach_all(std::size_t attendees) {
    Known& known = known_.make();
    known.decided.reach(attendees);
    known.decided_on.reach(attendees);
  }
  [[nodiscard]] attendance::Word decided_word(std::size_t word) const noexcept { return known_->decided.word(word); }
  [[nodiscard]] std::optional<Decision> decided(AttendeeIndex attendee) const;
  void decide(AttendeeIndex attendee, const Decision& decision, const attendance::Attendance& attendance);
  /// The same as of due, of some of a word whom nobody has decided, in a moment that has come and in which some rule
  /// takes part for everybody.
  void decide_all(std::size_t word, attendance::Word who);
  /// The same as of now, of somebody who is registered, before due and in a moment in which some rule takes part for
  /// everybody. None, and nothing done, of who has been decided, or otherwise.
  std::optional<Standing> decide_open(AttendeeIndex attendee, Instant now, const attendance::Attendance& attendance);
  [[nodiscard]] attendance::Plane everybody_decided() const;
  [[nodiscard]] bool nobody_decided() const noexcept;
  /// The decision that the pair of rule and attendee reads here (S5e), if it has been taken.
  [[nodiscard]] std::optional<Decision> reading(const RuleState& rule, AttendeeIndex attendee) const;
  /// As of due, or as of now where that is to come.
  [[nodiscard]] Standing standing(AttendeeIndex attendee, const attendance::Attendance& attendance) const;
  [[nodiscard]] bool eligible(AttendeeIndex attendee, const attendance::Attendance& attendance) const;

  /// From due on, for as long as the rule corrects, the truth counts and not the decision (S17).
  [[nodiscard]] bool by_truth(const RuleState& rule, Instant now) const;
  /// By the truth as of due.
  [[nodiscard]] bool belongs(const RuleState& rule, AttendeeIndex attendee,
                             const attendance::Attendance& attendance) const;
  /// Whom the truth does not take the decision does not either, also when the truth alone counts no more (S17a).
  [[nodiscard]] bool holds_back(const RuleState& rule) const noexcept { return rule.corrects() && reached_; }
  /// Whether the pair takes part here as `member`, and a first call for it could start.
  [[nodiscard]] bool takes(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                           const attendance::Attendance& attendance) const;
  /// What has to be called to put the pair right, which was called before (S17b).
  [[nodiscard]] std::optional<CallKind> correction(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                                                   const attendance::Attendance& attendance) const;
  /// Whether any rule takes the attendee.
  [[nodiscard]] bool takes_any(AttendeeIndex attendee, const std::vector<RuleState>& rules,
                               const attendance::Attendance& attendance) const;
  /// Everybody whom any rule takes.
  [[nodiscard]] attendance::Plane taken(const std::vector<RuleState>& rules,
                                        const attendance::Attendance& attendance) const;

  // moment_search.cpp
  /// From due on: the first attendee at or after `from` whom `member` takes, or has to correct.
  [[nodiscard]] std::optional<AttendeeIndex> first_taken(const Member& member, const RuleState& rule,
                                                         std::uint32_t from,
                                                         const attendance::Attendance& attendance) const;
  [[nodiscard]] std::optional<AttendeeIndex> first_correction(const Member& member, const RuleState& rule,
                                                              std::uint32_t from,
                                                              const attendance::Attendance& attendance) const;
  /// The same from the member's cursor, which moves on to there.
  std::optional<AttendeeIndex> advance_cursor(Member& member, const RuleState& rule,
                                              const attendance::Attendance& attendance) const;
  std::optional<AttendeeIndex> advance_correction_cursor(Member& member, const RuleState& rule,
                                                         const attendance::Attendance& attendance) const;
  /// Before due: up to `most` whom `member` takes, who changed longest ago first (S20a), with their places in that
  /// order.
  void look_ahead(Member& member, const RuleState& rule, std::size_t most, const attendance::Attendance& attendance,
                  std::vector<Staleness>& found) const;
  /// Moves cursors on; whether anybody is left to be called for the first time by any rule.
  [[nodiscard]] bool has_work(const std::vector<RuleState>& rules, const attendance::Attendance& attendance);
  /// S17f: pairs of a rule that were called and by the truth do not belong, or the reverse.
  [[nodiscard]] std::uint64_t differences(const RuleState& rule, const attendance::Attendance& attendance) const;

  /// Counts from now on how many there are of each standing.
  void count(const attendance::Attendance& attendance);
  [[nodiscard]] bool counted() const noexcept { return counted_; }
  /// Takes one attendee out of the count before something about them changes, and puts them in again after it.
  void count_out(AttendeeIndex attendee, const attendance::Attendance& attendance);
  void count_in(AttendeeIndex attendee, const attendance::Attendance& attendance);
  /// Nothing of one attendee has changed but the standing, which is counted as it was before.
  void count_changed(AttendeeIndex attendee, Standing before, const attendance::Attendance& attendance);
  /// How many the rule will still take by today's standings; 0 where nothing is counted.
  [[nodiscard]] std::uint64_t expected(const RuleState& rule, const attendance::Attendance& attendance) const;

  /// The first attendee for whom what is held here differs from what attendance says.
  [[nodiscard]] std::optional<AttendeeIndex> first_contradiction(const attendance::Attendance& attendance) const;
  [[nodiscard]] bool count_is_right(const attendance::Attendance& attendance) const;

 private:
  /// What is known of everybody in a moment that has come, or is in view.
  struct Known {
    attendance::Plane eligible;        ///< registered as of due and not unregistered since; once reached
    attendance::StandingPlanes truth;  ///< as of due; once reached
    attendance::Plane decided;
    attendance::StandingPlanes decided_on;  ///< of who is decided
    attendance::Plane gone;                 ///< decided, and unregistered since then
    EarlyInstants decided_early;
    model::Rare<std::map<AttendeeIndex, Decision>> decided_people;  ///< all that where there are no planes
    Census census;
  };

  /// S11c: no unregistration takes the pair out, of those after what was decided here, or taken along.
  [[nodiscard]] bool keeps(const RuleState& rule, AttendeeIndex attendee,
                           const attendance::Attendance& attendance) const;
  /// As nearly all are before due: nobody has decided them, and planes know it.
  [[nodiscard]] bool is_open(AttendeeIndex attendee) const noexcept {
    return !reached_ && wide_ && !known_->decided.test(attendee);
  }
  [[nodiscard]] static bool takes_part(const Member& member, const RuleState& rule, AttendeeIndex attendee);
  [[nodiscard]] attendance::Word taken_word(const Member& member, const RuleState& rule, std::size_t word,
                                            const attendance::Attendance& attendance) const;
  template <class Candidates, class Accepts>
  [[nodiscard]] std::optional<AttendeeIndex> search(const Member& member, std::uint32_t from, std::size_t attendees,
                                                    Candidates candidates, Accepts accepts) const;
  void look_at_absent(Member& member, const RuleState& rule, std::size_t most, const attendance::Attendance& attendance,
                      std::vector<Staleness>& found) const;
  [[nodiscard]] bool may_differ(const RuleState& rule, AttendeeIndex attendee,
                                const attendance::Attendance& attendance) const;
  void widen(const attendance::Attendance& attendance);
  [[nodiscard]] std::int64_t carried_more(const RuleState& rule, const attendance::Attendance& attendance) const;
  template <class Visit>
  void count_one(AttendeeIndex attendee, const attendance::Attendance& attendance, Visit visit);

  Instant due_;
  bool reached_ = false;
  bool closed_ = false;
  bool wide_ = false;     ///< the planes are in use
  bool counted_ = false;  ///< so is the census
  bool recorded_ = false;
  std::vector<Member> members_;
  model::OnDemand<Known> known_;
};

/// The attendees of one word whose standing is in the audience.
[[nodiscard]] attendance::Word audience_word(Audience audience, const attendance::StandingPlanes& planes,
                                             std::size_t word);
[[nodiscard]] attendance::Word audience_word(Audience audience, attendance::Word attended, attendance::Word participant,
                                             attendance::Word online);

}  // namespace usher::decision
