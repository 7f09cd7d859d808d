// A DispatchQueue that comes back after a crash as it was: the same face, and a Journal behind it (SPEC S26-S28).
//
//   auto journal = usher::SqliteJournal::open("webinars.journal");
//   if (!journal) return report(journal.error());
//   auto queue = usher::JournaledQueue::open(**journal);
//   if (!queue) return report(queue.error());
//   feed_on_from(queue->source_position());                     // what was fed after it may be lost
//   if (auto fed = queue->feed(event, clock(), offset_of(event)); !fed) return report(fed.error());
//   if (auto synced = queue->sync(); !synced) return report(synced.error());   // the event is durable now
//   for (auto call = queue->next(clock()); call && *call != nullptr; call = queue->next(clock())) {
//     if (auto done = queue->complete((*call)->id(), make_the_call(**call), clock()); !done) return
//     report(done.error());
//   }
//
// What a crash can do: an event that no sync came after is lost; of each lane at most one call, and of `max_unsynced`
// more, it is not known what became of them. These are made again, with the same key and `redelivery`, or held.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "usher/dispatch_queue.hpp"
#include "usher/journal.hpp"

namespace usher {

struct JournaledOptions {
  Options queue{};  ///< in force from now on, whatever the journal was written with
  /// Calls that may have been made and answered without a sync; default 0: nothing is repeated but what was out. More
  /// is faster, since one sync serves as many calls from due on. 0 to 100,000.
  std::int32_t max_unsynced = 0;
  /// Bytes that may wait to be written while the journal fails; from then on `feed` refuses. Default 64 MiB, some
  /// million joins and leaves. At least 1 MiB.
  std::size_t most_unwritten = std::size_t{64} << 20U;
};

/// Owns its queue, borrows the journal, which must outlive it and be used by nobody else. Not thread-safe. Every
/// function that DispatchQueue has as well does the same and fails in the same ways.
class JournaledQueue {
 public:
  /// Brings the queue back from the journal; an empty one gives a new queue. Calls that were out are unknown now (S27).
  /// Errors: unavailable, damaged (the journal's, or its rows are not of a queue), invalid (the options).
  [[nodiscard]] static Result<JournaledQueue> open(Journal& journal, const JournaledOptions& options = {});
  ~JournaledQueue();
  JournaledQueue(JournaledQueue&&) noexcept;
  JournaledQueue& operator=(JournaledQueue&&) noexcept;
  JournaledQueue(const JournaledQueue&) = delete;
  JournaledQueue& operator=(const JournaledQueue&) = delete;

  /// Makes a connection known, or gives a known one these settings: a host adds its connections whenever it starts.
  /// Errors: invalid, limit, conflict (another lane).
  Result<void> add(const Connection& connection);
  /// `source_position` is the host's own: where in its source the event stands; empty leaves the last one. Also fails
  /// with `unavailable` where the journal has failed for so long that `most_unwritten` bytes wait.
  Result<Fed> feed(const Event& event, Instant now, std::string_view source_position = {});
  /// Many at once, in order; each has its own answer, and `source_position` is where the last of them stands. Before
  /// every 64 of them it is looked how much waits: where that is too much, these and all the rest are `unavailable`.
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const Event> events, Instant now,
                                              std::string_view source_position = {});
  [[nodiscard]] Result<AttendeeHandle> find_attendee(std::string_view webinar, std::string_view attendee) const;
  Result<Fed> feed(const AttendeeMove& move, Instant now, std::string_view source_position = {});
  Result<Fed> joined(AttendeeHandle attendee, Instant happened, Instant now, std::string_view source_position = {});
  Result<Fed> left(AttendeeHandle attendee, Instant happened, Instant now, std::string_view source_position = {});
  [[nodiscard]] std::vector<Result<Fed>> feed(std::span<const AttendeeMove> moves, Instant now,
                                              std::string_view source_position = {});
  /// Everything fed and completed so far is durable when it returns. Errors: unavailable, damaged, conflict; the next
  /// `sync` or `next` tries again.
  Result<void> sync();

  /// The next call, once all that it rests on is durable; nullptr where there is none. Errors: those of `sync`; nothing
  /// is handed out then, and what was to be is handed out by the first `next` that can write again.
  [[nodiscard]] Result<const Call*> next(Instant now);
  [[nodiscard]] Result<const Call*> next(std::string_view lane, Instant now);
  /// Durable by the next `sync`, or before the next call of the lane is handed out.
  Result<void> complete(CallId call, const Outcome& outcome, Instant now);
  Result<void> complete(CallId call, std::span<const Outcome> outcomes, Instant now);
  [[nodiscard]] std::optional<Instant> wake_at() const;

  Result<void> pause(std::string_view connection, Instant now);
  Result<void> resume(std::string_view connection, Instant now);
  Result<void> cancel(std::string_view webinar, std::string_view rule, std::string_view attendee, Instant now);
  Result<void> resubmit(std::string_view key, Instant now);
  Result<void> forget_dead_letter(std::string_view key);
  /// Also durable, and the person's bytes are gone from the journal, when it returns without an error.
  Result<void> forget(std::string_view webinar, std::string_view attendee, Instant now);

  [[nodiscard]] std::vector<PlannedMoment> plan(Instant now, std::size_t most = 10'000);
  [[nodiscard]] Result<std::vector<std::string>> preview(std::string_view webinar, std::string_view rule, Instant now);
  /// For all that only looks: explain, pending, dead_letters, connections, counters, now.
  [[nodiscard]] const DispatchQueue& queue() const noexcept;

  /// The last durable `source_position` when this was opened; empty without one. Feed on from there.
  [[nodiscard]] const std::string& source_position() const noexcept;
  /// Bytes that are not durable yet.
  [[nodiscard]] std::size_t unwritten() const;

 private:
  class Impl;
  explicit JournaledQueue(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace usher
