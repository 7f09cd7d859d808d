// What is known of a webinar as a whole: the plan, and what has overruled it (SPEC S4).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "model/on_demand.hpp"
#include "usher/webinar.hpp"

namespace usher::agenda {

struct Facts {
  Timing timing = Timing::automated;
  Instant planned_start{};
  Duration planned_duration{};
  Threshold threshold{};
  struct Told {
    std::optional<Instant> started{};  ///< by WebinarStarted, the latest
    std::optional<Instant> ended{};    ///< by WebinarEnded, the latest
    std::map<std::string, Instant, std::less<>> markers{};
  };
  model::OnDemand<Told> told{};

  [[nodiscard]] std::optional<Instant> start() const {
    if (told->started || timing == Timing::live) return told->started;
    return planned_start;
  }
  [[nodiscard]] std::optional<Instant> end() const {
    if (told->ended || timing == Timing::live) return told->ended;
    return *start() + planned_duration;
  }
  void plan(const Webinar& webinar) {
    timing = webinar.timing;
    planned_start = webinar.start;
    planned_duration = webinar.duration;
    threshold = webinar.threshold;
  }
};

}  // namespace usher::agenda
