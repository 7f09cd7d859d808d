// An observer that writes a line for all that it is told.
#pragma once

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "dispatcher/connectors.hpp"
#include "usher/observer.hpp"

namespace usher::dispatcher_test {

class Recorder final : public Observer {
 public:
  void decided(const Call&, const Handover& handover) override {
    tell("decided " + std::string{handover.key} + " as of " + to_string(handover.decided_at));
  }
  void started(const Call& call) override { tell("started " + name(call)); }
  void late(const Call&, const Handover& handover, Duration by) override {
    tell("late " + std::string{handover.key} + " by " + to_string(by));
  }
  void completed(const Call& call, std::span<const Outcome> outcomes, Duration took) override {
    std::string line = "completed " + name(call) + " in " + to_string(took) + ":";
    for (const Outcome& outcome : outcomes) {
      line += " " + std::string{to_string(outcome.kind)} + (outcome.reason.empty() ? "" : " (" + outcome.reason + ")");
    }
    tell(line);
  }
  void connection_changed(const ConnectionChange& change) override {
    tell(std::string{change.connection} + " is " + std::string{to_string(change.state)} +
         (change.until ? " until " + to_string(*change.until) : "") +
         (change.reason.empty() ? "" : ": " + std::string{change.reason}));
  }
  void stuck(const CallOut& call, Duration since) override {
    tell("stuck " + call.keys.front() + " on " + call.lane + " since " + to_string(since));
  }
  void out_of_workers(std::size_t workers) override { tell("out of workers, " + std::to_string(workers)); }
  void journal_failed(const Error& error) override { tell("journal failed: " + error.message); }
  void journal_works() override { tell("journal works"); }
  void clock_put(Duration by) override { tell("clock put by " + to_string(by)); }
  void stopped(const Stopped& how) override { tell("stopped, given up " + std::to_string(how.given_up.size())); }

  [[nodiscard]] std::vector<std::string> lines() {
    std::vector<std::string> lines;
    told_.change([&] { lines = lines_; });
    return lines;
  }
  /// Those that begin so.
  [[nodiscard]] std::vector<std::string> lines(const std::string& beginning) {
    std::vector<std::string> found = lines();
    std::erase_if(found, [&](const std::string& line) { return !line.starts_with(beginning); });
    return found;
  }
  [[nodiscard]] bool wait_for(const std::string& beginning, int times = 1) {
    return told_.wait([&] {
      return std::count_if(lines_.begin(), lines_.end(),
                           [&](const std::string& line) { return line.starts_with(beginning); }) >= times;
    });
  }

 private:
  static std::string name(const Call& call) { return std::string{call.handovers().front().key}; }
  void tell(const std::string& line) {
    told_.change([&] { lines_.push_back(line); });
  }

  Signal told_;
  std::vector<std::string> lines_;
};

}  // namespace usher::dispatcher_test
