// What happens, by ids: one event at a time, and many at once.
#include "c/batch.hpp"

namespace usher::c {
namespace {

template <class Moved>
usher_status feed_by_ids(usher_queue* queue, const char* webinar, std::size_t webinar_size, const char* attendee,
                         std::size_t attendee_size, const char* session, std::size_t session_size, std::int64_t at,
                         std::int64_t now, int32_t* fed) noexcept {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const Moved moved{given.instant(at, "/at"), given.text(webinar, webinar_size, "/webinar"),
                      given.text(attendee, attendee_size, "/attendee"), given.text(session, session_size, "/session")};
    const Instant arrival = given.instant(now, "/now");
    return given ? feed_one<Event>(q, moved, arrival, fed) : given.status();
  });
}

/// Field by field: one that is made first and then copied would be read while its parts are still on their way.
template <class One>
One& add_texts(Batch<Event>& batch, std::size_t index, Instant at, std::string_view webinar,
               std::string_view attendee) {
  One& one = std::get<One>(batch.add(index, std::in_place_type<One>));
  one.at = at;
  one.webinar = webinar;
  one.attendee = attendee;
  return one;
}

usher_status add(Batch<Event>& batch, std::size_t index, const usher_event& event) {
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
    return usher::c::feed_one(q, *event, arrival, fed);
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
    return given ? usher::c::feed_one<usher::Event>(q, event, arrival, fed) : given.status();
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
    usher::c::Batch<usher::Event> batch{q, count, arrival, answers};
    for (std::size_t i = 0; i < count; ++i) {
      const usher_status status = usher::c::add(batch, i, *usher::c::element(events, i));
      if (status != USHER_OK) batch.leave_out(i, status);
    }
    return batch.finish();
  });
}
