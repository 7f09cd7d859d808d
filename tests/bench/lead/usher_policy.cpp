#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <tuple>

#include "bench/lead/policies.hpp"
#include "usher/dispatch_queue.hpp"

namespace usher::lead {
namespace {

using namespace std::chrono_literals;

constexpr const char* kConnection = "target";

Audience audience_of(Group group) {
  switch (group) {
    case Group::online:
      return Audience::online();
    case Group::offline:
      return Audience::offline();
    case Group::participants:
      return Audience::participants();
    case Group::non_participants:
      return Audience::non_participants();
    case Group::all:
      break;
  }
  return Audience::all();
}

/// Of a webinar or an attendee.
std::string id_of(std::size_t number) {
  return std::string{"n"}.append(std::to_string(number));
}

/// The number in an id made above.
std::size_t number_in(std::string_view id) {
  std::size_t number = 0;
  std::from_chars(id.data() + 1, id.data() + id.size(), number);
  return number;
}

/// The model's events are all valid: whatever is refused is a mistake here, and no figure would mean anything.
template <class T>
void must(const Result<T>& result) {
  if (result) return;
  std::fprintf(stderr, "lead_simulator: refused: %s: %s\n", result.error().where.c_str(),
               result.error().message.c_str());
  std::exit(1);
}

/// A host with one serial lane in virtual time.
class Host {
 public:
  Host(const Task& task, CallTimes& times) : task_(task), times_(times) {
    must(queue_.add({.id = kConnection,
                     .batch = static_cast<std::int32_t>(task.batch),
                     .call_time = first_guess(task),
                     .max_lead = minutes(task.parameters.max_lead)}));
    schedule();
    for (std::size_t room = 0; room < task.evening.rooms.size(); ++room) collect_presence(room);
    std::ranges::sort(presence_, {}, [](const Presence& one) { return std::tie(one.at, one.room, one.attendee); });
  }

  Run take() {
    auto event = presence_.begin();
    for (Instant now = kEvening - 24h;;) {
      for (; event != presence_.end() && event->at <= now; ++event) feed(*event);
      if (call_ != nullptr && run_.calls.back().end <= now) complete(now);
      if (call_ == nullptr) start(now);
      Instant next = event != presence_.end() ? event->at : Instant::max();
      if (call_ != nullptr) next = std::min(next, run_.calls.back().end);
      if (const auto wake = queue_.wake_at(); call_ == nullptr && wake) next = std::min(next, *wake);
      if (next == Instant::max()) break;
      now = next;
    }
    return std::move(run_);
  }

 private:
  struct Presence {
    Instant at{};
    std::size_t room = 0, attendee = 0;
    bool joined = false;
  };

  void schedule() {
    const Instant day_before = kEvening - 24h;
    for (std::size_t index = 0; index < task_.evening.rooms.size(); ++index) {
      const Room& room = task_.evening.rooms[index];
      Webinar webinar{.id = id_of(index), .start = room.start, .duration = room.end - room.start};
      webinar.threshold.hundredths = static_cast<int>(task_.parameters.threshold * 100);
      for (const Moment& moment : task_.evening.moments) {
        for (const Group group : moment.groups) {
          if (moment.room == index) webinar.rules.push_back(rule_of(moment, group, room));
        }
      }
      ids_.push_back(webinar.id);
      must(queue_.feed(WebinarScheduled{day_before, webinar}, day_before));
      for (std::size_t attendee = 0; attendee < room.attendees(); ++attendee) {
        if (names_.size() == attendee) names_.push_back(id_of(attendee));
        must(queue_.feed(AttendeeRegistered{day_before, webinar.id, names_[attendee]}, day_before));
      }
    }
  }

  [[nodiscard]] Rule rule_of(const Moment& moment, Group group, const Room& room) {
    moments_[{moment.room, group}] = static_cast<std::size_t>(&moment - task_.evening.moments.data());
    const bool by_end = moment.due >= room.end;
    return {.id = std::string{to_string(group)},
            .when = by_end ? Anchor::end() : Anchor::start(),
            .offset = moment.due - (by_end ? room.end : room.start),
            .audience = audience_of(group),
            .connection = kConnection,
            .correct = task_.correct};
  }

  void collect_presence(std::size_t index) {
    const Room& room = task_.evening.rooms[index];
    for (std::size_t attendee = 0; attendee < room.attendees(); ++attendee) {
      for (const Stay stay : room.stays_of(attendee)) {
        presence_.push_back({stay.joined, index, attendee, true});
        presence_.push_back({stay.left, index, attendee, false});
      }
    }
  }

  void feed(const Presence& event) {
    const std::string &webinar = ids_[event.room], &attendee = names_[event.attendee];
    must(event.joined ? queue_.feed(AttendeeJoined{event.at, webinar, attendee}, event.at)
                      : queue_.feed(AttendeeLeft{event.at, webinar, attendee}, event.at));
  }

  void start(Instant now) {
    call_ = queue_.next(now);
    if (call_ == nullptr) return;
    const std::size_t attendees = call_->handovers().size();
    const auto [time, hung] = times_.of(run_.calls.size(), now, attendees);
    const auto group = std::ranges::find(kGroups, call_->rule(), [](Group one) { return to_string(one); });
    run_.calls.push_back({now, now + time, moments_.at({number_in(call_->webinar()), *group}), *group, attendees,
                          call_->kind() == CallKind::retraction, hung});
  }

  void complete(Instant now) {
    const CallMade& made = run_.calls.back();
    for (const Handover& handover : call_->handovers()) {
      if (!made.hung) run_.delivered.push_back({run_.calls.size() - 1, made.moment, number_in(handover.attendee)});
    }
    must(queue_.complete(call_->id(), made.hung ? Outcome::retry() : Outcome::delivered(), now));
    call_ = nullptr;
  }

  const Task& task_;
  CallTimes& times_;
  DispatchQueue queue_;
  std::vector<std::string> ids_;    ///< of the webinars
  std::vector<std::string> names_;  ///< of attendees, the same in each webinar
  std::vector<Presence> presence_;
  std::map<std::pair<std::size_t, Group>, std::size_t> moments_;  ///< by webinar and rule
  const Call* call_ = nullptr;                                    ///< in flight: the last of the run's
  Run run_;
};

}  // namespace

Run run_usher(const Task& task, CallTimes times) {
  return Host{task, times}.take();
}

}  // namespace usher::lead
