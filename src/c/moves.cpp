// Joins and leaves by the handle of an attendee: one at a time, and many in columns.
#include <array>
#include <span>

#include "c/answers.hpp"
#include "c/queue.hpp"
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

/// One join or leave of the unnamed session.
Result<Fed> move(usher_queue& q, usher_attendee who, bool leaves, Instant at, Instant now, std::string_view position) {
  const AttendeeHandle handle = handle_of(who);
  if (auto* const journaled = q.journaled()) {
    return leaves ? journaled->left(handle, at, now, position) : journaled->joined(handle, at, now, position);
  }
  auto& queue = std::get<DispatchQueue>(q.face);
  return leaves ? queue.left(handle, at, now) : queue.joined(handle, at, now);
}

usher_status move_one(usher_queue* queue, usher_attendee who, bool leaves, std::int64_t at, std::int64_t now,
                      int32_t* fed) noexcept {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const Instant happened = given.instant(at, "/at");
    const Instant arrival = given.instant(now, "/now");
    if (!given) return given.status();
    const auto answer = move(q, who, leaves, happened, arrival, q.source_position);
    q.source_position.clear();
    if (!answer) return refuse(answer.error());
    if (fed != nullptr) *fed = static_cast<int32_t>(*answer);
    return kDone;
  });
}

/// Moves that are told together, so many at once; a journaled queue is told of each, since each may fail to be written.
class Together {
 public:
  Together(usher_queue& queue, Instant now, Answers& told) : queue_(queue), now_(now), told_(told) {}

  void add(std::size_t index, AttendeeHandle who, Instant at, bool left) {
    if (count_ == 0) first_ = index;
    AttendeeMove& move = moves_[count_++];
    move.who.webinar = who.webinar;
    move.who.attendee = who.attendee;
    move.at = at;
    move.left = left;
    if (count_ == moves_.size()) tell();
  }
  void tell() {
    if (count_ == 0) return;
    const auto fed = std::get<DispatchQueue>(queue_.face).feed(std::span{moves_}.first(count_), now_);
    for (std::size_t i = 0; i < fed.size(); ++i) told_.take(first_ + i, fed[i]);
    count_ = 0;
  }

 private:
  usher_queue& queue_;
  Instant now_;
  Answers& told_;
  std::array<AttendeeMove, 256> moves_{};  ///< of places that follow one another
  std::size_t first_ = 0, count_ = 0;
};

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
    usher::c::Answers told{answers};
    usher::c::Together together{q, arrival, told};
    for (std::size_t i = 0; i < count; ++i) {
      Arguments one;
      const auto happened = one.instant(at[i], "/at");
      if (!one) {
        together.tell();
        told.leave_out(i, one.status());
        continue;
      }
      if (q.journaled() == nullptr) {
        together.add(i, usher::c::handle_of(who[i]), happened, left[i] != 0);
        continue;
      }
      const std::string_view position = i + 1 == count ? q.source_position : std::string_view{};
      told.take(i, usher::c::move(q, who[i], left[i] != 0, happened, arrival, position));
    }
    together.tell();
    q.source_position.clear();
    return told.status();
  });
}
