// What a webinar keeps of its moments while something is going on in it: from when the first of them comes into view,
// or somebody has an instant of their own, on. Most webinars are idle, and have none of it.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "agenda/stream.hpp"
#include "model/index.hpp"
#include "model/rare.hpp"
#include "usher/time.hpp"

namespace usher::queue {

/// A moment in which a rule may have somebody to hand over.
struct Announcement {
  Instant due{};
  RuleIndex rule{};
};

/// For how long a rule corrects in a moment, or what it would correct is to be counted.
struct Window {
  Instant ends{};  ///< the first instant after it
  Instant due{};
  RuleIndex rule{};
  friend auto operator<=>(const Window&, const Window&) = default;
};

/// Moments by their due instants.
struct Progress {
  /// A rule, and the connection that it goes over no more.
  using Withdrawn = std::pair<RuleIndex, ConnectionIndex>;
  using Instants = model::Rare<std::unordered_map<AttendeeIndex, Instant>>;

  std::set<Instant> in_view;     ///< to come, soon enough to be counted; a rule is for everybody
  std::set<Instant> open;        ///< moments that have come and are not closed
  std::set<Instant> to_check;    ///< of these, those in which something has changed since they were last looked at
  std::set<Instant> live;        ///< open, or with a window below
  std::set<Instant> live_whole;  ///< of these, those in which a rule takes part for everybody
  model::Rare<std::set<Window>> windows;
  /// Of each moment; one that has any is kept up to date.
  model::Rare<std::map<Instant, std::uint32_t>> window_counts;
  model::Rare<std::set<std::pair<Instant, RuleIndex>>> to_compare;  ///< whose windows are over: by the next `next`
  model::Rare<std::set<std::pair<Instant, RuleIndex>>> compared;    ///< of which the differences have been counted
  agenda::Stream stream;
  /// `at` of the webinar's event since which somebody's anchor has had its instant, where that is one (S5b).
  Instants joined_since, participated_since;
  std::vector<Announcement> announced;
  std::vector<Withdrawn> withdrawn;
  std::uint64_t decided_early = 0;
  std::uint64_t differences = 0;

  /// The webinar is cancelled: nothing is to come, and nothing to be put right.
  void end() {
    in_view.clear();
    open.clear();
    to_check.clear();
    live.clear();
    live_whole.clear();
    windows.clear();
    window_counts.clear();
    to_compare.clear();
    stream = {};
  }
};

}  // namespace usher::queue
