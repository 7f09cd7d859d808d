// A host that takes its time: it asks for calls on lanes chosen at random, leaves them in flight for a while, reports
// random outcomes in any order, and looks at every promise that a single call makes (SPEC S18, S24, S15b).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "call_image.hpp"
#include "random.hpp"
#include "scenario.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::property {

class SerialHost {
 public:
  SerialHost(const Scenario& scenario, std::uint64_t seed);

  /// Feeds the events of the scenario, works between them, and then until nothing is left.
  void run();
  /// The first promise that was broken, or empty.
  [[nodiscard]] const std::string& broken() const noexcept { return broken_; }
  /// Whether the target has the attendee by the rule of the webinar in the end.
  [[nodiscard]] bool has(const std::string& rule, const std::string& attendee, const std::string& webinar) const;
  [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }
  [[nodiscard]] std::uint64_t most_in_flight() const noexcept { return most_in_flight_; }

 private:
  struct Flight {
    const Call* call = nullptr;
    CallImage image;
    Instant until{};
  };
  /// The last call for a pair.
  struct Last {
    std::string key;
    CallKind kind{};
  };

  void act(Instant now);
  void ask(Instant now);
  void take(const Call* call, Instant now);
  void take_handover(const HandoverImage& handover, const CallImage& call, const Connection& over);
  void complete_some(Instant now, bool all);
  void complete(std::uint64_t id, Instant now);
  void settle(const Flight& flight, const std::vector<Outcome>& outcomes);
  void complete_wrongly(std::uint64_t id, Instant now);
  [[nodiscard]] Outcome outcome(Instant now);
  [[nodiscard]] std::string state() const;
  void expect(bool kept, const std::string& promise);

  const Scenario& scenario_;
  Random random_;
  DispatchQueue queue_;
  std::map<std::uint64_t, Flight> flights_;
  std::vector<std::uint64_t> completed_;
  std::map<std::string, std::int32_t> attempts_;  ///< by key
  std::set<std::string> over_;                    ///< keys that are delivered or dead
  std::set<std::string> throttled_;               ///< keys that were, once
  std::map<std::string, Last> last_;              ///< by pair, "rule/attendee@webinar"
  std::string broken_;
  std::uint64_t calls_ = 0;
  std::uint64_t most_in_flight_ = 0;
};

}  // namespace usher::property
