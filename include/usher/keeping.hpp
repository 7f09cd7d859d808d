// A queue's side of a journal: what it has done, as rows to be kept, and the way back from rows to the queue (SPEC
// S26-S28). JournaledQueue uses it; a host needs it only where it keeps rows in a way of its own that a Journal cannot
// be.
//
// The queue writes nothing and waits for nothing: it collects records, which somebody takes and stores.
//
//   auto keeping = queue.keeping();
//   for (const usher::JournalRow& row : stored) if (auto done = keeping.restore(row); !done) return done;
//   keeping.open(options, 0);                     // from here on everything is recorded
//   ...                                           // use the queue
//   store(keeping.rows()); keeping.saved();       // before a call is made for which urgent() is true
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "usher/dispatch_queue.hpp"
#include "usher/journal_row.hpp"
#include "usher/kept.hpp"

namespace usher {

/// Borrows the queue. Not thread-safe, like the queue.
class DispatchQueue::Keeping {
 public:
  /// The stream of options and connections, of which nothing is dropped.
  static constexpr std::uint64_t kSettingsStream = 0;
  /// The stream of what else the queue knows beside its webinars; every other stream is of one webinar.
  static constexpr std::uint64_t kQueueStream = 1;

  /// Applies a row; from the first to the last, to a queue that has done nothing yet. Nothing that was decided is
  /// decided again. Errors: damaged (`where` is the row's sequence), after which the queue is of no use.
  Result<void> restore(const JournalRow& row);
  /// The last row was there, and the queue is as it was. `open` does the same; this is for who only looks.
  void end_restoring();
  /// From now on everything is recorded. Calls that were out are unknown now, and are called again or held (S27); up to
  /// `claims` calls may be given out with one durable row. `options` are in force from now on.
  void open(const Options& options, std::size_t claims);

  /// What was recorded since the last `saved`: its size, and its rows in order, their sequences 0; views that are valid
  /// until the queue is used again.
  [[nodiscard]] std::size_t bytes() const;
  [[nodiscard]] std::vector<JournalRow> rows() const;
  /// A call was given out that may not be made before these rows are durable.
  [[nodiscard]] bool urgent() const;
  /// The rows are kept.
  void saved();
  /// Streams that are not needed any more: webinars that were freed. Once told, not told again.
  [[nodiscard]] std::vector<std::uint64_t> take_ended();
  /// Who is to be forgotten: stream and person. Once told, not told again.
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint32_t>> take_forgotten();
  /// Records all that the queue knows beside its webinars, and tells in which of `rows()`: those of kQueueStream that
  /// are older can be dropped.
  [[nodiscard]] std::size_t checkpoint();
  /// Records how far the host's source was read; the newest that was restored or recorded.
  void set_position(std::string_view position);
  [[nodiscard]] const std::string& position() const;

  /// For tools: from now on `restore` keeps for the four below what it sees beside the queue. Before the first row.
  void collect();
  /// Calls that have ended, or that a crash has hidden, since they were last taken; in the order of their end.
  [[nodiscard]] std::vector<KeptCall> take_calls();
  [[nodiscard]] std::vector<KeptCall> calls_out() const;
  /// Every kind of record there can be, by its number in the format.
  [[nodiscard]] std::vector<KeptKind> kinds() const;
  /// The first planes that say of somebody other than the events before them (S26): damaged, `where` is the row's
  /// sequence. The queue goes by the planes.
  [[nodiscard]] const std::optional<Error>& contradiction() const;
  /// In force now.
  [[nodiscard]] const Options& options() const;

 private:
  friend class DispatchQueue;
  explicit Keeping(Impl& queue) : queue_(&queue) {}

  Impl* queue_;
};

}  // namespace usher
