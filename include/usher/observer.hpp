// What a Dispatcher tells its host of while it works: for log lines, metrics and alerts. Override what you want to
// know.
//
//   class Log final : public usher::Observer {
//     void completed(const usher::Call& call, std::span<const usher::Outcome> outcomes, usher::Duration took) override;
//   };
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "usher/call.hpp"
#include "usher/connection.hpp"
#include "usher/result.hpp"
#include "usher/time.hpp"

namespace usher {

/// A connection cannot be called as before, or can be again. Its strings are borrowed until the observer returns.
struct ConnectionChange {
  std::string_view connection;
  ConnectionState state{};         ///< open: a call over it has worked again, or the host has resumed it
  std::optional<Instant> until{};  ///< throttled: the end of the pause; suspended: the next probe
  std::string_view reason;         ///< of the outcome that has brought it about; empty for what the host did
};

/// A call that is out, by name. Owns everything.
struct CallOut {
  CallId call{};
  std::string lane, connection, webinar, rule;
  std::vector<std::string> keys;  ///< of its handovers
};

/// How a Dispatcher has ended.
struct Stopped {
  /// Calls that had not ended by the deadline. What became of them is not known: behind a journal they are unknown at
  /// the next start (SPEC S27), and are made again with `redelivery` or held.
  std::vector<CallOut> given_up;
  /// Connectors that have not returned even after they were asked to: so many threads wait in them still. They touch
  /// nothing of the host's when they come back, but the program should end without unloading what they run in.
  std::size_t threads_left = 0;
  Result<void> synced{};  ///< whether all that was fed and completed is durable; without a journal always
};

/// Told from the dispatcher's threads, from those that answer, and from the host's own in `pause` and `resume`; never
/// with the dispatcher locked. What concerns a lane is told in the order in which it happened, one after the other;
/// of different lanes `started`, `decided`, `late` and `completed` come at the same time, all else never does. Whoever
/// tells waits for the observer, so it should be quick. From within, everything of the dispatcher may be called but
/// `start`, `stop` and the destructor; what that brings about is told afterwards. May not throw.
class Observer {
 public:
  virtual ~Observer() = default;

  /// Somebody is called for the first time by a rule, for a correction, or after a letter was resubmitted: `decided_at`
  /// and `standing` say as of when and on what. Before `started` of the call.
  virtual void decided(const Call& /*call*/, const Handover& /*handover*/) {}
  /// Before the connector has it.
  virtual void started(const Call& /*call*/) {}
  /// A handover was delivered after it was due. Before `completed` of the call.
  virtual void late(const Call& /*call*/, const Handover& /*handover*/, Duration /*by*/) {}
  /// One outcome for each handover, as the queue is told of them; `took` is by the steady clock.
  virtual void completed(const Call& /*call*/, std::span<const Outcome> /*outcomes*/, Duration /*took*/) {}

  /// Once for each change, however often the target says the same. Those not open are told at the start as well.
  virtual void connection_changed(const ConnectionChange& /*change*/) {}
  /// A call has had no answer for `stuck_after`; once for each. Its lane waits for it, the others go on.
  virtual void stuck(const CallOut& /*call*/, Duration /*since*/) {}
  /// So many threads wait in stuck connectors that there may be no more: from now on other lanes are held up as well.
  /// Once, until one comes back.
  virtual void out_of_workers(std::size_t /*workers*/) {}
  /// The journal cannot be written: no calls until it can. Once, until it works again.
  virtual void journal_failed(const Error& /*error*/) {}
  virtual void journal_works() {}
  /// The wall clock was put forwards (or the machine has slept), or back, where `by` is negative: until it has come to
  /// where it was, time stands still for the queue. For a second and more.
  virtual void clock_put(Duration /*by*/) {}
  /// The last that is told.
  virtual void stopped(const Stopped& /*how*/) {}
};

}  // namespace usher
