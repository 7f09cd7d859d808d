// How webinars and lanes are filed by when they come to something: what each has of its entries.
#pragma once

#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "lane/lane.hpp"
#include "lane/timetable.hpp"
#include "lane/webinar_number.hpp"
#include "model/index.hpp"
#include "model/on_demand.hpp"
#include "queue/webinar_run.hpp"
#include "usher/time.hpp"

namespace usher::queue {

using AgendaKey = std::pair<Instant, lane::WebinarNumber>;

/// A webinar, and where it is filed.
struct Held {
  /// What is filed of it once calls of it are near.
  struct Near {
    lane::Timetable<AgendaKey>::Entry in_to_close;
    lane::Timetable<lane::WebinarNumber>::Entry in_stale;
    /// Over which connections its moments are planned.
    std::map<Instant, std::vector<ConnectionIndex>> planned;
  };
  std::unique_ptr<WebinarRun> run;
  lane::Timetable<AgendaKey>::Entry in_agenda, in_wakes;
  model::OnDemand<Near> near;
};

/// Since when, or from when on, a lane can go on; of equal ones the lane with the lesser id is first.
struct StartKey {
  Instant start{};
  std::string_view id{};
  LaneIndex lane{};
  friend bool operator<(const StartKey& a, const StartKey& b) noexcept {
    return a.start != b.start ? a.start < b.start : a.id < b.id;
  }
  friend bool operator==(const StartKey& a, const StartKey& b) noexcept {
    return a.start == b.start && a.lane == b.lane;
  }
};

/// A lane, and where it is filed.
struct LaneState {
  lane::Lane lane;
  lane::Timetable<StartKey>::Entry in_starts{};
};

}  // namespace usher::queue
