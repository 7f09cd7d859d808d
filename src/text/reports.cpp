// What usher tells: finished handovers, explanations, the plan and how connections fare.
#include "text/object.hpp"
#include "usher/json.hpp"

namespace usher {
namespace {

using text::append_list;
using text::append_string;
using text::Object;

void append_stay(std::string& out, const Stay& stay) {
  Object{out}.time("joined", stay.joined).time("left", stay.left).optional_text("session", stay.session);
}

std::string_view name_of(PendingHandover::State state) {
  switch (state) {
    case PendingHandover::State::waiting:
      return "waiting";
    case PendingHandover::State::in_flight:
      return "in_flight";
    case PendingHandover::State::retrying:
      return "retrying";
  }
  return {};
}

}  // namespace

std::string to_json(const Explanation& explanation) {
  std::string out;
  {
    Object object{out};
    object.text("type", "explanation").text("verdict", to_string(explanation.verdict));
    object.text("kind", to_string(explanation.kind));
    object.text("sentence", explanation.sentence).truth("registered", explanation.registered);
    append_list(object.member("stays"), explanation.stays, append_stay);
    object.time("start", explanation.start).time("mark", explanation.mark).time("end", explanation.end);
    object.time("due", explanation.due).time("decided_at", explanation.decided_at);
    if (explanation.standing) object.standing("standing", *explanation.standing);
    object.time("corrected_at", explanation.corrected_at);
    object.time("watched", explanation.watched);
  }
  return out;
}

std::string to_json(const PlannedMoment& moment) {
  std::string out;
  {
    Object object{out};
    object.text("type", "planned_moment").text("webinar", moment.webinar);
    append_list(object.member("rules"), moment.rules, append_string);
    object.text("connection", moment.connection).text("lane", moment.lane).time("due", moment.due);
    object.number("handovers", moment.handovers).number("calls", moment.calls);
    object.time("starts_at", moment.starts_at).time("finishes_at", moment.finishes_at);
    object.time("lateness", moment.lateness).text("outlook", to_string(moment.outlook));
  }
  return out;
}

std::string to_json(const PendingHandover& handover) {
  std::string out;
  {
    Object object{out};
    object.text("type", "pending_handover").text("kind", to_string(handover.kind)).text("webinar", handover.webinar);
    object.text("rule", handover.rule).text("attendee", handover.attendee).text("connection", handover.connection);
    object.time("due", handover.due).text("state", name_of(handover.state));
    object.number("attempts", static_cast<std::uint64_t>(handover.attempts));
    object.time("retry_at", handover.retry_at).time("in_flight_since", handover.in_flight_since);
  }
  return out;
}

std::string to_json(const DeadLetter& letter) {
  std::string out;
  {
    Object object{out};
    object.text("type", "dead_letter").text("kind", to_string(letter.kind)).text("key", letter.key);
    object.text("webinar", letter.webinar).text("rule", letter.rule).text("attendee", letter.attendee);
    object.text("connection", letter.connection).time("due", letter.due).time("decided_at", letter.decided_at);
    object.time("died_at", letter.died_at).standing("standing", letter.standing);
    object.number("attempts", static_cast<std::uint64_t>(letter.attempts)).text("reason", letter.reason);
    object.payload("action", letter.action).payload("profile", letter.profile);
  }
  return out;
}

std::string to_json(const Notice& notice) {
  std::string out;
  Object{out}.text("where", notice.where).text("message", notice.message);
  return out;
}

std::string to_json(std::span<const std::string> texts) {
  std::string out;
  append_list(out, texts, append_string);
  return out;
}

std::string to_json(const ConnectionStatus& status) {
  std::string out;
  {
    Object object{out};
    object.text("type", "connection_status").text("id", status.id).text("lane", status.lane);
    object.text("state", to_string(status.state)).time("until", status.until);
    object.number("failures_in_row", static_cast<std::uint64_t>(status.failures_in_row));
    object.number("calls", status.calls).time("mean_call_time", status.mean_call_time);
  }
  return out;
}

std::string to_json(const Call& call, const Handover& handover, Instant finished_at) {
  std::string out;
  Object{out}
      .text("type", "handover")
      .text("kind", to_string(call.kind()))
      .text("webinar", call.webinar())
      .text("rule", call.rule())
      .text("attendee", handover.attendee)
      .text("connection", call.connection())
      .time("due", handover.due)
      .time("decided_at", handover.decided_at)
      .time("started_at", call.started_at())
      .time("finished_at", finished_at)
      .number("attempt", static_cast<std::uint64_t>(handover.attempt))
      .number("call", static_cast<std::uint64_t>(call.id()))
      .text("key", handover.key)
      .truth_if("redelivery", handover.redelivery)
      .standing("standing", handover.standing)
      .payload("action", call.action())
      .payload("profile", handover.profile);
  return out;
}

}  // namespace usher
