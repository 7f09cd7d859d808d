// A queue on a virtual clock: lines go in, and the clock follows their arrivals, the calls and the instants the queue
// asks for. At one instant come the events in line order, then the completions in order of start, then `next` until it
// is empty; where calls take no time these last two alternate until neither brings anything.
//
//   ReplayEngine engine{{.target = {.call_time = 300ms}}, {.ended = [&](const EndedCall& end) { print(end); }}};
//   while (auto line = read()) engine.apply(*line);
//   engine.finish();
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/call_time.hpp"
#include "cli/replay_queue.hpp"
#include "usher/json.hpp"

namespace usher::cli {

/// What a replay is told of the targets, and instead of what the connections say.
struct ReplayTarget {
  std::optional<CallTime> call_time = CallTime{};  ///< default: none; nothing: as its connection's call_time says
  Share fail{};                                    ///< of the calls, to be answered with retry; default none
  std::optional<std::uint64_t> seed{};             ///< of what is drawn; default: that of call_time, or 0
  std::optional<Duration> max_lead{};              ///< of all connections; default: as they say
};

struct ReplaySettings {
  ReplayTarget target{};
  std::optional<Instant> stop_at{};  ///< the clock goes no further; default: until nothing is left
  /// Nothing is freed, so that everything can still be explained at the end; the clock then goes no further than
  /// kLongestDuration past the first arrival.
  bool keep_webinars = false;
  /// Keeps what the replay does; empty, and outlives the engine. Default: nothing is kept.
  Journal* journal = nullptr;
};

/// A call that ends. The queue does not know yet, so that the call can still be read.
struct EndedCall {
  const Call& call;
  Instant finished_at{};
  std::span<const Outcome> outcomes;  ///< one for each of its handovers
};

/// Who is told of what happens; each may be left empty.
struct ReplayHooks {
  std::function<void(const EndedCall&)> ended{};
  /// What the target says to a call: one outcome for each of its handovers. Left empty: as the settings say.
  std::function<std::vector<Outcome>(const Call&)> answer{};
  /// The queue has taken an event.
  std::function<void(const Event&)> taken{};
};

class ReplayEngine {
 public:
  explicit ReplayEngine(const ReplaySettings& settings, ReplayHooks hooks = {});

  /// Brings the clock to the arrival of the line and tells the queue. Errors: those of the queue, and a queue line
  /// that is not the first.
  Result<Fed> apply(const Line& line);
  /// Brings the clock to `arrival`, where that is later; everything before it has happened then. The first call is
  /// the beginning of the replay.
  void advance(Instant arrival);
  /// Runs until nothing is left.
  void finish();
  /// What happens at this instant happens, and the clock goes no further.
  void stop();
  /// Brings all that has happened to the journal, if there is one. Errors: the first that the journal has told since
  /// the beginning, at which the replay has stopped.
  Result<void> sync();

  /// The clock has come to `stop_at`, or the journal cannot be written: further lines change nothing.
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] const DispatchQueue& queue();
  /// The same, to be used beside the lines; of a replay without a journal only.
  [[nodiscard]] DispatchQueue& queue_to_use();

 private:
  Result<Fed> apply_options(const Options& options);
  void make_queue(const Options& options);
  void fail(const Error& error);
  Result<Fed> apply_connection(Connection connection);
  [[nodiscard]] Duration time_of(const Call& call) const;
  [[nodiscard]] std::vector<Outcome> answer_to(const Call& call) const;
  [[nodiscard]] std::optional<Instant> next_instant() const;
  void run_before(Instant limit);
  void settle();
  void end_calls();
  bool start_calls();

  ReplaySettings settings_;
  ReplayHooks hooks_;
  std::optional<ReplayQueue> queue_;
  std::optional<Error> failure_;                                  ///< of the journal
  std::map<std::string, Duration, std::less<>> said_call_times_;  ///< by connection
  std::map<std::pair<Instant, CallId>, const Call*> in_flight_;   ///< by end, then by start
  std::optional<Instant> first_arrival_;
  Instant now_ = kEarliestInstant;
  bool stopped_ = false;
};

}  // namespace usher::cli
