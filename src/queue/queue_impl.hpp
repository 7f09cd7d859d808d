// The one place that sees all stages: events go to their webinar, what becomes possible there goes to the lanes, and
// the lanes' calls go out and come back.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lane/connections.hpp"
#include "lane/dead_letters.hpp"
#include "lane/lane.hpp"
#include "queue/ahead.hpp"
#include "queue/webinar_run.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher {

class DispatchQueue::Impl {
 public:
  explicit Impl(const Options& options);

  Result<void> add(const Connection& connection);
  Result<Fed> feed(const Event& event, Instant now);
  [[nodiscard]] const Call* next(Instant now);
  [[nodiscard]] const Call* next(std::string_view lane, Instant now);
  Result<void> complete(CallId call, std::span<const Outcome> outcomes, Instant now);
  [[nodiscard]] std::optional<Instant> wake_at() const;
  [[nodiscard]] std::size_t handovers_of(CallId call) const;

  Result<void> pause(std::string_view connection, Instant now);
  Result<void> resume(std::string_view connection, Instant now);
  [[nodiscard]] std::vector<ConnectionStatus> connections() const;
  [[nodiscard]] std::vector<PlannedMoment> plan(Instant now, std::size_t most);

  Result<void> cancel(std::string_view webinar, std::string_view rule, std::string_view attendee, Instant now);
  Result<void> resubmit(std::string_view key, Instant now);
  Result<void> forget_dead_letter(std::string_view key);
  [[nodiscard]] std::vector<DeadLetter> dead_letters() const { return dead_letters_.list(); }
  [[nodiscard]] std::vector<PendingHandover> pending(std::size_t most) const;
  [[nodiscard]] Result<std::vector<std::string>> preview(std::string_view webinar, std::string_view rule, Instant now);
  [[nodiscard]] Result<Explanation> explain(std::string_view webinar, std::string_view rule, std::string_view attendee);
  [[nodiscard]] Counters counters() const;
  [[nodiscard]] Instant now() const noexcept { return now_; }
  [[nodiscard]] std::string check_invariants() const;

 private:
  using AgendaKey = std::pair<Instant, lane::WebinarNumber>;
  struct Held {
    std::unique_ptr<queue::WebinarRun> run;
    std::optional<Instant> agenda_key;  ///< under which the webinar stands in agenda_
    std::optional<Instant> work_key;    ///< and in wakes_
  };
  struct LaneState {
    lane::Lane lane;
    std::optional<Instant> ready_key;  ///< under which it stands in ready_
    std::optional<Instant> retry_key;  ///< and in retry_timers_
  };
  using ReadyKey = std::tuple<Instant, std::string_view, LaneIndex>;
  struct Pair {
    queue::WebinarRun* run;
    RuleIndex rule;
    AttendeeIndex attendee;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };

  // queue_impl.cpp
  void advance(Instant now);
  void advance_webinar(lane::WebinarNumber number, Instant now);
  void apply_ahead();
  [[nodiscard]] Result<void> admits(const Event& event, const queue::WebinarRun* run) const;
  [[nodiscard]] Result<void> admits_new(const WebinarScheduled& event) const;
  Fed schedule(const WebinarScheduled& event);
  [[nodiscard]] queue::WebinarRun* find(std::string_view webinar) const;
  [[nodiscard]] Result<Pair> find(std::string_view webinar, std::string_view rule, std::string_view attendee) const;
  [[nodiscard]] queue::WebinarRun* find(lane::WebinarNumber number) const;
  /// After anything was done to a webinar: carries its announcements to the lanes, keeps the agenda.
  void follow_up(queue::WebinarRun& run);
  void free(Held& held);

  // queue_calls.cpp
  LaneIndex lane_named(const std::string& id);
  void refresh(LaneIndex lane);
  void close_moments();
  void drop_idle_work(LaneIndex lane);
  [[nodiscard]] const Call* start(LaneIndex lane);
  [[nodiscard]] std::vector<lane::Attempt> take_work(LaneIndex lane);
  void append_taken(const lane::Work& work, std::size_t most, std::vector<lane::Attempt>& attempts);
  const Call* make_call(LaneIndex lane, std::vector<lane::Attempt> attempts);
  void settle(lane::Attempt attempt, const Handover& handover, const Call& call, const Outcome& outcome);
  void bury(lane::Attempt attempt, const Handover& handover, const Call& call, std::string reason);
  void finish(const lane::Attempt& attempt);
  /// Where the pair's handover waits to be called again, or is in flight.
  struct Whereabouts {
    LaneIndex lane{};
    const lane::Attempt* retry = nullptr;
    const lane::Attempt* in_flight = nullptr;
  };
  [[nodiscard]] std::optional<Whereabouts> whereabouts(const Pair& pair) const;
  [[nodiscard]] PendingHandover describe(const lane::Attempt& attempt) const;

  Options options_;
  Instant now_ = kEarliestInstant;
  lane::Connections connections_;
  std::deque<LaneState> lanes_;
  std::map<std::string, LaneIndex, std::less<>> lane_ids_;
  std::set<ReadyKey> ready_;  ///< free lanes with something to do
  std::set<std::pair<Instant, LaneIndex>> retry_timers_;

  std::map<lane::WebinarNumber, Held> webinars_;
  std::unordered_map<std::string, queue::WebinarRun*, TextHash, std::equal_to<>> by_id_;
  std::uint64_t next_webinar_ = 0;
  std::set<AgendaKey> agenda_;
  std::set<AgendaKey> wakes_;
  std::set<lane::WebinarNumber> to_close_;
  queue::Ahead ahead_;

  std::map<CallId, LaneIndex> in_flight_;
  std::uint64_t next_order_ = 0;
  lane::DeadLetters dead_letters_;
  Counters counters_;
};

}  // namespace usher
