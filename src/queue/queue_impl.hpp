// The one place that sees all stages: events go to their webinar, what becomes possible there goes to the lanes, and
// the lanes' calls go out and come back.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lane/connections.hpp"
#include "lane/dead_letters.hpp"
#include "lane/in_flight.hpp"
#include "lane/lane.hpp"
#include "lane/timetable.hpp"
#include "queue/ahead.hpp"
#include "queue/collected.hpp"
#include "queue/courses.hpp"
#include "queue/filing.hpp"
#include "queue/recent_webinar.hpp"
#include "queue/recorder.hpp"
#include "queue/webinar_names.hpp"
#include "queue/webinar_run.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher {

namespace queue {

[[nodiscard]] inline Error unknown(const std::string& what, std::string_view found, std::string where) {
  return {ErrorCode::unknown, "expected a known " + what + ", found \"" + std::string{found} + "\"", std::move(where)};
}

}  // namespace queue

/// The nearest options that pass `check`.
[[nodiscard]] Options nearest_valid(Options options);

class DispatchQueue::Impl {
 public:
  explicit Impl(const Options& options);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<void> add(const Connection& connection);
  Result<void> change(const Connection& connection);
  /// An Event, or a join or leave of the unnamed session as an AttendeeMove.
  [[gnu::always_inline]] inline Result<Fed> feed_one(const Event& event, Instant now);
  [[gnu::always_inline]] inline Result<Fed> feed_one(const AttendeeMove& move, Instant now);
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const Event> events, Instant now);
  [[nodiscard]] Result<AttendeeHandle> find_attendee(std::string_view webinar, std::string_view attendee) const;
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const AttendeeMove> moves, Instant now);
  [[nodiscard, gnu::always_inline]] inline const Call* next(Instant now);
  [[nodiscard]] const Call* next(std::string_view lane, Instant now);
  /// `outcome` for all handovers of the call, or one for each.
  [[gnu::always_inline]] inline Result<void> complete(CallId call, const Outcome& outcome, Instant now);
  Result<void> complete(CallId call, std::span<const Outcome> outcomes, Instant now);
  [[nodiscard]] std::optional<Instant> wake_at();

  Result<void> set_paused(std::string_view connection, bool paused, Instant now);
  [[nodiscard]] std::vector<ConnectionStatus> connections() const;
  [[nodiscard]] std::vector<PlannedMoment> plan(Instant now, std::size_t most);

  Result<void> cancel(std::string_view webinar, std::string_view rule, std::string_view attendee, Instant now);
  Result<void> resubmit(std::string_view key, Instant now);
  Result<void> forget_dead_letter(std::string_view key);
  Result<void> forget(std::string_view webinar, std::string_view attendee, Instant now);
  [[nodiscard]] std::vector<DeadLetter> dead_letters() const;
  [[nodiscard]] std::vector<PendingHandover> pending(std::size_t most);
  [[nodiscard]] Result<std::vector<std::string>> preview(std::string_view webinar, std::string_view rule, Instant now);
  [[nodiscard]] Result<Explanation> explain(std::string_view webinar, std::string_view rule, std::string_view attendee);
  [[nodiscard]] Counters counters() const;
  [[nodiscard]] Instant now() const noexcept { return now_; }
  [[nodiscard]] std::string check_invariants();

  // queue_keeping.cpp: as DispatchQueue::Keeping
  Result<void> restore(const JournalRow& row);
  void end_restoring();
  void open(const Options& options, std::size_t claims);
  void checkpoint();
  void set_position(std::string_view position);
  [[nodiscard]] const std::string& position() const noexcept { return position_; }
  [[nodiscard]] const Options& options() const noexcept { return options_; }
  void collect() { collected_.switch_on(); }
  [[nodiscard]] queue::Collected& collected() noexcept { return collected_; }
  [[nodiscard]] std::vector<KeptCall> calls_out() const;
  [[nodiscard]] queue::Recorder& recorder() noexcept { return recorder_; }
  [[nodiscard]] std::vector<std::uint64_t> take_ended() { return std::exchange(ended_, {}); }
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint32_t>> take_forgotten() {
    return std::exchange(forgotten_, {});
  }

 private:
  class Restore;
  using AgendaKey = queue::AgendaKey;
  using Held = queue::Held;
  using StartKey = queue::StartKey;
  using LaneState = queue::LaneState;
  using Course = queue::DueCourse;
  using Early = queue::EarlyCourse;
  struct Pair {
    queue::WebinarRun* run;
    RuleIndex rule;
    AttendeeIndex attendee;
  };
  // queue_impl.cpp
  /// Time has come to `now`: what is due of itself on the way happens, in order.
  void advance(Instant now) {
    const Instant to = std::max(now_, now);
    if (to >= quiet_until_) return cross(to);
    now_ = to;
  }
  /// Time has come to `now`, not before it was, nothing has come of itself on the way, and nothing is recorded; if not,
  /// nothing is done.
  [[nodiscard]] bool passes(Instant now) noexcept {
    if (now < now_ || now >= passes_until_) [[unlikely]]
      return false;
    now_ = now;
    return true;
  }
  /// When something is due of itself.
  [[nodiscard]] Instant next_crossing() const {
    Instant next = attendance::kNever;
    if (!agenda_.empty()) next = agenda_.first()->first;
    if (!ahead_.empty()) next = std::min(next, *ahead_.next());
    if (!timers_.empty()) next = std::min(next, timers_.first()->first);
    return next;
  }
  void cross(Instant now);
  /// Something has been filed that is due of itself then.
  void be_quiet_until(Instant instant) noexcept {
    quiet_until_ = instant;
    passes_until_ = recorder_.on() ? kEarliestInstant : instant;
  }
  void disturb_at(Instant instant) noexcept { be_quiet_until(std::min(quiet_until_, instant)); }
  void advance_webinar(lane::WebinarNumber number, Instant now);
  [[nodiscard, gnu::always_inline]] inline queue::WebinarRun* find(std::string_view webinar) const {
    queue::WebinarRun* const recent = recent_.find(webinar);
    return recent != nullptr ? recent : find_other(webinar);
  }
  [[nodiscard]] queue::WebinarRun* find(lane::WebinarNumber number) const {
    queue::WebinarRun* const recent = recent_.find(number);
    return recent != nullptr ? recent : find_other(number);
  }
  [[nodiscard, gnu::noinline]] queue::WebinarRun* find_other(std::string_view webinar) const;
  [[nodiscard, gnu::noinline]] queue::WebinarRun* find_other(lane::WebinarNumber number) const;
  [[nodiscard]] Result<Pair> find(std::string_view webinar, std::string_view rule, std::string_view attendee) const;
  /// After anything was done to a webinar: carries its announcements to the lanes, keeps the agenda.
  void follow_up(queue::WebinarRun& run) {
    if (run.take_changed()) carry(run);
  }
  void carry(queue::WebinarRun& run);
  void keep_profiles(queue::WebinarRun& run);
  void free(Held& held);
  /// A webinar that was freed has no handover left either: nothing of it is to be kept.
  void drop_if_gone(lane::WebinarNumber webinar);

  // queue_feed.cpp
  static constexpr std::size_t kFetchedAhead = 16;  ///< events
  /// Any event; what is known of it already is given.
  [[gnu::noinline]] Result<Fed> feed_closely(const Event& event, queue::WebinarRun* run, AttendeeIndex attendee,
                                             std::uint64_t hash);
  [[gnu::noinline]] Result<Fed> feed_closely(const AttendeeMove& move, queue::WebinarRun* run);
  Result<Fed> feed_other(const Event& event);
  [[gnu::noinline]] Result<Fed> feed_the_long_way(const Event& event, Instant now);
  [[gnu::noinline]] Result<Fed> feed_the_long_way(const AttendeeMove& move, Instant now);
  [[gnu::noinline]] Result<Fed> feed_in_another_webinar(const Event& event, Instant now);
  [[gnu::noinline]] Result<Fed> feed_in_another_webinar(const AttendeeMove& move, Instant now);
  using Followed = queue::WebinarRun::Followed;
  /// What nearly all events are is applied without another look; whether it was.
  [[nodiscard, gnu::always_inline]] inline Followed follow_the_short_way(queue::WebinarRun& run,
                                                                         const queue::Coming& coming);
  using Fetched = queue::Fetched;
  [[nodiscard]] Followed follow(queue::WebinarRun& run, attendance::Presence::Kind kind,
                                const attendance::Attendees::Found& attendee, Instant happened);
  [[nodiscard, gnu::noinline]] Followed follow_after_all(queue::WebinarRun& run, attendance::Presence::Kind kind,
                                                         AttendeeIndex attendee, Instant happened);
  [[gnu::noinline]] void tell_followed(const queue::WebinarRun& run, attendance::Presence::Kind kind,
                                       AttendeeIndex attendee, Instant happened);
  template <class Admitted>
  Fed feed(queue::WebinarRun& run, const Admitted& event, Instant happened);
  [[nodiscard]] bool is_past(Instant happened) const noexcept {
    return happened <= now_ && happened >= kEarliestInstant;
  }
  template <class Told>
  [[gnu::noinline]] Result<Fed> feed_by_itself(const Told& told, Instant now) {
    return feed_one(told, now);
  }
  template <class Told>
  [[nodiscard]] std::vector<Result<Fed>> feed_in_blocks(std::span<const Told> told, Instant now);
  void fetch(std::span<const Event> events, std::span<Fetched> fetched) const;
  static void identify(std::span<const Event> events, std::span<Fetched> fetched);
  static void identify(std::span<const AttendeeMove>, std::span<Fetched>) noexcept {}
  [[nodiscard, gnu::always_inline]] inline queue::WebinarRun* run_of(AttendeeHandle handle) const;
  void fetch(std::span<const AttendeeMove> moves, std::span<Fetched> fetched) const;
  static void find_rows_anew(std::span<Fetched> fetched, bool freed);
  [[nodiscard, gnu::noinline]] std::size_t follow(std::span<const Fetched> fetched, std::span<Result<Fed>> fed);
  [[gnu::noinline]] void tell_followed(std::span<const Fetched> followed);
  [[nodiscard]] Error refused(Error error);
  [[nodiscard]] Result<void> admits(const Event& event, const queue::WebinarRun* run) const;
  [[nodiscard]] Result<void> admits(const queue::AttendeeTexts& texts, const queue::WebinarRun* run,
                                    std::optional<AttendeeIndex> known) const;
  [[nodiscard]] Result<void> admits_instant(Instant happened, const queue::WebinarRun* run) const;
  [[nodiscard]] Result<void> admits_new(const WebinarScheduled& event) const;
  AttendeeIndex add_attendee(queue::WebinarRun& run, std::string_view id, std::uint64_t hash);
  attendance::Presence::Session session(queue::WebinarRun& run, AttendeeIndex attendee, std::string_view text);
  /// Keeps what is ahead of now, applies the rest.
  template <class Admitted>
  Fed keep_or_apply(queue::WebinarRun& run, const Admitted& event, Instant happened);
  Fed counted(Fed fed) noexcept {
    constexpr std::array kCounters{&Counters::applied, &Counters::late, &Counters::ahead, &Counters::duplicate,
                                   &Counters::ignored};
    ++(counters_.*kCounters[static_cast<std::size_t>(fed)]);
    return fed;
  }
  Fed counted(Followed followed) noexcept {  // not one that was not
    ++(followed == Followed::late ? counters_.late : counters_.applied);
    return queue::WebinarRun::fed_of(followed);
  }
  Fed schedule(const WebinarScheduled& event, lane::WebinarNumber number);
  void apply_ahead();

  // queue_lanes.cpp
  LaneIndex lane_named(const std::string& id);
  void refresh(ConnectionIndex connection);
  void refresh(LaneIndex lane);
  [[nodiscard]] std::optional<lane::Head> head_of(ConnectionIndex connection) const;
  [[nodiscard]] std::optional<Instant> early_start(const lane::Lane& lane) const;
  [[nodiscard]] bool ready(ConnectionIndex connection) const;
  void settle_plans();
  void plan_moment(Held& held, Instant due);
  void plan_job(const lane::Job& job, std::uint64_t calls);
  void plan_connection(ConnectionIndex connection);
  /// By what the connection's calls take now; a lane does not plan for what it cannot call.
  static void plan_on(lane::Lane& lane, const lane::Job& job, std::uint64_t calls,
                      const lane::Connections::Known& known);

  // queue_plan.cpp
  struct Prospect;
  [[nodiscard]] std::vector<Prospect> prospects() const;

  // queue_calls.cpp
  [[nodiscard]] const Call* next_of_all(Instant now);
  void close_moments();
  void drop_idle_corrections();
  [[nodiscard]] const Call* start(LaneIndex lane);
  [[nodiscard]] const Call* start_due(const lane::Head& head);
  [[nodiscard]] const Call* start_early(const lane::Job& job);
  [[nodiscard]] bool before_early(const lane::Lane& lane, const lane::Head& head) const;
  [[nodiscard]] std::size_t batch_of(ConnectionIndex connection) const;
  void take_due(ConnectionIndex connection, bool corrections);
  void add_attempts(queue::WebinarRun& run, RuleIndex rule, std::span<const queue::WebinarRun::Taken> taken,
                    std::vector<lane::Attempt>& attempts);
  void note_correction(const queue::WebinarRun& run, RuleIndex rule, const queue::WebinarRun::Taken& taken);
  void secure(queue::WebinarRun& run, Instant due, RuleIndex rule, std::span<const queue::WebinarRun::Taken> taken);
  const Call* make_call();
  /// The call is written, and goes out with the attempts that its lane has.
  void send_out(CallId id, lane::Connections::Known& known, lane::Lane& lane) {
    in_flight_.add(id, known.lane);
    known.gate.start(now_, known.settings.spacing);
    lane.start();
  }
  /// The call that went out last has come back, and been delivered.
  void take_back(lane::Connections::Known& known, lane::Lane& lane) noexcept {
    lane.finish();
    in_flight_.remove_newest();
    known.gate.answer();
    known.call_time.add(now_ - lane.call().started_at());
  }
  const Call* launch(CallId id, std::vector<lane::Attempt>& attempts);
  void write_call(Call& call, CallId id, std::span<const lane::Attempt> attempts) const;

  // queue_course.cpp
  void enter_course(const lane::Head& head);
  void leave_course();
  /// Before anybody looks at what has been called.
  void write_down_course() {
    if (course_.state != Course::State::none) course_.in_run->write_down();
  }
  [[nodiscard, gnu::noinline]] const Call* next_on_course(Instant now);
  [[gnu::noinline]] void record_on_course(CallId call);
  [[nodiscard, gnu::noinline]] Result<void> follow_up_on_course(CallId call);

  // queue_early.cpp
  [[nodiscard]] const Call* enter_early(Held& held, const lane::Job& job);
  void leave_early();
  [[nodiscard]] std::optional<const Call*> next_early(Instant now);
  [[nodiscard, gnu::noinline]] const Call* next_early_or_of_all(Instant now);
  [[nodiscard]] const Call* call_early();
  void make_attempts_early(RuleIndex rule);
  void write_call(Call& call, CallId id, const queue::WebinarRun& run,
                  std::span<const queue::WebinarRun::Taken> taken) const;
  [[nodiscard]] bool complete_early(CallId call, Instant now);
  [[nodiscard]] bool plan_early();
  void file_early();

  // queue_outcomes.cpp
  [[nodiscard]] Result<LaneIndex> lane_of(CallId call) const;
  [[nodiscard, gnu::noinline]] Result<void> complete_off_course(CallId call, const Outcome& outcome, Instant now);
  [[nodiscard]] Result<void> complete_any(CallId call, const Outcome& outcome, Instant now);
  [[nodiscard]] queue::Ending ending_of(const lane::Attempt& attempt, const Handover& handover,
                                        const Outcome& outcome) const;
  template <class OutcomeOf>
  void answer(CallId call, const lane::Lane& lane, OutcomeOf outcome_of);
  void conclude(CallId call, std::span<const queue::Ending> endings);
  void note_answer(const Call& call, ConnectionIndex connection, std::span<const queue::Ending> endings);
  void settle(lane::Attempt&& attempt, std::string_view profile, const queue::Ending& ending);
  void bury(lane::Attempt attempt, std::string_view profile, const std::string& reason);
  void finish(const lane::Attempt& attempt);

  // queue_keeping.cpp
  void reopen(const Options& options);
  void hide_outcome(LaneState& lane);
  void call_again_or_hold(lane::Attempt attempt, std::string_view profile);
  void hide_claim(queue::WebinarRun& run, const queue::WebinarRun::Claimed& claimed);

  // queue_handovers.cpp
  /// Where the pair's handover waits to be called again, or is in flight.
  struct Whereabouts {
    std::optional<lane::Attempt> retry{};
    const lane::Attempt* in_flight = nullptr;
  };
  [[nodiscard]] std::optional<Whereabouts> whereabouts(const Pair& pair) const;
  /// What is told of it by name: by its webinar, or where that is gone by the handover itself.
  struct Names {
    std::string_view webinar, attendee, profile;
  };
  [[nodiscard]] Names names_of(const lane::Attempt& attempt) const;
  [[nodiscard]] PendingHandover describe(const lane::Attempt& attempt) const;
  [[nodiscard]] DeadLetter describe(const lane::DeadLetters::Letter& letter) const;
  [[nodiscard]] std::optional<lane::DeadLetters::Letter> find_letter(std::string_view key) const;
  void set_paused(ConnectionIndex connection, bool paused);
  Result<void> cancel(const Pair& pair);
  void resubmit(lane::Attempt attempt);
  void drop_letter(const lane::PairOf& pair);
  void forget(lane::WebinarNumber webinar, AttendeeIndex attendee);

  Options options_;
  Instant now_ = kEarliestInstant;
  Instant quiet_until_ = attendance::kNever;   ///< nothing is due of itself before, nor is a course on
  Instant passes_until_ = attendance::kNever;  ///< the same where nothing is recorded, else kEarliestInstant
  lane::Connections connections_;
  queue::Definitions definitions_;
  const queue::Surroundings surroundings_{options_, connections_, definitions_};
  std::deque<LaneState> lanes_;
  std::map<std::string, LaneIndex, std::less<>> lane_ids_;
  lane::Timetable<StartKey> starts_;  ///< of lanes: since when, or from when on, they can go on; kNever of busy ones
  lane::Timetable<lane::Connections::Timer> timers_;  ///< when connections can be called again

  std::map<lane::WebinarNumber, Held> webinars_;
  queue::WebinarNames by_id_;
  mutable queue::RecentWebinar recent_;
  std::uint64_t next_webinar_ = 0;
  lane::Timetable<AgendaKey> agenda_;
  lane::Timetable<AgendaKey> wakes_;
  lane::Timetable<AgendaKey> to_close_;         ///< webinars with a moment that may close, by the first one's due
  std::set<ConnectionIndex> correcting_;        ///< that may have something to put right
  lane::Timetable<lane::WebinarNumber> stale_;  ///< whose moments are to be planned anew
  queue::Ahead ahead_;
  /// Of the span that is being fed; kept, or it would be cleared for each.
  std::array<Fetched, kFetchedAhead> fetched_;

  lane::InFlight in_flight_;
  Course course_;
  Early early_;
  // Of the call or plan that is being made, or the call that is being completed; kept for their room.
  std::vector<Instant> stale_dues_;
  std::vector<queue::WebinarRun::Expected> expected_;
  std::vector<std::pair<ConnectionIndex, std::uint64_t>> planned_calls_;
  std::vector<ConnectionIndex> over_;
  std::vector<queue::WebinarRun::RuleBatch> batches_;
  queue::WebinarRun::Places places_;
  std::vector<queue::WebinarRun::Taken> taken_;
  std::vector<lane::Attempt> attempts_;
  std::vector<queue::Ending> endings_;
  std::uint64_t next_order_ = 0;
  lane::DeadLetters dead_letters_;
  Counters counters_;
  queue::Recorder recorder_;
  queue::Collected collected_;
  std::unique_ptr<Restore> restore_;                                ///< while rows are coming back
  std::string position_;                                            ///< of the source
  std::vector<std::uint64_t> ended_;                                ///< streams of records that are not needed any more
  std::vector<std::pair<std::uint64_t, std::uint32_t>> forgotten_;  ///< persons, by stream
};

}  // namespace usher
