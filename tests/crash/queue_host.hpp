// A host that lives through a scenario by a clock of its own: feeds, syncs, makes calls and reports them, and forgets
// whom it is told to forget. When the machine has stopped, it begins again where its source stands.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "entry.hpp"
#include "scenario.hpp"
#include "trace.hpp"

namespace usher::crash {

class QueueHost {
 public:
  QueueHost(const Scenario& scenario, Trace& trace, Tell tell)
      : scenario_(scenario), trace_(&trace), tell_(std::move(tell)), now_(scenario.told.front().seen) {}

  /// Where it may go on although the journal fails: after every few failures `mend` is called.
  void insist(std::function<void()> mend) { mend_ = std::move(mend); }
  void set_now(Instant now) { now_ = now; }

  /// From opening to where nothing is left to do; the journal's failure ends it where it does not insist. `look` sees
  /// the queue at the beginning and at the end.
  using Look = std::function<void(const JournaledQueue&)>;
  Result<void> live(Journal& journal, const Look& at_the_beginning, const Look& at_the_end);

  [[nodiscard]] std::uint64_t failures() const { return failures_; }

 private:
  struct Flight {
    Instant until{};
    std::vector<Outcome> outcomes;
  };
  Result<void> go_on(JournaledQueue& queue);
  Result<void> turn(JournaledQueue& queue);
  Result<void> hear(JournaledQueue& queue);
  Result<void> feed(JournaledQueue& queue, const Told& told);
  Result<void> forget(JournaledQueue& queue, const Told& told);
  Result<void> report(JournaledQueue& queue);
  Result<void> make_calls(JournaledQueue& queue);
  void take(const Call& call);
  /// What it does about a failure: goes on, or ends with it.
  Result<void> failed(const Error& error);
  [[nodiscard]] std::optional<Instant> next_instant(const JournaledQueue& queue) const;

  const Scenario& scenario_;
  Trace* trace_;
  Tell tell_;
  std::function<void()> mend_;
  Instant now_;
  std::size_t told_ = 0;  ///< of scenario_.told
  std::size_t fed_ = 0;   ///< since the last sync
  std::map<std::uint64_t, Flight> flights_;
  std::uint64_t failures_ = 0;
  bool behind_ = false;  ///< something is to be tried again
};

}  // namespace usher::crash
