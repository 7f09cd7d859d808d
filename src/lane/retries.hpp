// The handovers of a connection that are to be called again, by the time from which they may be, then by first start.
//
// Those of one call mostly wait together: equal in all but whom they are of, ready at one instant, first started one
// after the other. Such a run is kept as one, with four bytes for each, and four more by which a pair is found.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "lane/attempt.hpp"
#include "lane/pair_map.hpp"
#include "lane/people.hpp"
#include "lane/shared.hpp"

namespace usher::lane {

class Retries {
 public:
  /// Its pair has none yet.
  void add(Attempt attempt);
  /// The one of a pair of rule and attendee, if it has one: looked at, or taken out.
  [[nodiscard]] std::optional<Attempt> find(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee) const;
  std::optional<Attempt> take(WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee);
  /// Takes out all of one attendee of a webinar, by rule.
  [[nodiscard]] std::vector<Attempt> take_all_of(WebinarNumber webinar, AttendeeIndex attendee);
  [[nodiscard]] bool any_of(WebinarNumber webinar) const { return pairs_.any_of(webinar); }
  /// Whose webinar of that id is gone, and whom it knew by that id.
  using Outlived = std::vector<std::pair<WebinarNumber, AttendeeIndex>>;
  void find_outlived(std::string_view webinar, std::string_view attendee, Outlived& found) const;
  /// The throttling is over: what waits for its end is ready now.
  void release_throttled(Instant now);
  /// The ready ones that make up the next call: the first and up to `most` that go with it. They go to `taken`.
  void take_call(Instant now, std::size_t most, std::vector<Attempt>& taken);

  [[nodiscard]] bool empty() const noexcept { return runs_.empty(); }
  /// The one that may be called first; nullptr without any.
  [[nodiscard]] const Attempt* first() const noexcept { return first_ ? &*first_ : nullptr; }
  /// When the next one that is not ready yet will be.
  [[nodiscard]] std::optional<Instant> next_after(Instant now) const;
  /// Calls `visit(attempt)` for each, in order, while it says so.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& run : runs_) {
      for (std::size_t place = 0; place < run.second.people.size(); ++place) {
        if (!visit(at(run, place))) return;
      }
    }
  }

 private:
  static constexpr std::size_t kMost = 1024;  ///< of a run, which is looked through for one of them
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  using Alike = Shared<Attempt, AlikeOrder>;
  using Time = std::pair<Instant, std::uint64_t>;  ///< ready_at, order
  struct Run {
    Alike::Place alike;
    std::uint32_t number;
    People people;  ///< each one's order is that of the one before, and 1
  };
  using Runs = std::map<Time, Run>;  ///< by the first one's time; so no run begins within another

  [[nodiscard]] static Attempt at(const Runs::value_type& run, std::size_t place);
  [[nodiscard]] static PairOf pair_at(const Runs::value_type& run, std::size_t place);
  void begin(const Time& time, Alike::Place alike, People people);
  void end(Runs::iterator run);
  void retime(Runs::iterator run, const Time& time);
  void drop_front(Runs::iterator run, std::size_t count);
  void drop(Runs::iterator run, std::size_t place);
  void note_first();

  Runs runs_;
  Alike alike_;
  std::vector<Runs::iterator> numbered_;  ///< by number; of those that are free, anything
  std::vector<std::uint32_t> free_;
  PairMap<std::uint32_t> pairs_;    ///< the number of the run; a pair has one call at a time, or one that waits
  std::uint32_t last_ = kNone;      ///< the run that was added to last
  std::size_t throttled_ = 0;       ///< runs that wait, or have waited, for the end of a throttling
  std::optional<Attempt> first_{};  ///< which is asked for far more often than it becomes another
};

}  // namespace usher::lane
