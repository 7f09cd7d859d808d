// A queue on a virtual clock: lines go in, and the clock follows their arrivals, the calls and the instants the queue
// asks for. At one instant come the events in line order, then the completions in order of start, then `next` until it
// is empty; where calls take no time these last two alternate until neither brings anything.
//
//   ReplayEngine engine{{.call_time = 300ms}, {.ended = [&](const Call& call, Instant at) { print(call, at); }}};
//   while (auto line = read()) engine.apply(*line);
//   engine.finish();
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "usher/dispatch_queue.hpp"
#include "usher/json.hpp"

namespace usher::cli {

struct ReplaySettings {
  Duration call_time{0};             ///< what each call takes; default none
  std::optional<Instant> stop_at{};  ///< the clock goes no further; default: until nothing is left
  /// Nothing is freed, so that everything can still be explained at the end; the clock then goes no further than
  /// kLongestDuration past the first arrival.
  bool keep_webinars = false;
};

/// Who is told of what happens; each may be left empty.
struct ReplayHooks {
  /// A call ends. The queue does not know yet, so that the call can still be read.
  std::function<void(const Call&, Instant finished_at)> ended{};
  /// What the target says to a call: one outcome for each of its handovers. Left empty: everything is delivered.
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

  /// The clock has come to `stop_at`: further lines change nothing.
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] DispatchQueue& queue();

 private:
  struct InFlight {
    const Call* call = nullptr;
    Instant ends{};
  };
  Result<Fed> apply_options(const Options& options);
  [[nodiscard]] std::optional<Instant> next_instant() const;
  void run_before(Instant limit);
  void settle();
  void end_calls();
  bool start_calls();

  ReplaySettings settings_;
  ReplayHooks hooks_;
  std::optional<DispatchQueue> queue_;
  std::deque<InFlight> in_flight_;  ///< in order of start, which is that of their ends
  std::optional<Instant> first_arrival_;
  Instant now_ = kEarliestInstant;
  bool stopped_ = false;
};

}  // namespace usher::cli
