// What happens, by ids: one event at a time, and many at once.
#include <algorithm>
#include <span>

#include "c/answers.hpp"
#include "c/queue.hpp"

namespace usher::c {
namespace {

constexpr std::size_t kAtOnce = 256;  ///< events of a batch that are turned into the core's at a time

Result<Fed> feed_one(usher_queue& q, const Event& event, Instant now) {
  if (auto* const journaled = q.journaled()) {
    auto fed = journaled->feed(event, now, q.source_position);
    q.source_position.clear();
    return fed;
  }
  return std::get<DispatchQueue>(q.face).feed(event, now);
}

usher_status feed(usher_queue& q, const Event& event, Instant now, int32_t* fed) {
  const auto answer = feed_one(q, event, now);
  if (!answer) return refuse(answer.error());
  if (fed != nullptr) *fed = static_cast<int32_t>(*answer);
  return USHER_OK;
}

template <class Moved>
usher_status feed_by_ids(usher_queue* queue, const char* webinar, std::size_t webinar_size, const char* attendee,
                         std::size_t attendee_size, const char* session, std::size_t session_size, std::int64_t at,
                         std::int64_t now, int32_t* fed) noexcept {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const Moved moved{given.instant(at, "/at"), given.text(webinar, webinar_size, "/webinar"),
                      given.text(attendee, attendee_size, "/attendee"), given.text(session, session_size, "/session")};
    const Instant arrival = given.instant(now, "/now");
    return given ? feed(q, moved, arrival, fed) : given.status();
  });
}

/// Events of a batch on their way into the queue.
class Batch {
 public:
  Batch(usher_queue& q, std::size_t count, Instant now, int32_t* answers)
      : q_(q), count_(count), now_(now), answers_(answers) {
    events_.reserve(std::min(count, kAtOnce));
  }
  /// An event of that kind, to be written; good until the next.
  template <class One>
  One& add(std::size_t index) {
    if (events_.size() == kAtOnce) flush();
    if (events_.empty()) first_ = index;
    return std::get<One>(events_.emplace_back(std::in_place_type<One>));
  }
  /// The events that come after it are another part of the batch.
  void leave_out(std::size_t index, usher_status status) {
    answers_.leave_out(index, status);
    flush();
  }
  [[nodiscard]] usher_status finish() {
    flush();
    q_.source_position.clear();
    return answers_.status();
  }

 private:
  void flush() {
    if (auto* const journaled = q_.journaled()) {
      for (std::size_t i = 0; i < events_.size(); ++i) {
        // The position stands for the whole batch: it may not be durable before the last event is.
        const std::string_view position = first_ + i + 1 == count_ ? q_.source_position : std::string_view{};
        answers_.take(first_ + i, journaled->feed(events_[i], now_, position));
      }
    } else {
      const auto fed = std::get<DispatchQueue>(q_.face).feed(std::span<const Event>{events_}, now_);
      for (std::size_t i = 0; i < fed.size(); ++i) answers_.take(first_ + i, fed[i]);
    }
    events_.clear();
  }

  usher_queue& q_;
  std::size_t count_;
  Instant now_;
  Answers answers_;
  std::vector<Event> events_;  ///< of places that follow one another
  std::size_t first_ = 0;
};

/// Field by field: one that is made first and then copied would be read while its parts are still on their way.
template <class One>
One& add_texts(Batch& batch, std::size_t index, Instant at, std::string_view webinar, std::string_view attendee) {
  One& one = batch.add<One>(index);
  one.at = at;
  one.webinar = webinar;
  one.attendee = attendee;
  return one;
}

usher_status add(Batch& batch, std::size_t index, const usher_event& event) {
  Arguments given;
  const Instant at = given.instant(event.at, "/at");
  const std::string_view webinar = given.text(event.webinar, "/webinar");
  const std::string_view attendee = given.text(event.attendee, "/attendee");
  const std::string_view detail = given.text(event.detail, "/detail");
  const auto what = given.number(event.what, USHER_REGISTERED, USHER_LEFT, "/what");
  if (!given) return given.status();
  switch (what) {
    case USHER_REGISTERED:
      add_texts<AttendeeRegistered>(batch, index, at, webinar, attendee).profile = detail;
      break;
    case USHER_UNREGISTERED:
      add_texts<AttendeeUnregistered>(batch, index, at, webinar, attendee);
      break;
    case USHER_JOINED:
      add_texts<AttendeeJoined>(batch, index, at, webinar, attendee).session = detail;
      break;
    default:
      add_texts<AttendeeLeft>(batch, index, at, webinar, attendee).session = detail;
  }
  return USHER_OK;
}

}  // namespace
}  // namespace usher::c

using usher::c::Arguments;
using usher::c::enter;
using usher::c::refuse;

const char* usher_fed_name(int32_t fed) {
  const bool known = fed >= USHER_FED_APPLIED && fed <= USHER_FED_IGNORED;
  return known ? to_string(static_cast<usher::Fed>(fed)).data() : "no such answer";
}

usher_status usher_feed_json(usher_queue* queue, const char* json, size_t json_size, int64_t now, int32_t* fed) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto text = given.text(json, json_size, "/json");
    const auto arrival = given.instant(now, "/now");
    if (!given) return given.status();
    const auto line = q.parser.parse(text);
    if (!line) return refuse(line.error());
    const auto* const event = std::get_if<usher::Event>(&line->what);
    if (event == nullptr) {
      return refuse({usher::ErrorCode::invalid, "expected an event, found a line of another type", "/type"});
    }
    return usher::c::feed(q, *event, arrival, fed);
  });
}

usher_status usher_registered(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                              size_t attendee_size, const char* profile, size_t profile_size, int64_t at, int64_t now,
                              int32_t* fed) {
  return usher::c::feed_by_ids<usher::AttendeeRegistered>(queue, webinar, webinar_size, attendee, attendee_size,
                                                          profile, profile_size, at, now, fed);
}

usher_status usher_unregistered(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                                size_t attendee_size, int64_t at, int64_t now, int32_t* fed) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const usher::AttendeeUnregistered event{given.instant(at, "/at"), given.text(webinar, webinar_size, "/webinar"),
                                            given.text(attendee, attendee_size, "/attendee")};
    const auto arrival = given.instant(now, "/now");
    return given ? usher::c::feed(q, event, arrival, fed) : given.status();
  });
}

usher_status usher_joined(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                          size_t attendee_size, const char* session, size_t session_size, int64_t at, int64_t now,
                          int32_t* fed) {
  return usher::c::feed_by_ids<usher::AttendeeJoined>(queue, webinar, webinar_size, attendee, attendee_size, session,
                                                      session_size, at, now, fed);
}

usher_status usher_left(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                        size_t attendee_size, const char* session, size_t session_size, int64_t at, int64_t now,
                        int32_t* fed) {
  return usher::c::feed_by_ids<usher::AttendeeLeft>(queue, webinar, webinar_size, attendee, attendee_size, session,
                                                    session_size, at, now, fed);
}

usher_status usher_feed(usher_queue* queue, const usher_event* events, size_t count, int64_t now, int32_t* answers) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto arrival = given.instant(now, "/now");
    if (count != 0) given.sized(events, "/events");
    if (!given) return given.status();
    usher::c::Batch batch{q, count, arrival, answers};
    for (std::size_t i = 0; i < count; ++i) {
      const usher_status status = usher::c::add(batch, i, *usher::c::element(events, i));
      if (status != USHER_OK) batch.leave_out(i, status);
    }
    return batch.finish();
  });
}
