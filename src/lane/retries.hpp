// The handovers of a connection that are to be called again, by the time from which they may be, then by first start.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "lane/attempt.hpp"

namespace usher::lane {

class Retries {
 public:
  void add(Attempt attempt);
  /// The one of a pair of rule and attendee, if it has one: looked at, or taken out.
  [[nodiscard]] const Attempt* find(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) const;
  std::optional<Attempt> take(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee);
  /// Takes out all of one attendee of a webinar, whatever the rule.
  [[nodiscard]] std::vector<Attempt> take_all_of(WebinarNumber webinar, AttendeeIndex attendee);
  [[nodiscard]] bool any_of(WebinarNumber webinar) const;
  /// The throttling is over: what waits for its end is ready now.
  void release_throttled(Instant now);
  /// The ready ones that make up the next call: the first and up to `most` that go with it. They go to `taken`.
  void take_call(Instant now, std::size_t most, std::vector<Attempt>& taken);

  [[nodiscard]] bool empty() const noexcept { return by_time_.empty(); }
  /// The one that may be called first; nullptr without any.
  [[nodiscard]] const Attempt* first() const noexcept { return empty() ? nullptr : &by_time_.begin()->second; }
  /// When the next one that is not ready yet will be.
  [[nodiscard]] std::optional<Instant> next_after(Instant now) const;
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& [time, attempt] : by_time_) visit(attempt);
  }

 private:
  using Time = std::pair<Instant, std::uint64_t>;
  using Pair = std::tuple<WebinarNumber, RuleIndex, AttendeeIndex>;
  [[nodiscard]] static Pair pair_of(const Attempt& attempt) {
    return {attempt.webinar, attempt.rule_index, attempt.attendee};
  }

  std::map<Time, Attempt> by_time_;
  std::map<Pair, Time> by_pair_;  ///< a pair has one call at a time, or one that waits
};

}  // namespace usher::lane
