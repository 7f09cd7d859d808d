// The life of one webinar, from scheduled to freed: the place where its events meet its attendance, its agenda and its
// moments. It knows connections by number only, and nothing of lanes: what may be taken it announces, and the queue
// carries the announcements to the lanes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agenda/facts.hpp"
#include "agenda/stream.hpp"
#include "attendance/attendance.hpp"
#include "decision/course.hpp"
#include "decision/moment.hpp"
#include "decision/rule_state.hpp"
#include "lane/webinar_number.hpp"
#include "model/on_demand.hpp"
#include "queue/attendee_event.hpp"
#include "queue/fetched.hpp"
#include "queue/progress.hpp"
#include "queue/surroundings.hpp"
#include "usher/event.hpp"
#include "usher/explanation.hpp"

namespace usher::queue {

class WebinarRun {
 public:
  /// A handover that starts: whom, and on what decision.
  struct Taken {
    AttendeeIndex attendee{};
    Instant due{};
    decision::Decision decision{};
    CallKind kind{};
    std::int32_t generation = 1;
  };
  /// A rule, and how many of its handovers a call may carry.
  struct RuleBatch {
    RuleIndex rule{};
    std::size_t batch = 1;
  };
  /// How many handovers of a rule are expected to be still to come in a moment.
  struct Expected {
    RuleIndex rule{};
    std::uint64_t handovers = 0;
  };

  WebinarRun(lane::WebinarNumber number, const WebinarScheduled& event, const Surroundings& around, Instant now);

  /// Errors: unknown, for a rule over a connection that is not known.
  [[nodiscard]] static Result<void> check_connections(const Webinar& webinar, const lane::Connections& connections);

  [[nodiscard]] lane::WebinarNumber number() const noexcept { return number_; }
  [[nodiscard]] const std::string& id() const noexcept { return id_; }

  /// Whether `event` can be applied as things stand. Errors: as DispatchQueue::feed.
  [[nodiscard]] Result<void> admits(const Event& event) const;
  /// The same of what is about an attendee, whose number is given where the webinar knows the id.
  [[nodiscard]] Result<void> admits(const AttendeeTexts& texts, std::optional<AttendeeIndex> known) const;
  /// Applies what `admits`; `at` is not after the last `advance`. What happened to attendees comes by number.
  Fed apply(const Event& event);
  Fed apply(const AttendeeEvent& event);

  // webinar_follow.hpp: what nearly all events are, plain joins and leaves of the unnamed session, in a webinar that
  // goes on, while nobody waits for a standing. They change the attendance and nothing else.
  enum class Followed : std::uint8_t { no, applied, late };
  /// Not of `no`.
  [[nodiscard]] static constexpr Fed fed_of(Followed followed) noexcept {
    return followed == Followed::late ? Fed::late : Fed::applied;
  }
  /// For those that have come, and are later than one instant, while nothing comes of itself: who does not know that
  /// tells the time.
  [[nodiscard]] bool may_follow(Instant happened) const noexcept { return happened > plain_after_; }
  [[nodiscard]] bool may_follow(Instant happened, Instant now) const noexcept {
    return happened <= now && may_follow(happened) && now < plain_until_;
  }
  /// The same where that has to be found out anew; time has come to `now`.
  [[nodiscard]] bool may_follow_after_all(Instant happened, Instant now) noexcept;
  /// What `may_follow`; `no`, and nothing done, where it is not plain.
  [[nodiscard, gnu::always_inline]] inline Followed follow(attendance::Presence::Kind kind,
                                                           const attendance::Attendees::Found& attendee,
                                                           Instant happened);
  /// One after the other, up to the first that is late or cannot be followed, or is of another webinar.
  struct FollowedAll {
    std::size_t many = 0;
    bool last_is_late = false;
  };
  [[nodiscard]] FollowedAll follow(std::span<const Fetched> comings, Instant now);

  /// Whether it can be applied, by number; why not of a join or leave.
  [[nodiscard]] bool admits(const AttendeeEvent& event) const;
  [[nodiscard]] static Error full_of_comings();
  [[nodiscard]] attendance::Attendance& attendance() noexcept { return attendance_; }
  [[nodiscard]] std::uint64_t unpaired_leaves() const noexcept { return unpaired_leaves_; }

  /// Time has come to `now`: everything on the way is crossed, in order.
  void advance(Instant now) {
    if (now >= next_own_ || attendance_.crosses_by(now)) return cross(now);
    pass(now);
  }
  /// The next instant at which `advance` has something to do.
  [[nodiscard]] std::optional<Instant> next_instant() const;
  /// The next instant at which a handover may become possible by itself.
  [[nodiscard]] std::optional<Instant> next_work() const;

  /// Whether anything below may be other than at the last time. Joins and leaves in order mostly change nothing.
  [[nodiscard]] bool take_changed() noexcept { return std::exchange(changed_, false); }
  [[nodiscard]] bool has_changed() const noexcept { return changed_; }
  /// What has been announced since the last time.
  [[nodiscard]] std::vector<Announcement> take_announcements() {
    Progress* const progress = progress_.if_made();
    return progress != nullptr ? std::exchange(progress->announced, {}) : std::vector<Announcement>{};
  }
  /// Rules that have been removed since the last time, or go over another connection, with the one they went over.
  [[nodiscard]] std::vector<Progress::Withdrawn> take_withdrawn() {
    Progress* const progress = progress_.if_made();
    return progress != nullptr ? std::exchange(progress->withdrawn, {}) : std::vector<Progress::Withdrawn>{};
  }
  /// Of attendees of whom something has died: the profiles they had the last time, where they have others now.
  using Profiles = std::map<AttendeeIndex, std::string>;
  [[nodiscard]] bool has_replaced_profiles() const noexcept { return !replaced_profiles_.empty(); }
  [[nodiscard]] Profiles take_replaced_profiles() {
    Profiles replaced{replaced_profiles_.begin(), replaced_profiles_.end()};
    replaced_profiles_.clear();
    return replaced;
  }
  /// The moments of which `expected` may have changed since the last time, which go to `stale`.
  void take_stale(std::vector<Instant>& stale) {
    stale.clear();
    if (std::vector<Instant>* const of_it = stale_.if_made()) of_it->swap(stale);
  }
  [[nodiscard]] bool has_stale() const noexcept { return !stale_->empty(); }
  /// What the moment `due` will take by today's standings, rule by rule, goes to `all`; nothing once it is reached.
  void expected(Instant due, std::vector<Expected>& all) const;
  /// The same for every moment that is not closed, counted anew.
  [[nodiscard]] std::map<Instant, std::vector<Expected>> expect_all() const;

  /// Whether a rule has anybody to hand over, or to correct, from the moment `due`, which has come.
  [[nodiscard]] bool has_work(Instant due, RuleIndex rule);
  [[nodiscard]] bool has_correction(Instant due, RuleIndex rule);
  /// Takes handovers of a rule from the moment `due`, in the order of registration, until `taken` has `most`. Whether
  /// the rule has more there.
  [[nodiscard]] bool take(Instant due, RuleIndex rule, std::size_t most, std::vector<Taken>& taken);
  /// Where a rule takes one handover after the other from a moment that has come, and nothing is special about either.
  [[nodiscard]] std::optional<decision::Course> course(Instant due, RuleIndex rule);
  /// As `take` of one, which is the course's next. Time has come to `now`, and nothing comes of itself until then.
  [[nodiscard]] decision::Decision take_next(decision::Course& course, Instant now) {
    last_activity_ = now;
    ++outstanding_;
    return course.take();
  }
  /// As `note_ended` and `finish_one`, in the same way. What comes next holds the webinar, so nothing can follow from
  /// its being over.
  void end_one(decision::Course& course, AttendeeIndex attendee, Instant now) noexcept {
    course.end(attendee);
    --outstanding_;
    last_activity_ = now;
  }
  /// The same of corrections, all of one kind: that of `kind` where it is given, else the first one's.
  [[nodiscard]] bool take_corrections(Instant due, RuleIndex rule, std::size_t most, std::optional<CallKind> kind,
                                      std::vector<Taken>& taken);
  /// Places that are looked at and chosen; kept by the caller for their room.
  struct Places {
    std::vector<decision::Staleness> found, best;
  };
  /// Before due: fills the batch that S20a chooses among the rules, and tells which. Nobody where nobody matches now.
  [[nodiscard]] RuleIndex take_early(Instant due, std::span<const RuleBatch> rules, Places& places,
                                     std::vector<Taken>& taken);
  /// A moment to come of which a call changes what its own rule is expected to take, and nothing else that is planned
  /// by; nullptr where it may change more. Good until anything else is done to the webinar.
  [[nodiscard]] decision::Moment* plain_early(Instant due);
  /// As `take_early` from there; that the moment is stale then is left to the caller.
  [[nodiscard]] RuleIndex take_early(decision::Moment& moment, std::span<const RuleBatch> rules, Places& places,
                                     std::vector<Taken>& taken);
  [[nodiscard]] std::uint64_t expected(const decision::Moment& moment, RuleIndex rule) const {
    return moment.expected(rules_[slot(rule)], attendance_);
  }
  void mark_stale(Instant due);
  /// As `note_ended` and `finish_one`, while a moment is to come.
  void end_early(RuleIndex rule, AttendeeIndex attendee);
  /// Closes the moments before now that have nothing left (S15a), and gives them.
  std::vector<Instant> close_moments();
  /// Whether that also counts differences (S17f).
  [[nodiscard]] bool has_to_compare() const noexcept { return !progress_->to_compare.empty(); }
  /// The due instant of the first one of which that, or comparing it (S17f), may be to be done once it is over.
  [[nodiscard]] std::optional<Instant> first_to_close() const;
  /// The call of a handover has started anew, or has ended.
  void note_in_flight(RuleIndex rule, AttendeeIndex attendee) {
    rules_[slot(rule)].pairs.make().in_flight.set(attendee);
  }
  void note_ended(RuleIndex rule, AttendeeIndex attendee);
  /// A taken handover has come to its end.
  void finish_one() noexcept {
    --outstanding_;
    last_activity_ = now_;
    if (outstanding_ == 0 && over_since()) changed_ = true;
  }
  /// One has ended in the dead letters, or is tried again.
  void note_dead(RuleIndex rule, AttendeeIndex attendee) {
    rules_[slot(rule)].pairs.make().uncorrectable.set(attendee);
  }
  void resume_one(RuleIndex rule, AttendeeIndex attendee);
  [[nodiscard]] std::int32_t generation(RuleIndex rule, AttendeeIndex attendee) const;
  [[nodiscard]] std::uint64_t decided_early() const noexcept { return progress_->decided_early; }
  /// Counted so far, and by what is known now where that is to come (S17f).
  [[nodiscard]] std::uint64_t differences() const noexcept { return progress_->differences; }
  /// The webinar is freed: nothing is to come.
  void count_last_differences();

  /// Takes one pair out for good. Errors: conflict.
  Result<void> cancel(RuleIndex rule, AttendeeIndex attendee);

  /// The handover was called, and will not be called again.
  void mark_cancelled(RuleIndex rule, AttendeeIndex attendee) {
    rules_[slot(rule)].pairs.make().cancelled.set(attendee);
  }

  /// Settings of a connection have changed: moments come into view at another time, and take other calls.
  void watch_anew();

  // webinar_restore.cpp: what a journal keeps, and what it gives back
  /// The moment `due` where its planes are not kept yet and are to be; else nullptr.
  [[nodiscard]] const decision::Moment* to_record(Instant due);
  [[nodiscard]] bool claimed(Instant due, RuleIndex rule, AttendeeIndex attendee) const;
  /// Claims the next of those whom the rule takes in a moment that has come, at most `most`.
  std::vector<AttendeeIndex> claim(Instant due, RuleIndex rule, std::size_t most);
  /// The claims are over: the pairs that may have been called.
  struct Claimed {
    Instant due{};
    RuleIndex rule{};
    AttendeeIndex attendee{};
  };
  std::vector<Claimed> end_claims();
  /// What is learnt of somebody, or of all, ends their claims: a call that rests on it is durable by itself first.
  void end_claims_of(AttendeeIndex attendee);
  void drop_claims();
  /// A first call that a journal tells of; none where the pair cannot be in that moment.
  [[nodiscard]] std::optional<Taken> take_recorded(Instant due, RuleIndex rule, AttendeeIndex attendee,
                                                   const std::optional<decision::Decision>& decision);
  [[nodiscard]] std::optional<Taken> correct_recorded(Instant due, RuleIndex rule, AttendeeIndex attendee,
                                                      CallKind kind, const decision::Decision& decision);
  [[nodiscard]] bool restore_claim(Instant due, RuleIndex rule, AttendeeIndex attendee);
  [[nodiscard]] bool restore_planes(Instant due, attendance::Plane eligible, attendance::StandingPlanes truth);
  /// The first for whom the moment holds other than that.
  [[nodiscard]] std::optional<AttendeeIndex> first_difference(Instant due, const attendance::Plane& eligible,
                                                              const attendance::StandingPlanes& truth) const;
  [[nodiscard]] bool restore_closed(const std::vector<Instant>& dues);
  /// Removes what is known of a person; the index stays, and takes part in nothing (S28).
  void forget(AttendeeIndex attendee);

  /// When to free this, once it is settled (S28).
  [[nodiscard]] std::optional<Instant> free_at();

  [[nodiscard]] std::optional<RuleIndex> find_rule(std::string_view id) const;
  [[nodiscard]] const decision::RuleState& rule(RuleIndex rule) const { return rules_[slot(rule)]; }
  [[nodiscard]] std::size_t rules() const noexcept { return rules_.size(); }
  [[nodiscard]] const attendance::Attendance& attendance() const noexcept { return attendance_; }
  [[nodiscard]] std::vector<std::string> preview(RuleIndex rule) const;
  /// All but what the lanes know: whether a taken handover is in flight, waiting to be repeated, or dead.
  [[nodiscard]] Explanation explain(RuleIndex rule, AttendeeIndex attendee) const;
  /// Explanation::sentence, for these facts.
  [[nodiscard]] std::string sentence(RuleIndex rule, AttendeeIndex attendee, const Explanation& facts) const;
  /// Calls `visit(attendee, rule, due, kind)` for each handover whose instant has come and whose call has not.
  template <class Visit>
  void for_each_waiting(Visit visit) const;

  /// Time has come to `now`, without anything on the way.
  [[nodiscard]] std::string check_invariants(Instant now) const;

 private:
  /// What is to become of a rule when the webinar changes.
  struct Change {
    std::shared_ptr<const Rule> definition;
    ConnectionIndex connection{};
    std::optional<Instant> value, due;
    Instant value_since{}, anchored_since{};
  };
  using Anchors = std::vector<std::optional<Instant>>;
  using Dues = std::vector<std::optional<Instant>>;  ///< of rules, in their order
  struct ExpectedPair {
    RuleIndex rule{};
    AttendeeIndex attendee{};
    Instant due{};
  };
  struct BeforeChange {
    std::map<Instant, attendance::Plane> taken;      ///< by the open moments that are for everybody
    std::vector<std::set<AttendeeIndex>> taken_own;  ///< by the open moments of one's own, for each rule
    std::vector<ExpectedPair> decided;               ///< by another rule, before the pair has come to its moment
    Anchors joined, participated;
  };

  /// Nothing is to be crossed on the way.
  void pass(Instant now) noexcept {
    attendance_.pass(now);
    now_ = std::max(now_, now);
  }

  // webinar_events.cpp
  [[nodiscard]] Error is_cancelled(std::string where) const;
  [[nodiscard]] Result<void> admits_edit(const WebinarEdited& event) const;
  Fed apply_one(const WebinarScheduled& event);
  Fed apply_one(const WebinarEdited& event);
  Fed apply_one(const WebinarMoved& event);
  Fed apply_one(const WebinarStarted& event);
  Fed apply_one(const WebinarEnded& event);
  Fed apply_one(const WebinarCancelled& event);
  Fed apply_one(const WebinarMarker& event);
  template <class Apply>
  Fed apply_at(Instant happened, Apply apply);
  Fed apply_presence(const AttendeeEvent& event);
  [[nodiscard]] attendance::Attendance::Moved move(const AttendeeEvent& event, attendance::Presence::Kind kind,
                                                   bool walks_in);
  Fed apply_registration(AttendeeIndex attendee, attendance::Registrations::Kind kind, Instant at);
  bool set_profile(const AttendeeEvent& event);

  // webinar_change.cpp
  void change(agenda::Facts facts, const Webinar* edited, Instant at);
  [[nodiscard]] std::vector<Change> plan_changes(const agenda::Facts& facts, const Webinar* edited, Instant at);
  [[nodiscard]] BeforeChange before_change(bool other_frame) const;
  [[nodiscard]] Anchors anchors(Anchor::Kind kind) const;
  void detach(decision::RuleState& rule, Instant at, const BeforeChange& before);
  void redefine(decision::RuleState& rule, const Change& change);
  void note_anchors(const BeforeChange& before, Instant at);
  void attach(decision::RuleState& rule);
  void refresh_everybody(Instant at, const BeforeChange& before);
  void release_everybody();

  // webinar_pairs.cpp
  [[nodiscard]] std::optional<Instant> present_due(const decision::RuleState& rule, AttendeeIndex attendee) const;
  [[nodiscard]] std::optional<Instant> anchor_of(const decision::RuleState& rule, AttendeeIndex attendee) const;
  [[nodiscard]] std::optional<Instant> due_if_registered(const decision::RuleState& rule, AttendeeIndex attendee) const;
  /// Runs `change_it`, which changes what is known of one attendee by an event at `at`, and draws the consequences
  /// where it says that it has.
  template <class ChangeIt>
  void change_attendee(AttendeeIndex attendee, Instant at, bool registration, ChangeIt change_it);
  /// Somebody has been decided in the moment in which the rule is due for everybody.
  [[nodiscard]] bool decided_with(const decision::RuleState& rule, AttendeeIndex attendee) const;
  void carry_unless_due(decision::RuleState& rule, AttendeeIndex attendee, std::optional<Instant> before);
  void refresh_pair(decision::RuleState& rule, AttendeeIndex attendee, Instant at, bool was_taken);
  /// The pair leaves the moment D0 as S5d says; whether it is free to go on.
  [[nodiscard]] bool leave(decision::RuleState& rule, AttendeeIndex attendee, Instant from, Instant at, bool was_taken);
  [[nodiscard]] std::optional<Instant> left_unregistered(const decision::RuleState& rule, AttendeeIndex attendee) const;
  void note_left(decision::RuleState& rule, Instant due);
  void go_on(decision::RuleState& rule, AttendeeIndex attendee, bool from_elsewhere);
  void release(decision::Moment& moment, AttendeeIndex attendee);
  /// The moments that an attendee may be in and that follow what is learnt: live, or in view.
  [[nodiscard]] std::vector<Instant> moments_following(AttendeeIndex attendee) const;
  /// `left`: where rules were due until just now.
  void fall_due(Instant until, const Dues& left = {});
  void join_moment(const agenda::Expectation& expectation, const Dues& left);
  [[nodiscard]] bool still_expected(const agenda::Expectation& expectation) const;

  // explain.cpp
  [[nodiscard]] const decision::Moment* moment_of(const decision::RuleState& rule, AttendeeIndex attendee) const;
  [[nodiscard]] Explanation::Verdict verdict_of(const decision::RuleState& rule, AttendeeIndex attendee,
                                                const decision::Moment* moment) const;
  [[nodiscard]] std::optional<CallKind> correction_of(const decision::RuleState& rule, AttendeeIndex attendee,
                                                      const decision::Moment* moment) const;
  [[nodiscard]] std::optional<decision::Decision> decision_of(const decision::RuleState& rule, AttendeeIndex attendee,
                                                              const decision::Moment* moment) const;

  // webinar_view.cpp
  [[nodiscard]] Instant view_of(const decision::RuleState& rule, AttendeeIndex attendee, Instant due) const;
  void expect(const decision::RuleState& rule, AttendeeIndex attendee, Instant due);
  /// A rule takes part for everybody in a moment that is to come.
  void watch(decision::Moment& moment);
  void enter_views(Instant now);
  void forget_if_empty(Instant due);
  void note_crossings(bool anybody);
  void note_standing(AttendeeIndex attendee, Standing before);
  void open_windows_again(const decision::RuleState& rule);
  void open_window(Instant due, const decision::RuleState& rule);
  void count_differences(Instant due, const decision::RuleState& rule);
  void compare();
  void drop_if_settled(Instant due);
  void open_windows(const decision::Moment& moment);
  void close_windows(Instant now);
  [[nodiscard]] bool may_correct(const decision::Moment& moment) const;

  // webinar_take.cpp
  /// Whether the pair has to be put right may be answered in another way now.
  void look_again(RuleIndex rule, AttendeeIndex attendee);
  void show_decision(decision::Moment& moment, AttendeeIndex attendee);
  template <class Find>
  [[nodiscard]] std::optional<AttendeeIndex> first_of(decision::Moment& moment, RuleIndex rule, Find find);
  Taken start(decision::Moment& moment, decision::RuleState& rule, AttendeeIndex attendee,
              const std::optional<decision::Decision>& recorded = {});
  [[gnu::always_inline]] inline void note_started(decision::Moment& moment, decision::RuleState& rule,
                                                  AttendeeIndex attendee);
  Taken start_early(decision::Moment& moment, decision::RuleState& rule, AttendeeIndex attendee);
  Taken start_correction(decision::Moment& moment, decision::RuleState& rule, AttendeeIndex attendee, CallKind kind);

  void note_taken(const decision::Moment& moment);
  void close(decision::Moment& moment);

  // webinar_follow.hpp
  void find_what_is_plain() noexcept;

  // webinar_run.cpp
  [[nodiscard]] bool is_quiet() const noexcept {
    return !cancelled_ && !has_streams_ && progress_->in_view.empty() && over_at_ > now_;
  }
  /// What `follow` rests on may have changed.
  void disturb() noexcept { plain_after_ = attendance::kNever; }
  void cross(Instant now);
  [[nodiscard]] decision::Moment& moment_at(Instant due);
  void announce(decision::Moment& moment);
  [[nodiscard]] std::optional<Instant> next_own() const;
  void step(Instant now);
  void open(decision::Moment& moment);
  [[nodiscard]] std::optional<Instant> over_since() const noexcept {
    return over_at_ <= now_ ? std::optional{over_at_} : std::nullopt;
  }
  [[nodiscard]] bool to_come();

  lane::WebinarNumber number_;
  std::string id_;
  const Surroundings& around_;
  Instant now_;
  Instant over_at_ = attendance::kNever;  ///< cancelled, or the end, where that is known
  Instant next_own_ = kEarliestInstant;   ///< until then nothing comes of itself but what attendance knows of
  Instant planned_at_{};                  ///< `at` of the scheduled, moved or edited event in force (S4a)
  Instant newest_at_{};                   ///< the largest `at` applied
  Instant last_activity_;                 ///< when something of it was last due, started, finished or changed
  Instant plain_after_ =
      attendance::kNever;  ///< as attendance says while all is quiet; kNever where that is to be asked
  Instant plain_until_{};  ///< while that is known: when something comes of itself
  std::uint64_t unpaired_leaves_ = 0;
  std::uint64_t outstanding_ = 0;  ///< taken and not finished

  bool cancelled_ = false;    ///< at `over_at_`
  bool has_streams_ = false;  ///< some rule is anchored at attendees
  bool changed_ = true;
  agenda::Facts facts_;
  attendance::Attendance attendance_;
  std::vector<decision::RuleState> rules_;
  std::map<Instant, decision::Moment> moments_;
  /// When moments come into view, and their due instants; the last come first.
  std::vector<std::pair<Instant, Instant>> views_;
  model::OnDemand<std::vector<Instant>> stale_;  ///< moments of which `expected` may say another; in order
  model::OnDemand<Progress> progress_;
  model::Rare<Profiles> replaced_profiles_;
};

template <class Visit>
void WebinarRun::for_each_waiting(Visit visit) const {
  for (const Instant due : progress_->live) {
    const decision::Moment& moment = moments_.at(due);
    for (const decision::Member& member : moment.members()) {
      const decision::RuleState& rule = rules_[slot(member.rule)];
      for (auto next = moment.first_taken(member, rule, member.cursor, attendance_); next;
           next = moment.first_taken(member, rule, static_cast<std::uint32_t>(*next) + 1, attendance_)) {
        if (!visit(*next, rule, due, CallKind::transfer)) return;
      }
      for (auto next = moment.first_correction(member, rule, member.correction_cursor, attendance_); next;
           next = moment.first_correction(member, rule, static_cast<std::uint32_t>(*next) + 1, attendance_)) {
        if (!visit(*next, rule, due, *moment.correction(member, rule, *next, attendance_))) return;
      }
    }
  }
}

}  // namespace usher::queue
