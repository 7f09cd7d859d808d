// A moment: everything of one webinar that is due at one instant. It knows who takes part by which rule, and who has
// been decided; it picks who matches, word-wise.
//
// When its instant comes, the standing of everybody is frozen into planes. From then on a late event changes the bits
// of its one attendee, unless that attendee has been decided: so the planes are also the memory of what was decided.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "attendance/attendance.hpp"
#include "decision/rule_state.hpp"

namespace usher::decision {

/// Who takes part in a moment by one rule.
struct Member {
  enum class Kind {
    present,         ///< all attendees but those of `apart` and those with an instant of their own
    apart,           ///< those in `staying`, who were handed over here when the rule moved on (S5d)
    personal,        ///< those in `people`, whose own instant this is
    personal_apart,  ///< those in `people`, who stay here though theirs has moved
  };
  RuleIndex rule{};
  Kind kind{};
  std::uint32_t cursor = 0;  ///< nobody before this attendee can be taken as things stand
  attendance::Plane staying{};
  std::set<AttendeeIndex> people{};

  [[nodiscard]] bool whole() const noexcept { return kind == Kind::present || kind == Kind::apart; }
  [[nodiscard]] bool set_apart() const noexcept { return kind == Kind::apart || kind == Kind::personal_apart; }
};

class Moment {
 public:
  explicit Moment(Instant due) : due_(due) {}

  [[nodiscard]] Instant due() const noexcept { return due_; }
  [[nodiscard]] bool reached() const noexcept { return reached_; }
  [[nodiscard]] bool closed() const noexcept { return closed_; }
  void close() noexcept { closed_ = true; }
  /// Some rule takes part for everybody, or has: standings are frozen here.
  [[nodiscard]] bool for_everybody() const noexcept { return frozen_; }

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
  Member& member(RuleIndex rule, Member::Kind kind);
  void remove(RuleIndex rule, Member::Kind kind);
  void remove_rule(RuleIndex rule);
  void rewind(AttendeeIndex attendee);  ///< cursors go back to where the attendee is seen again
  void rewind();

  [[nodiscard]] std::optional<Standing> decided(AttendeeIndex attendee) const;
  void decide(AttendeeIndex attendee, Standing standing);
  [[nodiscard]] attendance::Plane everybody_decided() const;
  [[nodiscard]] bool nobody_decided() const noexcept;

  /// The decision that the pair of rule and attendee reads here (S5e), if it has been taken.
  [[nodiscard]] std::optional<Decision> reading(const RuleState& rule, AttendeeIndex attendee) const;
  /// What somebody not decided would be decided on.
  [[nodiscard]] Standing standing(AttendeeIndex attendee, const attendance::Attendance& attendance) const;
  [[nodiscard]] bool eligible(AttendeeIndex attendee, const attendance::Attendance& attendance) const;

  /// Whether the pair takes part here as `member`, and a call for it could start.
  [[nodiscard]] bool takes(const Member& member, const RuleState& rule, AttendeeIndex attendee,
                           const attendance::Attendance& attendance) const;
  /// Whether any rule takes the attendee.
  [[nodiscard]] bool takes_any(AttendeeIndex attendee, const std::vector<RuleState>& rules,
                               const attendance::Attendance& attendance) const;
  /// Everybody whom any rule takes.
  [[nodiscard]] attendance::Plane taken(const std::vector<RuleState>& rules,
                                        const attendance::Attendance& attendance) const;
  /// The first attendee at or after `from` whom `member` takes.
  [[nodiscard]] std::optional<AttendeeIndex> first_taken(const Member& member, const RuleState& rule,
                                                         std::uint32_t from,
                                                         const attendance::Attendance& attendance) const;
  /// The first attendee whom `member` takes, to whom its cursor moves on.
  std::optional<AttendeeIndex> advance_cursor(Member& member, const RuleState& rule,
                                              const attendance::Attendance& attendance) const;
  /// Moves cursors on; whether anybody is left to be taken by any rule.
  [[nodiscard]] bool has_work(const std::vector<RuleState>& rules, const attendance::Attendance& attendance);

  /// The first attendee for whom what is held here differs from what attendance says.
  [[nodiscard]] std::optional<AttendeeIndex> first_contradiction(const attendance::Attendance& attendance) const;

 private:
  [[nodiscard]] static bool takes_part(const Member& member, const RuleState& rule, AttendeeIndex attendee);
  [[nodiscard]] attendance::Word taken_word(const Member& member, const RuleState& rule, std::size_t word) const;
  [[nodiscard]] bool needs_planes() const noexcept;
  void build_planes();

  Instant due_;
  bool reached_ = false;
  bool closed_ = false;
  bool frozen_ = false;  ///< the planes below are in use
  std::vector<Member> members_;
  attendance::Plane eligible_;
  attendance::StandingPlanes standing_;
  attendance::Plane decided_;
  std::map<AttendeeIndex, Standing> decided_people_;  ///< where nothing is frozen
};

/// The attendees of one word whose standing is in the audience.
[[nodiscard]] attendance::Word audience_word(Audience audience, const attendance::StandingPlanes& planes,
                                             std::size_t word);

}  // namespace usher::decision
