// Looking in: what is to come, what waits, what has died, how things stand. And the journal behind the queue.
#include "c/queue.hpp"

namespace usher::c {
namespace {

/// What `tell(queue)` says of itself, given out.
template <class Tell>
usher_status tell(usher_queue* queue, usher_text* out, Tell&& words) noexcept {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    given.present(out, "/text");
    if (!given) return given.status();
    *out = q.give_out(words(q.seen()));
    return usher::c::kDone;
  });
}

template <class Range>
std::string listed(const Range& range) {
  std::string json = "[";
  for (const auto& element : range) {
    if (json.size() > 1) json += ',';
    json += to_json(element);
  }
  return json + ']';
}

usher_counters described(const Counters& counters) noexcept {
  return {.size = 0,
          .applied = counters.applied,
          .late = counters.late,
          .ahead = counters.ahead,
          .duplicate = counters.duplicate,
          .ignored = counters.ignored,
          .refused = counters.refused,
          .unpaired_leaves = counters.unpaired_leaves,
          .calls = counters.calls,
          .delivered = counters.delivered,
          .retried = counters.retried,
          .rejected = counters.rejected,
          .gave_up = counters.gave_up,
          .cancelled = counters.cancelled,
          .throttled = counters.throttled,
          .decided_early = counters.decided_early,
          .retractions = counters.retractions,
          .corrections = counters.corrections,
          .differences = counters.differences,
          .webinars_freed = counters.webinars_freed,
          .webinars = counters.webinars,
          .in_flight = counters.in_flight,
          .dead_letters = counters.dead_letters};
}

}  // namespace
}  // namespace usher::c

using usher::c::Arguments;
using usher::c::enter;
using usher::c::refuse;
using usher::c::status_of;

usher_status usher_plan(usher_queue* queue, int64_t now, size_t most, usher_text* json) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto instant = given.instant(now, "/now");
    given.present(json, "/json");
    if (!given) return given.status();
    *json = q.give_out(usher::c::listed(q.with([&](auto& face) { return face.plan(instant, most); })));
    return usher::c::kDone;
  });
}

usher_status usher_pending(usher_queue* queue, size_t most, usher_text* json) {
  return usher::c::tell(queue, json, [&](const usher::DispatchQueue& q) { return usher::c::listed(q.pending(most)); });
}

usher_status usher_dead_letters(usher_queue* queue, usher_text* json) {
  return usher::c::tell(queue, json, [](const usher::DispatchQueue& q) { return usher::c::listed(q.dead_letters()); });
}

usher_status usher_connections(usher_queue* queue, usher_text* json) {
  return usher::c::tell(queue, json, [](const usher::DispatchQueue& q) { return usher::c::listed(q.connections()); });
}

usher_status usher_check_invariants(usher_queue* queue, usher_text* contradiction) {
  return usher::c::tell(queue, contradiction, [](const usher::DispatchQueue& q) { return q.check_invariants(); });
}

usher_status usher_preview(usher_queue* queue, const char* webinar, size_t webinar_size, const char* rule,
                           size_t rule_size, int64_t now, usher_text* json) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto webinar_id = given.text(webinar, webinar_size, "/webinar");
    const auto rule_id = given.text(rule, rule_size, "/rule");
    const auto instant = given.instant(now, "/now");
    given.present(json, "/json");
    if (!given) return given.status();
    const auto attendees = q.with([&](auto& face) { return face.preview(webinar_id, rule_id, instant); });
    if (!attendees) return refuse(attendees.error());
    *json = q.give_out(usher::to_json(*attendees));
    return usher::c::kDone;
  });
}

usher_status usher_explain(usher_queue* queue, const char* webinar, size_t webinar_size, const char* rule,
                           size_t rule_size, const char* attendee, size_t attendee_size, usher_text* json) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto webinar_id = given.text(webinar, webinar_size, "/webinar");
    const auto rule_id = given.text(rule, rule_size, "/rule");
    const auto attendee_id = given.text(attendee, attendee_size, "/attendee");
    given.present(json, "/json");
    if (!given) return given.status();
    const auto explanation = q.seen().explain(webinar_id, rule_id, attendee_id);
    if (!explanation) return refuse(explanation.error());
    *json = q.give_out(to_json(*explanation));
    return usher::c::kDone;
  });
}

usher_status usher_now(usher_queue* queue, int64_t* now) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    given.present(now, "/now");
    if (given) *now = usher::c::milliseconds(q.seen().now());
    return given.status();
  });
}

usher_status usher_counters_of(usher_queue* queue, usher_counters* counters) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    given.sized(counters, "/counters");
    if (given) usher::c::write(counters, usher::c::described(q.seen().counters()));
    return given.status();
  });
}

usher_status usher_sync(usher_queue* queue) {
  return enter(queue, [&](usher_queue& q, Arguments&) {
    auto* const journaled = q.journaled();
    return journaled == nullptr ? usher::c::kDone : status_of(journaled->sync());
  });
}

usher_status usher_set_source_position(usher_queue* queue, const char* position, size_t position_size) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto text = given.text(position, position_size, "/position");
    if (given && q.journaled() != nullptr) q.source_position = text;
    return given.status();
  });
}

usher_status usher_source_position(usher_queue* queue, usher_text* position) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    given.present(position, "/position");
    if (!given) return given.status();
    auto* const journaled = q.journaled();
    *position = q.give_out(journaled == nullptr ? std::string{} : journaled->source_position());
    return usher::c::kDone;
  });
}

usher_status usher_unwritten(usher_queue* queue, uint64_t* bytes) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    given.present(bytes, "/bytes");
    auto* const journaled = q.journaled();
    if (given) *bytes = journaled == nullptr ? 0 : journaled->unwritten();
    return given.status();
  });
}

usher_status usher_journal_backup(usher_queue* queue, const char* path, size_t path_size) {
  return enter(queue, [&](usher_queue& q, Arguments& given) {
    const auto file = given.text(path, path_size, "/path");
    if (!given) return given.status();
    if (q.journal == nullptr) {
      return refuse({usher::ErrorCode::conflict, "expected a queue with a journal, found one without", "/queue"});
    }
    if (q.journaled()->unwritten() != 0) {
      return refuse({usher::ErrorCode::conflict,
                     "expected everything to be synced, found " + std::to_string(q.journaled()->unwritten()) +
                         " bytes that are not",
                     "/queue"});
    }
    return status_of(q.journal->backup(std::string{file}));
  });
}
