// Calls: handed out, read while they are in flight, reported.
#include <algorithm>
#include <limits>

#include "c/queue.hpp"

namespace usher::c {
namespace {

std::uint64_t number_of(const Call* call) noexcept {
  return static_cast<std::uint64_t>(call->id());
}

auto place_of(usher_queue& q, std::uint64_t number) noexcept {
  return std::lower_bound(q.in_flight.begin(), q.in_flight.end(), number,
                          [](const Call* call, std::uint64_t wanted) { return number_of(call) < wanted; });
}

/// Null where no such call is in flight; the error is kept then.
const Call* find(usher_queue& q, std::uint64_t number) {
  const auto place = place_of(q, number);
  if (place != q.in_flight.end() && number_of(*place) == number) return *place;
  refuse({ErrorCode::unknown, "expected a call in flight, found call " + std::to_string(number), "/call"});
  return nullptr;
}

usher_call described(const Call& call) noexcept {
  return {.size = 0,
          .id = number_of(&call),
          .kind = static_cast<int32_t>(call.kind()),
          .handover_count = call.handovers().size(),
          .started_at = milliseconds(call.started_at()),
          .lane = given_out(call.lane()),
          .connection = given_out(call.connection()),
          .webinar = given_out(call.webinar()),
          .rule = given_out(call.rule()),
          .action = given_out(call.action())};
}

usher_handover described(const Handover& handover) noexcept {
  return {.size = 0,
          .attempt = handover.attempt,
          .redelivery = handover.redelivery ? 1 : 0,
          .standing = handover.standing.bits(),
          .due = milliseconds(handover.due),
          .decided_at = milliseconds(handover.decided_at),
          .attendee = given_out(handover.attendee),
          .profile = given_out(handover.profile),
          .key = given_out(handover.key)};
}

/// `next(face)` asks the queue. Room for the call is made before, so that none is lost for want of memory.
template <class Next>
usher_status hand_out(usher_queue& q, usher_call* out, Next&& next) {
  q.in_flight.reserve(q.in_flight.size() + 1);
  const Call* call = nullptr;
  if (auto* const journaled = q.journaled()) {
    const Result<const Call*> found = next(*journaled);
    if (!found) return refuse(found.error());
    call = *found;
  } else {
    call = next(std::get<DispatchQueue>(q.face));
  }
  if (call == nullptr) {
    write(out, usher_call{});
    return USHER_OK;
  }
  q.in_flight.insert(place_of(q, number_of(call)), call);
  write(out, described(*call));
  return USHER_OK;
}

Outcome read(Arguments& given, const usher_outcome& outcome) {
  Outcome read{.kind = one_of(given, outcome.kind, Outcome::Kind::throttled, "/kind"),
               .delay = {},
               .until = {},
               .reason = std::string{given.text(outcome.reason, "/reason")}};
  if (outcome.timed == 0) return read;
  if (read.kind == Outcome::Kind::retry) read.delay = given.duration(outcome.time, "/time");
  if (read.kind == Outcome::Kind::throttled) read.until = given.instant(outcome.time, "/time");
  return read;
}

template <class Outcomes>
usher_status complete(usher_queue& q, std::uint64_t number, const Outcomes& outcomes, Instant now) {
  if (find(q, number) == nullptr) return USHER_UNKNOWN;
  const auto done = q.with([&](auto& face) { return face.complete(CallId{number}, outcomes, now); });
  if (done) q.in_flight.erase(place_of(q, number));
  return status_of(done);
}

}  // namespace
}  // namespace usher::c

using usher::c::Arguments;
using usher::c::enter;
using usher::c::refuse;

usher_status usher_next(usher_queue* queue, int64_t now, usher_call* call) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto instant = given.instant(now, "/now");
    given.sized(call, "/call");
    if (!given) return given.status();
    return usher::c::hand_out(q, call, [&](auto& face) { return face.next(instant); });
  });
}

usher_status usher_next_on_lane(usher_queue* queue, const char* lane, size_t lane_size, int64_t now, usher_call* call) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto name = given.text(lane, lane_size, "/lane");
    const auto instant = given.instant(now, "/now");
    given.sized(call, "/call");
    if (!given) return given.status();
    return usher::c::hand_out(q, call, [&](auto& face) { return face.next(name, instant); });
  });
}

usher_status usher_call_in_flight(usher_queue* queue, uint64_t call_id, usher_call* call) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    given.sized(call, "/call");
    if (!given) return given.status();
    const auto* const found = usher::c::find(q, call_id);
    if (found == nullptr) return usher_status{USHER_UNKNOWN};
    usher::c::write(call, usher::c::described(*found));
    return usher::c::kDone;
  });
}

usher_status usher_handovers(usher_queue* queue, uint64_t call_id, size_t first, usher_handover* handovers,
                             size_t count) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    if (count != 0) given.sized(handovers, "/handovers");
    if (!given) return given.status();
    const auto* const call = usher::c::find(q, call_id);
    if (call == nullptr) return usher_status{USHER_UNKNOWN};
    const auto all = call->handovers();
    if (first > all.size() || count > all.size() - first) {
      return refuse({usher::ErrorCode::invalid,
                     "expected a part of " + std::to_string(all.size()) + " handovers, found " + std::to_string(count) +
                         " from number " + std::to_string(first) + " on",
                     "/count"});
    }
    for (std::size_t i = 0; i < count; ++i) {
      auto* const out = usher::c::element(handovers, i);
      out->size = handovers->size;
      usher::c::write(out, usher::c::described(all[first + i]));
    }
    return usher::c::kDone;
  });
}

usher_status usher_handover_json(usher_queue* queue, uint64_t call_id, size_t index, int64_t finished_at,
                                 usher_text* json) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto instant = given.instant(finished_at, "/finished_at");
    given.present(json, "/json");
    if (!given) return given.status();
    const auto* const call = usher::c::find(q, call_id);
    if (call == nullptr) return usher_status{USHER_UNKNOWN};
    if (index >= call->handovers().size()) {
      return refuse({usher::ErrorCode::invalid,
                     "expected one of " + std::to_string(call->handovers().size()) + " handovers, found number " +
                         std::to_string(index),
                     "/index"});
    }
    *json = q.give_out(to_json(*call, call->handovers()[index], instant));
    return usher::c::kDone;
  });
}

usher_status usher_complete(usher_queue* queue, uint64_t call_id, const usher_outcome* outcomes, size_t count,
                            int64_t now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto instant = given.instant(now, "/now");
    given.sized(outcomes, "/outcomes");
    if (!given) return given.status();
    const auto* const call = usher::c::find(q, call_id);
    if (call == nullptr) return usher_status{USHER_UNKNOWN};
    if (count != 1 && count != call->handovers().size()) {
      return refuse(
          {usher::ErrorCode::invalid,
           "expected 1 outcome or " + std::to_string(call->handovers().size()) + ", found " + std::to_string(count),
           "/outcomes"});
    }
    std::vector<usher::Outcome> read;
    for (std::size_t i = 0; given && i < count; ++i) {
      read.push_back(usher::c::read(given, *usher::c::element(outcomes, i)));
    }
    if (!given) return given.status();
    if (count == 1) return usher::c::complete(q, call_id, read.front(), instant);
    return usher::c::complete(q, call_id, std::span<const usher::Outcome>{read}, instant);
  });
}

usher_status usher_delivered(usher_queue* queue, uint64_t call_id, int64_t now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto instant = given.instant(now, "/now");
    return given ? usher::c::complete(q, call_id, usher::Outcome::delivered(), instant) : given.status();
  });
}

usher_status usher_wake_at(usher_queue* queue, int64_t* at) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    given.present(at, "/at");
    if (!given) return given.status();
    const auto instant = q.with([](auto& face) { return face.wake_at(); });
    *at = instant ? usher::c::milliseconds(*instant) : USHER_NONE;
    return usher::c::kDone;
  });
}
