// A queue on threads with the real clock: it makes each call when its time has come, by the connector of its
// connection, and needs nothing of the host but events.
//
//   usher::Dispatcher dispatcher{std::move(queue), {.observer = log}};   // a DispatchQueue or a JournaledQueue
//   if (auto added = dispatcher.attach({.id = "crm"}, std::make_shared<Crm>()); !added) return report(added.error());
//   if (auto started = dispatcher.start(); !started) return report(started.error());
//   if (auto fed = dispatcher.feed(event); !fed) return report(fed.error());    // from any thread
//   if (auto synced = dispatcher.sync(); !synced) return report(synced.error());  // the event is durable now
//   const usher::Stopped how = dispatcher.stop(30s);
//
// One lock guards the queue: what is done under it takes microseconds, but for the journal's own writing.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "usher/clock.hpp"
#include "usher/connector.hpp"
#include "usher/journaled_queue.hpp"
#include "usher/observer.hpp"

namespace usher {

struct DispatcherOptions {
  /// Threads that make calls; a lane is on at most one. Default 4: a blocking connector waits nearly all the time, so
  /// this is how many of them may wait at once, whatever the processors; one that answers later needs no more however
  /// many lanes there are. 1 to 1,000.
  std::size_t workers = 4;
  /// A connector that hangs keeps its thread; another takes its place, up to so many in all. Default 64: a bound on
  /// memory. `workers` to 10,000.
  std::size_t most_workers = 64;
  /// After so long without an answer a call is told to be stuck. Default 1 min, twice what HTTP clients wait. 1 ms to a
  /// day.
  Duration stuck_after = std::chrono::minutes{1};
  /// How long `stop` waits, after its deadline, for connectors that were asked to give up. Default 1 s. 0 to an hour.
  Duration give_up_within = std::chrono::seconds{1};
  std::shared_ptr<Observer> observer{};  ///< default: nobody; then nothing is told, copied or kept for it
  std::shared_ptr<Clock> clock{};        ///< default: system_clock()
};
/// The first thing wrong with the options; `where` is a JSON pointer relative to them.
[[nodiscard]] Result<void> check(const DispatcherOptions& options);

/// A dispatcher as it is now.
struct DispatcherStatus {
  std::size_t workers = 0;    ///< threads
  std::size_t busy = 0;       ///< of these, in a connector
  std::size_t calls_out = 0;  ///< without an answer
  std::size_t stuck = 0;      ///< of these, told to be stuck
  std::size_t unwritten = 0;  ///< bytes that are not durable yet; without a journal 0
  bool journal_failing = false;
};

/// Owns its queue, borrows the queue's journal, which must live as long. Thread-safe, but for `start`, `stop` and the
/// destructor. `now` is the clock's, and never goes back: while the wall clock is behind where it was, the queue's time
/// stands still, and what is due comes when the wall clock gets there. Every function that the queues have as well does
/// the same and fails in the same ways.
class Dispatcher {
 public:
  /// What the destructor gives to calls in flight, where `stop` was not called.
  static constexpr Duration kDestructorWaits = std::chrono::seconds{5};

  explicit Dispatcher(DispatchQueue queue, DispatcherOptions options = {});
  explicit Dispatcher(JournaledQueue queue, DispatcherOptions options = {});
  ~Dispatcher();
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  /// Makes a connection known, or gives a known one these settings, and says who makes its calls from the next one on.
  /// Before `start` or after it. Errors: invalid (also: no connector), limit, conflict (another lane; stopped).
  Result<void> attach(const Connection& connection, std::shared_ptr<Connector> connector);
  /// From now on calls are made. Errors: invalid (the options), unknown (the queue knows a connection that nobody has
  /// attached a connector to), conflict (started before), unavailable (no thread can be had).
  Result<void> start();
  /// Starts no more calls and waits `finish` at most for those that are out. Then it asks their connectors to stop,
  /// waits `give_up_within` at most, and takes the rest for unknown; of what comes back in that time everything counts
  /// but `retry`, which says no more than that. Syncs the journal, and ends all threads. Afterwards everything but
  /// `attach` and `start` can still be called; a second time it does nothing.
  Stopped stop(Duration finish);

  /// Durable by a `sync` that is called after it has returned, or before the next call is handed out.
  Result<Fed> feed(const Event& event, std::string_view source_position = {});
  /// Many under one lock; the position stands for all of them, and is that of the last.
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const Event> events, std::string_view source_position = {});
  /// All that was fed and completed is durable when it returns. Threads that feed and sync at the same time share one
  /// write: who waits to feed goes first, and whose event has been written by then has nothing more to wait for.
  /// Without a journal it does nothing.
  Result<void> sync();

  Result<void> pause(std::string_view connection);
  Result<void> resume(std::string_view connection);
  Result<void> cancel(std::string_view webinar, std::string_view rule, std::string_view attendee);
  Result<void> resubmit(std::string_view key);
  Result<void> forget_dead_letter(std::string_view key);
  Result<void> forget(std::string_view webinar, std::string_view attendee);

  [[nodiscard]] std::vector<PlannedMoment> plan(std::size_t most = 10'000);
  [[nodiscard]] Result<std::vector<std::string>> preview(std::string_view webinar, std::string_view rule);
  [[nodiscard]] Result<Explanation> explain(std::string_view webinar, std::string_view rule,
                                            std::string_view attendee) const;
  /// Whatever else can be asked of the queue: `look([](const DispatchQueue& queue) { return queue.counters(); })`. With
  /// the queue locked: everything waits for it, and it may call nothing of the dispatcher.
  template <class Look>
  auto look(Look&& look) const {
    using Seen = std::invoke_result_t<Look, const DispatchQueue&>;
    if constexpr (std::is_void_v<Seen>) {
      look_at([&](const DispatchQueue& queue) { look(queue); });
    } else {
      std::optional<Seen> seen;
      look_at([&](const DispatchQueue& queue) { seen.emplace(look(queue)); });
      return *std::move(seen);
    }
  }
  [[nodiscard]] DispatcherStatus status() const;

 private:
  void look_at(const std::function<void(const DispatchQueue&)>& look) const;

  class Core;
  std::shared_ptr<Core> core_;  ///< shared with whoever has a Reply, and with threads that `stop` could not end
};

}  // namespace usher
