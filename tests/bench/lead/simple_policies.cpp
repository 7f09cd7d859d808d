#include <algorithm>
#include <deque>
#include <optional>

#include "bench/lead/policies.hpp"

namespace usher::lead {
namespace {

/// A lane that works off moments one after the other, by due, with no memory of who has had what.
class SimpleLane {
 public:
  SimpleLane(Policy policy, const Task& task, CallTimes& times)
      : policy_(policy),
        task_(task),
        times_(times),
        places_(task.evening.moments.size()),
        total_time_(first_guess(task)) {}

  Run take() {
    while (const auto next = next_start()) {
      now_ = std::max(now_, *next);
      if (!repeats_.empty() && repeats_.front().at <= now_) {
        const Repeat repeat = repeats_.front();
        repeats_.pop_front();
        make_call(repeat.moment, repeat.group, repeat.attendees);
      } else {
        advance(*first_open());
      }
    }
    return std::move(run_);
  }

 private:
  struct Place {
    std::size_t rule = 0, attendee = 0;
    bool finished = false;
  };
  struct Repeat {
    Instant at{};
    std::size_t moment = 0;
    Group group{};
    std::vector<std::size_t> attendees;
  };

  [[nodiscard]] const Room& room_of(std::size_t moment) const {
    return task_.evening.rooms[task_.evening.moments[moment].room];
  }

  [[nodiscard]] Instant planned_start(std::size_t moment) const {
    const Instant due = task_.evening.moments[moment].due;
    const Duration max_lead = minutes(task_.parameters.max_lead);
    switch (policy_) {
      case Policy::cron:
        return due;
      case Policy::edf:
        return due - max_lead;
      default:
        break;
    }
    // Nobody knows who will belong: each rule may have to call everybody.
    const auto groups = static_cast<Duration::rep>(task_.evening.moments[moment].groups.size());
    const auto calls =
        static_cast<Duration::rep>((room_of(moment).attendees() + task_.batch - 1) / task_.batch) * groups;
    const Duration needed = total_time_ * calls / estimated_calls_;
    return due - std::min(needed, max_lead);
  }

  [[nodiscard]] std::optional<std::size_t> first_open() const {
    for (std::size_t moment = 0; moment < places_.size(); ++moment) {
      if (!places_[moment].finished && planned_start(moment) <= now_) return moment;
    }
    return {};
  }

  [[nodiscard]] std::optional<Instant> next_start() const {
    std::optional<Instant> next;
    const auto earlier = [&next](Instant instant) {
      if (!next || instant < *next) next = instant;
    };
    for (std::size_t moment = 0; moment < places_.size(); ++moment) {
      if (!places_[moment].finished) earlier(planned_start(moment));
    }
    if (!repeats_.empty()) earlier(repeats_.front().at);
    return next;
  }

  /// The next batch of the moment: the next attendees, in the order of registration, that belong now.
  void advance(std::size_t moment) {
    Place& place = places_[moment];
    const auto& groups = task_.evening.moments[moment].groups;
    const Room& room = room_of(moment);
    for (; place.rule < groups.size(); ++place.rule, place.attendee = 0) {
      std::vector<std::size_t> batch;
      for (; place.attendee < room.attendees() && batch.size() < task_.batch; ++place.attendee) {
        if (belongs(room, place.attendee, groups[place.rule], now_)) batch.push_back(place.attendee);
      }
      if (!batch.empty()) return make_call(moment, groups[place.rule], batch);
    }
    place.finished = true;
  }

  void make_call(std::size_t moment, Group group, const std::vector<std::size_t>& attendees) {
    const auto [time, hung] = times_.of(run_.calls.size(), now_, attendees.size());
    const Instant end = now_ + time;
    for (const std::size_t attendee : attendees) {
      if (!hung) run_.delivered.push_back({run_.calls.size(), moment, attendee});
    }
    run_.calls.push_back({now_, end, moment, group, attendees.size(), false, hung});
    if (hung) repeats_.push_back({end + seconds(task_.parameters.retry_pause), moment, group, attendees});
    total_time_ += time;
    ++estimated_calls_;
    now_ = end;
  }

  Policy policy_;
  const Task& task_;
  CallTimes& times_;
  Instant now_{};
  std::vector<Place> places_;  ///< of each moment: how far it is
  std::deque<Repeat> repeats_;
  Duration total_time_;  ///< of all calls so far, and of the first guess
  Duration::rep estimated_calls_ = 1;
  Run run_;
};

}  // namespace

Run run_simple(Policy policy, const Task& task, CallTimes times) {
  return SimpleLane{policy, task, times}.take();
}

}  // namespace usher::lead
