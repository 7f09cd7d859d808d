// One webinar of the naive model: the definition in force, its attendees, and for each pair of rule and attendee where
// it stands (SPEC S4-S16). Whatever can be computed from the facts is computed anew each time; kept are only the facts
// and the few instants that the contract ties to history (S5a, S5b, S5d, S5e, S15).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "happening.hpp"
#include "hard_cases.hpp"
#include "naive_attendee.hpp"
#include "naive_pair.hpp"
#include "usher/call.hpp"
#include "usher/options.hpp"
#include "usher/result.hpp"

namespace usher::property {

enum class Effect { applied, duplicate, ignored };

class NaiveWebinar {
 public:
  NaiveWebinar(const Happening& scheduled, HardCases& cases);

  [[nodiscard]] const std::string& id() const noexcept { return definition_.id; }
  [[nodiscard]] std::set<ErrorCode> refusals(const Happening& happening) const;
  /// Of something that is not refused.
  Effect apply(const Happening& happening, WalkIns walk_ins, HardCases& cases);

  [[nodiscard]] const std::vector<RuleSlot>& slots() const noexcept { return slots_; }
  [[nodiscard]] const std::vector<NaiveAttendee>& attendees() const noexcept { return attendees_; }
  [[nodiscard]] const Pair& pair(std::size_t slot, std::size_t attendee) const { return pairs_[attendee][slot]; }
  [[nodiscard]] std::optional<std::size_t> slot_of(const std::string& rule) const;
  [[nodiscard]] std::optional<std::size_t> attendee_of(const std::string& attendee) const;
  /// An event has named somebody, be it one that is kept for later, or comes to nothing.
  void hear_of(const std::string& attendee) { known_attendee(attendee); }
  [[nodiscard]] const Webinar& definition() const noexcept { return definition_; }
  [[nodiscard]] const std::optional<Instant>& cancelled_at() const noexcept { return cancelled_at_; }
  [[nodiscard]] Course course() const;

  /// The instant at which rule and attendee are due by what is known now (S13).
  [[nodiscard]] std::optional<Instant> present_due(std::size_t slot, std::size_t attendee) const;
  /// The same before S13 is looked at.
  [[nodiscard]] std::optional<Instant> due_if_registered(std::size_t slot, std::size_t attendee) const;
  /// The same for a webinar-anchored rule, whoever is registered.
  [[nodiscard]] std::optional<Instant> rule_due(const RuleSlot& slot) const;

  /// Only `now` advances it; what it is asked is asked as of then.
  void advance(Instant now) { now_ = now; }

  /// A handover of it waits to be called: its instant has come, its moment is not closed, the rule takes the attendee.
  [[nodiscard]] bool startable(std::size_t slot, std::size_t attendee) const;
  /// Whether the rule takes the attendee in the moment they are in, whenever that is.
  [[nodiscard]] bool takes(std::size_t slot, std::size_t attendee) const;
  /// Rule and attendee of those that are not due yet and not called.
  [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> pairs_ahead() const;
  /// A call of it may start before due (S15c, S19, S19a).
  [[nodiscard]] bool may_lead(std::size_t slot, std::size_t attendee, Duration max_lead) const;
  /// Whether the rule would take the attendee if it were due at `now` (preview).
  [[nodiscard]] bool would_take(std::size_t slot, std::size_t attendee) const;
  [[nodiscard]] bool closed(Instant moment) const { return closed_.count(moment) != 0; }
  /// S15a: closes what is past due and has nothing left to start.
  void close_moments();
  /// The next call of the pair would decide the attendee.
  [[nodiscard]] bool undecided(std::size_t slot, std::size_t attendee) const;
  /// The first call of the pair starts: decides if nobody has (S15).
  Decision start(std::size_t slot, std::size_t attendee, HardCases& cases);
  /// S23a.
  void cancel(std::size_t slot, std::size_t attendee, HardCases& cases);

  /// The due instant of the moment in which the pair's calls are corrected (S17d).
  [[nodiscard]] std::optional<Instant> corrected_in(std::size_t slot, std::size_t attendee) const;
  /// Somebody was called by a rule that had another instant for them later, or none: the contract does not say exactly
  /// in which moment that is to be compared, and when (S17d, S17f).
  [[nodiscard]] bool called_somebody_who_left() const;
  /// The moment as of which the truth about the pair counts, whether the rule corrects or not.
  [[nodiscard]] std::optional<Instant> compared_in(std::size_t slot, std::size_t attendee) const;
  /// Until when its calls are corrected.
  [[nodiscard]] std::optional<Instant> corrected_until(std::size_t slot, std::size_t attendee) const;
  /// The truth counts for the pair now, and not the decision (S17).
  [[nodiscard]] bool truth_counts(std::size_t slot, std::size_t attendee) const;
  /// Whether something is to follow a call of this kind, the last for the pair (S17b).
  [[nodiscard]] bool to_be_followed(std::size_t slot, std::size_t attendee, CallKind last) const;
  /// Registered as of then, and the standing as of then in the audience.
  [[nodiscard]] bool belongs(std::size_t slot, std::size_t attendee, Instant due) const;
  /// What a correction shows.
  [[nodiscard]] Decision truth(std::size_t slot, std::size_t attendee) const;
  /// S17f: of what has become comparable.
  std::uint64_t new_differences(HardCases& cases);

 private:
  Effect apply_to_webinar(const Happening& happening, HardCases& cases);
  Effect apply_to_person(const Happening& happening, WalkIns walk_ins, HardCases& cases);
  bool change(const Happening& happening, HardCases& cases);
  void define(const Webinar& definition, Instant at, HardCases& cases);
  void hold_rule(const Rule& rule, Instant at, HardCases& cases);
  [[nodiscard]] bool superseded(const Happening& happening) const;
  [[nodiscard]] std::optional<Instant> value_of(const Rule& rule) const;
  [[nodiscard]] std::optional<Instant> anchor_of(Anchor::Kind kind, std::size_t attendee) const;
  void note_values(Instant at, HardCases& cases);
  void note_anchors(const std::vector<std::array<std::optional<Instant>, 2>>& before, Instant at);
  [[nodiscard]] std::vector<std::array<std::optional<Instant>, 2>> anchors() const;
  std::size_t known_attendee(const std::string& attendee);

  void note_waiting(std::size_t attendee, Instant at);
  void place_again(std::size_t attendee, Instant at, HardCases& cases);
  void place_pair(std::size_t slot, std::size_t attendee, Instant at, HardCases& cases);
  void end_waiting(std::size_t attendee, HardCases& cases);
  void come(std::size_t slot, std::size_t attendee, std::optional<Instant> moment, HardCases& cases);
  void open(Instant moment, HardCases& cases);
  [[nodiscard]] bool somebody_takes(std::size_t attendee, Instant moment) const;
  [[nodiscard]] bool kept(std::size_t slot, std::size_t attendee, Instant decided_at) const;
  [[nodiscard]] bool takes_as_of(std::size_t slot, std::size_t attendee, Instant undecided_as_of) const;
  [[nodiscard]] const Decision* decided(Instant moment, std::size_t attendee) const;
  [[nodiscard]] const Decision* read_by(std::size_t slot, std::size_t attendee) const;

  void tally_webinar(const Happening& happening, HardCases& cases) const;
  void tally_presence(std::size_t attendee, const PresenceEntry& entry, HardCases& cases) const;
  void tally_instants(std::size_t attendee, Instant at, HardCases& cases) const;
  void tally_late(std::size_t attendee, HardCases& cases) const;
  void tally_decided(std::size_t attendee, const Happening& happening, HardCases& cases) const;

  Instant now_ = kEarliestInstant;
  Webinar definition_;
  Instant defined_at_{};
  Instant latest_at_{};  ///< of all events applied
  std::optional<Instant> started_{};
  std::optional<Instant> ended_{};
  std::optional<Instant> cancelled_at_{};
  std::map<std::string, Instant> markers_;
  std::vector<RuleSlot> slots_;
  std::vector<NaiveAttendee> attendees_;                             ///< in the order in which they were first heard of
  std::vector<std::vector<Pair>> pairs_;                             ///< by attendee, then rule
  std::vector<std::array<std::optional<Instant>, 2>> anchor_since_;  ///< S5b: of joined and participated
  std::map<std::pair<Instant, std::size_t>, Decision> decisions_;    ///< by moment and attendee
  std::set<Instant> closed_;                                         ///< moments
  std::set<std::pair<std::size_t, Instant>> compared_;               ///< S17f: rules in moments
  /// Before the event that is being applied: the moments in which somebody waited to be called.
  std::set<std::pair<Instant, std::size_t>> waiting_;
  std::uint64_t order_ = 0;
  std::uint64_t learnt_ = 0;
};

}  // namespace usher::property
