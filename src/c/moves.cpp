// Joins and leaves by the handle of an attendee: one at a time, and many in columns.
#include "c/batch.hpp"
#include "usher/limits.hpp"

namespace usher::c {
namespace {

// A handle is the webinar's number, which the queue gives once, and one, so that 0 is nobody's; behind it the
// attendee's.
constexpr unsigned kAttendeeBits = 25;
static_assert(limits::kAttendees == std::size_t{1} << kAttendeeBits);
constexpr std::uint64_t kWebinarNumbers = std::uint64_t{1} << (64 - kAttendeeBits);

AttendeeHandle handle_of(usher_attendee who) noexcept {
  return {(who >> kAttendeeBits) - 1, static_cast<std::uint32_t>(who & (limits::kAttendees - 1))};
}

usher_status resolve(usher_queue& q, std::string_view webinar, std::string_view attendee, usher_attendee& who) {
  const auto found = q.with([&](auto& face) { return face.find_attendee(webinar, attendee); });
  if (!found) return refuse(found.error());
  if (found->webinar + 1 >= kWebinarNumbers) {
    return refuse(
        {ErrorCode::limit, "expected at most 549755813888 webinars in a queue's life, found one more", "/webinar"});
  }
  who = (found->webinar + 1) << kAttendeeBits | found->attendee;
  return USHER_OK;
}

usher_status move_one(usher_queue* queue, usher_attendee who, bool leaves, std::int64_t at, std::int64_t now,
                      int32_t* fed) noexcept {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const Instant happened = given.instant(at, "/at");
    const Instant arrival = given.instant(now, "/now");
    if (!given) return given.status();
    return feed_one(q, AttendeeMove{.who = handle_of(who), .at = happened, .left = leaves}, arrival, fed);
  });
}

}  // namespace
}  // namespace usher::c

using usher::c::Arguments;
using usher::c::enter;

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

usher_status usher_attendee_joined(usher_queue* queue, usher_attendee who, int64_t at, int64_t now, int32_t* fed) {
  return usher::c::move_one(queue, who, false, at, now, fed);
}

usher_status usher_attendee_left(usher_queue* queue, usher_attendee who, int64_t at, int64_t now, int32_t* fed) {
  return usher::c::move_one(queue, who, true, at, now, fed);
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
    usher::c::Batch<usher::AttendeeMove> batch{q, count, arrival, answers};
    for (std::size_t i = 0; i < count; ++i) {
      Arguments one;
      const auto happened = one.instant(at[i], "/at");
      if (!one) {
        batch.leave_out(i, one.status());
        continue;
      }
      const usher::AttendeeHandle handle = usher::c::handle_of(who[i]);
      usher::AttendeeMove& move = batch.add(i);
      move.who.webinar = handle.webinar;
      move.who.attendee = handle.attendee;
      move.at = happened;
      move.left = left[i] != 0;
    }
    return batch.finish();
  });
}
