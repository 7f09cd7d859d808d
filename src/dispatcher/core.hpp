// The dispatcher itself: one lock, a queue behind it, workers that make calls, and a timekeeper that sleeps until there
// is something to do.
//
// A worker that has nothing to do waits for `work_`: somebody should ask the queue for its next call. That is set when
// a change has made a call ready, and by the timekeeper when `wake_at` has come; never on suspicion.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>

#include "dispatcher/announcer.hpp"
#include "dispatcher/any_queue.hpp"
#include "dispatcher/connection_watch.hpp"
#include "dispatcher/journal_health.hpp"
#include "dispatcher/queue_time.hpp"
#include "usher/dispatcher.hpp"

namespace usher {

class Dispatcher::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(dispatcher::AnyQueue queue, DispatcherOptions options);

  Result<void> attach(const Connection& connection, std::shared_ptr<Connector> connector);
  Result<void> start();
  Stopped stop(Duration finish);

  Result<Fed> feed(const Event& event, std::string_view source_position);
  std::vector<Result<Fed>> feed(std::span<const Event> events, std::string_view source_position);
  Result<void> sync();
  Result<void> pause(std::string_view connection);
  Result<void> resume(std::string_view connection);
  /// Something of the queue that may make calls ready.
  template <class Ask>
  auto ask_queue(Ask&& ask);
  Result<void> forget(std::string_view webinar, std::string_view attendee);

  void look_at(const std::function<void(const DispatchQueue&)>& look);
  [[nodiscard]] DispatcherStatus status();

 private:
  class Turn;
  class Asker;

  /// A call that has no answer yet.
  struct Out {
    const Call* call = nullptr;
    Clock::Steady since{};
    enum class Stage {
      open,
      ending,  ///< answered, and the observer is being told
      lost,    ///< answered by nothing more than `retry` after it was given up
    } stage = Stage::open;
    bool stuck = false;
  };
  struct Job {
    CallId id{};
    const Call* call = nullptr;
    std::shared_ptr<Connector> connector;
    bool first = true;  ///< of these handovers; a call has only such or only others (S21)
  };

  // workers.cpp; without the lock unless it says otherwise
  void work(std::uint64_t number);
  [[nodiscard]] std::optional<Job> wait_for_job(std::uint64_t number);
  [[nodiscard]] std::optional<Job> next_job();  ///< locked
  [[nodiscard]] bool surplus() const;           ///< locked
  void make(const Job& job);
  [[nodiscard]] bool is_first(const Call& call);  ///< locked
  void tell_start(const Job& job) noexcept;
  void answer(CallId id, Answer answer);
  void tell_end(const Call& call, std::span<const Outcome> outcomes, Clock::Steady took) noexcept;
  void note_outcomes(const Call& call, std::span<const Outcome> outcomes, Instant ended);  ///< locked
  void conclude(CallId id, std::span<const Outcome> outcomes);
  void returned(CallId id);
  [[nodiscard]] bool start_workers(std::size_t count);

  // timekeeper.cpp
  [[nodiscard]] bool start_timekeeper();
  void keep_time();
  struct Waits {
    std::optional<Instant> instant;
    std::optional<Clock::Steady> steady;
  };
  [[nodiscard]] Waits look_at_the_time();                                        ///< locked
  [[nodiscard]] std::optional<Clock::Steady> look_for_stuck(Clock::Steady now);  ///< locked
  void tell_stuck(CallId id, Out& out, Clock::Steady now);                       ///< locked
  void tend_workers();

  // core.cpp; all but the first locked
  template <class Feed>
  auto feed_in_turn(Feed feed);
  [[nodiscard]] Instant now();
  void changed();
  void wake_a_worker();
  void wake_time_before(const std::optional<Instant>& instant, const std::optional<Clock::Steady>& steady);
  Result<void> write();
  void note_journal(const Result<void>& written);
  void note(std::optional<dispatcher::ConnectionWatch::Change> change);
  [[nodiscard]] static CallOut named(CallId id, const Call& call);

  // stopping.cpp
  [[nodiscard]] bool wait_for_the_end(Duration longest);
  [[nodiscard]] bool ended() const;  ///< locked
  [[nodiscard]] bool is_quiet();
  void close(Stopped& how);
  void join_gone();

  const DispatcherOptions options_;
  Clock& clock_;
  dispatcher::Announcer announcer_;
  std::stop_source stop_;  ///< requested when nobody waits for answers any longer

  std::mutex mutex_;
  std::condition_variable work_to_do_, entered_change_;
  std::atomic<std::uint64_t> arrived_ = 0;  ///< feeding threads that have come to the lock
  std::atomic<std::uint64_t> changes_ = 0;  ///< of the queue; made under the lock

  // Under the lock.
  dispatcher::AnyQueue queue_;
  dispatcher::QueueTime time_;
  dispatcher::JournalHealth journal_;
  dispatcher::ConnectionWatch watch_;
  std::map<std::string, std::shared_ptr<Connector>, std::less<>> connectors_;
  std::set<std::string, std::less<>> put_off_;  ///< keys whose first attempt was not spent, for the observer
  std::map<CallId, Out> out_;                   ///< in the order of their start
  CallId looked_through_{};                     ///< calls up to this one were looked at for being stuck
  std::set<CallId> hung_;                       ///< stuck calls whose connector has not returned
  std::set<CallId> begun_;                      ///< calls whose connector has not returned
  std::uint64_t entered_ = 0;                   ///< feeding threads that have had the lock
  std::uint64_t written_ = 0;                   ///< how many changes are durable
  std::size_t syncing_ = 0;                     ///< threads that wait for feeders to go first
  std::size_t idle_ = 0, running_ = 0;
  std::vector<std::uint64_t> gone_;  ///< threads that have come to their end
  bool started_ = false, stopping_ = false, closed_ = false;
  bool giving_up_ = false;  ///< connectors were asked to stop
  bool work_ = false;       ///< somebody should ask the queue for a call
  bool outcomes_unsynced_ = false;
  bool short_of_workers_ = false;   ///< told
  Instant armed_ = Instant::max();  ///< the timekeeper sleeps until then
  Clock::Steady armed_steady_ = Clock::Steady::max();
  struct Signals {
    bool worker = false, time = false;
  };
  Signals signals_;  ///< to be sent once the lock is free

  // Of the thread that starts and stops, and of the timekeeper between the two.
  std::map<std::uint64_t, std::thread> threads_;
  std::uint64_t threads_started_ = 0;
  std::thread timekeeper_;
};

}  // namespace usher
