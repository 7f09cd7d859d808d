// What usher promises over a crash (S26, S27), held against what its host and the targets have seen: entry by entry,
// crash by crash, and at the end against a run without any.
//
//   Account account{scenario};
//   ... account.note(entry) ...              // of a host at work
//   account.crash(random);                   // calls that were out have come to the target, or not
//   account.reopened(queue);
//   ... account.note(entry) ...
//   account.finished(queue, smooth);
//   REQUIRE(account.violations().empty());
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "entry.hpp"
#include "property/random.hpp"
#include "scenario.hpp"
#include "usher/journaled_queue.hpp"

namespace usher::crash {

struct Met {
  std::uint64_t repeated = 0;      ///< handovers that were called again since a crash had hidden what became of them
  std::uint64_t held = 0;          ///< that went to the dead letters for that
  std::uint64_t never_called = 0;  ///< that are called as repeated, since they were about to be called
  std::uint64_t settled = 0;       ///< that were durably delivered when a crash came
};

class Account {
 public:
  explicit Account(const Scenario& scenario) : scenario_(scenario) {}

  void note(const Entry& entry);
  void crash(property::Random& random);
  /// It has come to an orderly end, and begins anew.
  void forget_life();
  void reopened(const JournaledQueue& queue);
  /// Nothing is left to do; `smooth` has had no crash.
  void finished(const JournaledQueue& queue, const Account* smooth);

  [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }
  [[nodiscard]] const Met& met() const { return met_; }
  /// Handed out since the last crash.
  [[nodiscard]] std::size_t calls() const { return calls_.size(); }

 private:
  enum class State {
    out,
    reported,  ///< delivered or rejected, and not durably
    again,     ///< to be repeated by what the target has said
    over,      ///< durably
    unknown,   ///< hidden by a crash
    doubtful,  ///< as unknown, or over: the power went while it was written
  };
  struct Key {
    State state{};
    std::string connection;
    Outcome::Kind outcome{};
  };
  struct Decision {
    Instant due{}, decided_at{};
    std::uint8_t standing = 0;
    friend bool operator==(const Decision&, const Decision&) = default;
  };

  void violation(const std::string& what) { violations_.push_back(what); }
  /// Calls in flight, and such as were reported without a sync since; and how many S27 allows.
  [[nodiscard]] std::size_t not_durable() const;
  [[nodiscard]] std::size_t most_hidden() const;
  [[nodiscard]] std::uint64_t hidden() const;
  void handed_out(const Entry& entry);
  void give(const Entry& entry, const Given& given);
  void look_at_repetition(const Given& given, const Key& known);
  void remember(const Entry& entry);
  void reported(const Entry& entry);
  void arrive(const Entry& entry);
  void written();
  void settle(const Entry& entry, property::Random& random);
  void compare(const JournaledQueue& queue, const Account& smooth);
  void look_at_pairs(const std::set<std::string>& dead);

  const Scenario& scenario_;
  std::map<std::uint64_t, Entry> calls_;                    ///< of this life
  std::set<std::uint64_t> reported_, started_, completed_;  ///< of this life; the latter two durably
  Entry writing_;
  bool writes_ = false;  ///< a sync is under way
  int crashes_ = 0;
  std::int64_t position_ = -1, perhaps_ = -1;  ///< durable: surely, and if the sync under way was
  std::int64_t durable_at_crash_ = -1, perhaps_at_crash_ = -1;
  std::map<std::string, Key> keys_;
  std::map<std::string, Decision> decisions_;  ///< by key, durable
  std::set<std::string> leaving_, forgotten_;  ///< "webinar/attendee"
  std::map<std::string, bool> has_;            ///< by "webinar/rule/attendee": what the target knows
  std::set<std::string> dead_;                 ///< likewise, at the end
  std::vector<std::string> violations_;
  Met met_;
};

}  // namespace usher::crash
