// What is kept from one call to the next while nothing else is asked of the queue: from due on, and before.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "attendance/attendance.hpp"
#include "decision/course.hpp"
#include "decision/moment.hpp"
#include "lane/connections.hpp"
#include "lane/lane.hpp"
#include "model/index.hpp"
#include "queue/filing.hpp"
#include "queue/recorder.hpp"
#include "queue/webinar_run.hpp"
#include "usher/time.hpp"

namespace usher::queue {

/// Calls of one rule in a moment that has come, one handover each, while nothing else is asked of the queue: what was
/// found out for the first of them holds for the next, and nothing is filed in between.
struct DueCourse {
  enum class State : std::uint8_t {
    none,
    out,   ///< its call is
    idle,  ///< its call has come back, and the lane is not filed again yet
  };
  State state = State::none;
  ConnectionIndex connection{};
  lane::Connections::Known* known = nullptr;
  LaneState* lane = nullptr;
  Instant lasts_until = attendance::kNever;     ///< then something else may be to be done
  StartKey other{.start = attendance::kNever};  ///< the lane that would be next
  WebinarRun* run = nullptr;
  std::optional<decision::Course> in_run{};
  Ending ending{};  ///< of each: delivered
};

/// Calls of one moment before it is due, while nothing else is asked of the queue: what was found out for the first
/// of them holds for the next, but for how many are to come. Of that the plan is changed where it stands.
struct EarlyCourse {
  enum class State : std::uint8_t {
    none,
    out,   ///< its call is
    idle,  ///< its call has come back
  };
  State state = State::none;
  bool unplanned = false;  ///< a call has started that the plan does not know of yet
  bool filed = false;      ///< idle, and the lane is filed by that plan
  lane::Job job{};
  Held* held = nullptr;
  lane::Connections::Known* known = nullptr;
  std::uint64_t* calls = nullptr;  ///< that `known` has planned
  LaneState* lane = nullptr;
  Instant lasts_until = attendance::kNever;     ///< then something else may be to be done
  StartKey other{.start = attendance::kNever};  ///< the lane that would be next
  decision::Moment* moment = nullptr;
  std::vector<WebinarRun::Expected> expected{};  ///< by the rules of the moment
  std::vector<WebinarRun::RuleBatch> batches{};  ///< of the same
  RuleIndex rule{};                              ///< of the last call
  std::vector<Ending> endings{};                 ///< of as many as it has carried: delivered
};

}  // namespace usher::queue
