// What happens: one event at a time, by id or by handle, and many at once.
#include <algorithm>
#include <span>

#include "c/queue.hpp"
#include "usher/limits.hpp"

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

usher_status stale(usher_attendee who, std::string_view where) {
  return refuse(
      {ErrorCode::unknown, "expected the handle of an attendee, found " + std::to_string(who), std::string{where}});
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

template <class Moved>
usher_status feed_by_handle(usher_queue* queue, usher_attendee who, const char* session, std::size_t session_size,
                            std::int64_t at, std::int64_t now, int32_t* fed) noexcept {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    Moved moved{given.instant(at, "/at"), {}, {}, given.text(session, session_size, "/session")};
    const Instant arrival = given.instant(now, "/now");
    if (!given) return given.status();
    const auto ids = q.attendees.find(who);
    if (!ids) return stale(who, "/who");
    moved.webinar = ids->webinar;
    moved.attendee = ids->attendee;
    return feed(q, moved, arrival, fed);
  });
}

bool knows(const usher_queue& q, std::string_view webinar) {
  const auto explained = q.seen().explain(webinar, {}, {});
  return explained || explained.error().where != "/webinar";
}

usher_status resolve(usher_queue& q, std::string_view webinar, std::string_view attendee, usher_attendee& who) {
  if (q.attendees.crowded()) q.attendees.keep_only([&](std::string_view id) { return knows(q, id); });
  if (!knows(q, webinar)) {
    q.attendees.drop(webinar);
    return refuse({ErrorCode::unknown, "expected a known webinar, found \"" + std::string{webinar} + "\"", "/webinar"});
  }
  if (attendee.empty() || attendee.size() > limits::kIdBytes) {
    return refuse({ErrorCode::invalid, "expected an id of 1 to 256 bytes, found " + std::to_string(attendee.size()),
                   "/attendee"});
  }
  who = q.attendees.resolve(webinar, attendee);
  return USHER_OK;
}

/// Events of a batch on their way into the queue, and their answers on the way out.
class Batch {
 public:
  Batch(usher_queue& q, std::size_t count, Instant now, int32_t* answers)
      : q_(q), count_(count), now_(now), answers_(answers) {
    events_.reserve(std::min(count, kAtOnce));
    indices_.reserve(std::min(count, kAtOnce));
  }
  template <class Moved>
  void add(std::size_t index, const Moved& event) {
    events_.emplace_back(event);
    indices_.push_back(index);
    if (events_.size() == kAtOnce) flush();
  }
  /// One that does not come to the queue at all; the thread's error says why.
  void leave_out(std::size_t index, usher_status status) {
    const usher_error error = last_error();
    note(index, status, {error.message.data, error.message.size}, {error.where.data, error.where.size});
  }
  [[nodiscard]] usher_status finish() {
    flush();
    q_.source_position.clear();
    return first_ == USHER_OK ? USHER_OK : refuse(first_, message_, where_);
  }

 private:
  void flush() {
    if (auto* const journaled = q_.journaled()) {
      for (std::size_t i = 0; i < events_.size(); ++i) {
        // The position stands for the whole batch: it may not be durable before the last event is.
        const std::string_view position = indices_[i] + 1 == count_ ? q_.source_position : std::string_view{};
        take(indices_[i], journaled->feed(events_[i], now_, position));
      }
    } else {
      const auto fed = std::get<DispatchQueue>(q_.face).feed(std::span<const Event>{events_}, now_);
      for (std::size_t i = 0; i < fed.size(); ++i) take(indices_[i], fed[i]);
    }
    events_.clear();
    indices_.clear();
  }
  void take(std::size_t index, const Result<Fed>& fed) {
    if (!fed) return note(index, refuse(fed.error()), fed.error().message, fed.error().where);
    if (answers_ != nullptr) answers_[index] = static_cast<int32_t>(*fed);
  }
  void note(std::size_t index, usher_status status, std::string_view message, std::string_view where) {
    if (answers_ != nullptr) answers_[index] = -status;
    if (first_ != USHER_OK && index > first_index_) return;
    first_ = status;
    first_index_ = index;
    message_ = message;
    where_ = "/" + std::to_string(index) + std::string{where};
  }

  usher_queue& q_;
  std::size_t count_;
  Instant now_;
  int32_t* answers_;
  std::vector<Event> events_;
  std::vector<std::size_t> indices_;
  usher_status first_ = USHER_OK;
  std::size_t first_index_ = 0;
  std::string message_, where_;
};

usher_status add(Batch& batch, usher_queue& q, std::size_t index, const usher_event& event) {
  Arguments given;
  const Instant at = given.instant(event.at, "/at");
  AttendeeIds ids{};
  if (event.who != 0) {
    const auto found = q.attendees.find(event.who);
    if (!found) return stale(event.who, "/who");
    ids = *found;
  } else {
    ids = {given.text(event.webinar, "/webinar"), given.text(event.attendee, "/attendee")};
  }
  const std::string_view detail = given.text(event.detail, "/detail");
  const auto what = given.number(event.what, USHER_REGISTERED, USHER_LEFT, "/what");
  if (!given) return given.status();
  switch (what) {
    case USHER_REGISTERED:
      batch.add(index, AttendeeRegistered{at, ids.webinar, ids.attendee, detail});
      break;
    case USHER_UNREGISTERED:
      batch.add(index, AttendeeUnregistered{at, ids.webinar, ids.attendee});
      break;
    case USHER_JOINED:
      batch.add(index, AttendeeJoined{at, ids.webinar, ids.attendee, detail});
      break;
    default:
      batch.add(index, AttendeeLeft{at, ids.webinar, ids.attendee, detail});
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
    const usher_status status = usher::c::feed(q, *event, arrival, fed);
    // An id that is scheduled anew is another webinar.
    if (status == USHER_OK && std::holds_alternative<usher::WebinarScheduled>(*event)) {
      q.attendees.drop(usher::webinar_of(*event));
    }
    return status;
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

usher_status usher_resolve(usher_queue* queue, const char* webinar, size_t webinar_size, const char* attendee,
                           size_t attendee_size, usher_attendee* who) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto webinar_id = given.text(webinar, webinar_size, "/webinar");
    const auto attendee_id = given.text(attendee, attendee_size, "/attendee");
    given.present(who, "/who");
    if (!given) return given.status();
    return usher::c::resolve(q, webinar_id, attendee_id, *who);
  });
}

usher_status usher_attendee_joined(usher_queue* queue, usher_attendee who, const char* session, size_t session_size,
                                   int64_t at, int64_t now, int32_t* fed) {
  return usher::c::feed_by_handle<usher::AttendeeJoined>(queue, who, session, session_size, at, now, fed);
}

usher_status usher_attendee_left(usher_queue* queue, usher_attendee who, const char* session, size_t session_size,
                                 int64_t at, int64_t now, int32_t* fed) {
  return usher::c::feed_by_handle<usher::AttendeeLeft>(queue, who, session, session_size, at, now, fed);
}

usher_status usher_feed(usher_queue* queue, const usher_event* events, size_t count, int64_t now, int32_t* answers) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto arrival = given.instant(now, "/now");
    if (count != 0) given.sized(events, "/events");
    if (!given) return given.status();
    usher::c::Batch batch{q, count, arrival, answers};
    for (std::size_t i = 0; i < count; ++i) {
      const usher_status status = usher::c::add(batch, q, i, *usher::c::element(events, i));
      if (status != USHER_OK) batch.leave_out(i, status);
    }
    return batch.finish();
  });
}

usher_status usher_feed_moves(usher_queue* queue, const usher_attendee* who, const int64_t* at, const uint8_t* left,
                              size_t count, int64_t now, int32_t* answers) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto arrival = given.instant(now, "/now");
    if (count != 0) {
      given.present(who, "/who");
      given.present(at, "/at");
      given.present(left, "/left");
    }
    if (!given) return given.status();
    usher::c::Batch batch{q, count, arrival, answers};
    for (std::size_t i = 0; i < count; ++i) {
      const usher_event event{.size = sizeof event,
                              .what = left[i] != 0 ? USHER_LEFT : USHER_JOINED,
                              .at = at[i],
                              .who = who[i],
                              .webinar = {},
                              .attendee = {},
                              .detail = {}};
      const usher_status status = who[i] == 0 ? usher::c::stale(0, "/who") : usher::c::add(batch, q, i, event);
      if (status != USHER_OK) batch.leave_out(i, status);
    }
    return batch.finish();
  });
}
