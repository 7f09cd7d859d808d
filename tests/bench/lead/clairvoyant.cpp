#include <algorithm>

#include "bench/lead/policies.hpp"

namespace usher::lead {
namespace {

/// A moment's handovers as batches that follow the truth as of due.
struct Batches {
  struct Batch {
    Group group{};
    std::vector<std::size_t> attendees;
  };
  std::vector<Batch> batches;
  std::size_t made = 0;

  [[nodiscard]] bool finished() const noexcept { return made == batches.size(); }
};

Batches true_batches(const Task& task, const Moment& moment) {
  Batches result;
  const Room& room = task.evening.rooms[moment.room];
  for (const Group group : moment.groups) {
    std::vector<std::size_t> batch;
    const auto close = [&] {
      if (!batch.empty()) result.batches.push_back({group, std::move(batch)});
      batch = {};
    };
    for (std::size_t attendee = 0; attendee < room.attendees(); ++attendee) {
      if (belongs(room, attendee, group, moment.due)) batch.push_back(attendee);
      if (batch.size() == task.batch) close();
    }
    close();
  }
  return result;
}

class Oracle {
 public:
  Oracle(const Task& task, CallTimes& times) : task_(task), times_(times) {
    for (const Moment& moment : task.evening.moments) moments_.push_back(true_batches(task, moment));
  }

  /// The earliest due first, but never what comes late anyway while something is not: since how long a call takes
  /// depends on its number only, no other order has more handovers on time.
  Run most_handovers() {
    while (unfinished()) {
      const auto can_start = [&](std::size_t moment) { return !moments_[moment].finished() && opens(moment) <= now_; };
      std::size_t chosen = moments_.size();
      for (std::size_t moment = 0; moment < moments_.size() && chosen == moments_.size(); ++moment) {
        if (can_start(moment) && would_be_on_time(moment)) chosen = moment;
      }
      for (std::size_t moment = 0; moment < moments_.size() && chosen == moments_.size(); ++moment) {
        if (can_start(moment)) chosen = moment;
      }
      if (chosen == moments_.size()) {
        now_ = next_opening();
      } else {
        make_call(chosen);
      }
    }
    return std::move(run_);
  }

  /// Moore and Hodgson on the calls' true times: from the beginning in the order of due, and whenever one would be
  /// late, without the one that has the most calls.
  Run most_moments() {
    std::vector<std::size_t> chosen, put_off;
    for (std::size_t moment = 0; moment < moments_.size(); ++moment) {
      chosen.push_back(moment);
      if (finish_of(chosen) <= deadline(moment)) continue;
      const auto longest = std::ranges::max_element(chosen, {}, [&](std::size_t one) { return calls_of(one); });
      put_off.push_back(*longest);
      chosen.erase(longest);
    }
    chosen.insert(chosen.end(), put_off.begin(), put_off.end());
    for (const std::size_t moment : chosen) {
      now_ = std::max(now_, opens(moment));
      while (!moments_[moment].finished()) make_call(moment);
    }
    return std::move(run_);
  }

 private:
  [[nodiscard]] Instant opens(std::size_t moment) const {
    return task_.evening.moments[moment].due - minutes(task_.parameters.max_lead);
  }
  [[nodiscard]] Instant deadline(std::size_t moment) const {
    return task_.evening.moments[moment].due + seconds(task_.parameters.tolerance);
  }
  [[nodiscard]] std::size_t calls_of(std::size_t moment) const { return moments_[moment].batches.size(); }
  [[nodiscard]] bool unfinished() const {
    return !std::ranges::all_of(moments_, [](const Batches& one) { return one.finished(); });
  }

  [[nodiscard]] Instant next_opening() const {
    Instant next = Instant::max();
    for (std::size_t moment = 0; moment < moments_.size(); ++moment) {
      if (!moments_[moment].finished()) next = std::min(next, opens(moment));
    }
    return next;
  }

  [[nodiscard]] CallTimes::Time next_time(std::size_t moment) {
    const auto& batches = moments_[moment];
    return times_.of(run_.calls.size(), now_, batches.batches[batches.made].attendees.size());
  }
  [[nodiscard]] bool would_be_on_time(std::size_t moment) { return now_ + next_time(moment).time <= deadline(moment); }

  [[nodiscard]] Instant finish_of(const std::vector<std::size_t>& in_order) {
    Instant instant = opens(in_order.front());
    std::size_t number = 0;
    for (const std::size_t moment : in_order) {
      instant = std::max(instant, opens(moment));
      for (std::size_t made = 0; made < calls_of(moment); ++number) {
        const auto [time, hung] = times_.of(number, instant, moments_[moment].batches[made].attendees.size());
        instant += time;
        if (!hung) ++made;
      }
    }
    return instant;
  }

  void make_call(std::size_t moment) {
    const auto [time, hung] = next_time(moment);
    Batches& batches = moments_[moment];
    const auto& [group, attendees] = batches.batches[batches.made];
    if (!hung) {
      for (const std::size_t attendee : attendees) run_.delivered.push_back({run_.calls.size(), moment, attendee});
      ++batches.made;
    }
    run_.calls.push_back({now_, now_ + time, moment, group, attendees.size(), false, hung});
    now_ += time;
  }

  const Task& task_;
  CallTimes& times_;
  std::vector<Batches> moments_;
  Instant now_{};
  Run run_;
};

}  // namespace

Run run_clairvoyant(const Task& task, CallTimes times) {
  return Oracle{task, times}.most_handovers();
}
Run run_clairvoyant_by_moments(const Task& task, CallTimes times) {
  return Oracle{task, times}.most_moments();
}

}  // namespace usher::lead
