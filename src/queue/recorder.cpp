#include "queue/recorder.hpp"

#include <array>

#include "record/definitions.hpp"

namespace usher::queue {

using lane::Attempt;
using lane::WebinarNumber;
using record::ByteWriter;
using record::kAlways;
using record::Kind;
using record::kQueue;
using record::stream_of;

namespace {

constexpr std::uint64_t number(AttendeeIndex attendee) {
  return static_cast<std::uint32_t>(attendee);
}
constexpr std::uint64_t number(RuleIndex rule) {
  return static_cast<std::uint32_t>(rule);
}
constexpr std::uint64_t number(ConnectionIndex connection) {
  return static_cast<std::uint32_t>(connection);
}

/// Attendees one after the other, which are mostly near each other.
class Neighbours {
 public:
  explicit Neighbours(ByteWriter& out) : out_(out) {}
  void write(AttendeeIndex attendee) {
    const auto next = static_cast<std::int64_t>(number(attendee));
    out_.number(next - last_);
    last_ = next;
  }

 private:
  ByteWriter& out_;
  std::int64_t last_ = 0;
};

}  // namespace

void Recorder::opened(const Options& options, Instant now) {
  if (!on_) return;
  ByteWriter out = begin(kAlways, Kind::opened, now);
  out.number(record::kFormat);
  record::write(out, options);
}

void Recorder::connection(const Connection& connection, Instant now) {
  if (!on_) return;
  ByteWriter out = begin(kAlways, Kind::connection, now);
  record::write(out, connection);
}

void Recorder::paused(ConnectionIndex connection, bool paused, Instant now) {
  if (!on_) return;
  begin(kQueue, paused ? Kind::paused : Kind::resumed, now).number(number(connection));
}

void Recorder::attendee(WebinarNumber webinar, AttendeeIndex attendee, std::string_view id, Instant now) {
  if (!on_) return;
  rows_.begin(stream_of(webinar), Kind::attendee, now, static_cast<std::uint32_t>(attendee)).text(id);
}

void Recorder::session(WebinarNumber webinar, AttendeeIndex attendee, attendance::Presence::Session session,
                       std::string_view text, Instant now) {
  if (!on_) return;
  ByteWriter out = rows_.begin(stream_of(webinar), Kind::session, now, static_cast<std::uint32_t>(attendee));
  out.number(std::uint64_t{session});
  out.text(text);
}

void Recorder::event(WebinarNumber webinar, const AttendeeEvent& event, Instant now) {
  if (!on_) return;
  if (!event.profile.empty()) {
    rows_.begin(stream_of(webinar), Kind::profile, now, static_cast<std::uint32_t>(event.attendee)).text(event.profile);
  }
  constexpr std::array kKinds{Kind::registered, Kind::unregistered, Kind::joined, Kind::left};
  ByteWriter out = begin(stream_of(webinar), kKinds[static_cast<std::size_t>(event.kind)], now);
  out.number(number(event.attendee));
  out.instant(event.at, now);
  const bool presence = event.kind >= AttendeeEvent::Kind::joined;
  if (presence) out.number(std::uint64_t{event.session});
  if (event.kind == AttendeeEvent::Kind::registered) out.byte(event.profile.empty() ? 0 : 1);
}

void Recorder::event(WebinarNumber webinar, const Event& event, Instant now) {
  if (!on_) return;
  const auto write = [&](Kind kind) {
    ByteWriter out = begin(stream_of(webinar), kind, now);
    out.instant(at(event), now);
    return out;
  };
  if (const auto* scheduled = std::get_if<WebinarScheduled>(&event)) {
    ByteWriter out = write(Kind::scheduled);
    record::write(out, scheduled->webinar);
  } else if (const auto* edited = std::get_if<WebinarEdited>(&event)) {
    ByteWriter out = write(Kind::edited);
    record::write(out, edited->webinar);
  } else if (const auto* moved = std::get_if<WebinarMoved>(&event)) {
    write(Kind::moved).instant(moved->start);
  } else if (std::holds_alternative<WebinarStarted>(event)) {
    write(Kind::started);
  } else if (std::holds_alternative<WebinarEnded>(event)) {
    write(Kind::ended);
  } else if (std::holds_alternative<WebinarCancelled>(event)) {
    write(Kind::cancelled);
  } else if (const auto* marker = std::get_if<WebinarMarker>(&event)) {
    write(Kind::marker).text(marker->marker);
  }
}

void Recorder::call_started(CallId call, ConnectionIndex connection, std::span<const Attempt> attempts, Instant now) {
  if (!on_) return;
  ByteWriter out = begin(stream_of(attempts.front().webinar), Kind::call_started, now);
  out.number(static_cast<std::uint64_t>(call));
  out.number(number(connection));
  out.number(number(attempts.front().rule_index));
  out.byte(static_cast<std::uint8_t>(attempts.front().kind));
  out.number(std::uint64_t{attempts.size()});
  Neighbours attendees{out};
  for (const Attempt& attempt : attempts) {
    const Origin origin = attempt.again ? Origin::retry : attempt.generation > 1 ? Origin::correction : Origin::moment;
    out.byte(static_cast<std::uint8_t>(static_cast<unsigned>(origin) << 3U | attempt.decision.standing.bits()));
    attendees.write(attempt.attendee);
    if (origin == Origin::retry) continue;
    out.instant(attempt.due, now);
    out.instant(attempt.decision.decided_at, attempt.due);
  }
}

void Recorder::call_completed(CallId call, std::span<const Attempt> attempts, std::span<const Ending> endings,
                              Instant now) {
  if (!on_) return;
  const std::uint64_t stream = stream_of(attempts.front().webinar);
  for (std::size_t i = 0; i < endings.size(); ++i) {
    if (endings[i].reason.empty()) continue;
    rows_.begin(stream, Kind::reason, now, static_cast<std::uint32_t>(attempts[i].attendee)).text(endings[i].reason);
  }
  ByteWriter out = begin(stream, Kind::call_completed, now);
  out.number(static_cast<std::uint64_t>(call));
  out.number(std::uint64_t{endings.size()});
  for (const Ending& ending : endings) {
    out.byte(
        static_cast<std::uint8_t>(static_cast<unsigned>(ending.outcome) << 2U | static_cast<unsigned>(ending.kind)));
    if (ending.outcome == Outcome::Kind::throttled) out.instant(ending.until, now);
    if (ending.kind == Ending::Kind::again) out.instant(ending.ready_at, now);
  }
}

void Recorder::planes(WebinarNumber webinar, const decision::Moment& moment, Instant now) {
  if (!on_) return;
  ByteWriter out = begin(stream_of(webinar), Kind::planes, now);
  out.instant(moment.due(), now);
  const auto& truth = moment.truth();
  for (const attendance::Plane* plane : {&moment.eligible_then(), &truth.attended, &truth.participant, &truth.online}) {
    out.number(std::uint64_t{plane->words()});
    for (std::size_t word = 0; word < plane->words(); ++word) out.word(plane->word(word));
  }
}

void Recorder::claimed(WebinarNumber webinar, Instant due, RuleIndex rule, std::span<const AttendeeIndex> attendees,
                       Instant now) {
  if (!on_) return;
  ByteWriter out = begin(stream_of(webinar), Kind::claimed, now);
  out.instant(due, now);
  out.number(number(rule));
  out.number(std::uint64_t{attendees.size()});
  Neighbours neighbours{out};
  for (const AttendeeIndex attendee : attendees) neighbours.write(attendee);
}

void Recorder::settled(WebinarNumber webinar, std::span<const Instant> closed, Instant now) {
  if (!on_) return;
  ByteWriter out = begin(stream_of(webinar), Kind::settled, now);
  out.number(std::uint64_t{closed.size()});
  for (const Instant due : closed) out.instant(due, now);
}

void Recorder::pair(Kind kind, WebinarNumber webinar, RuleIndex rule, AttendeeIndex attendee, Instant now) {
  if (!on_) return;
  ByteWriter out = begin(stream_of(webinar), kind, now);
  out.number(number(rule));
  out.number(number(attendee));
}

void Recorder::forgotten(WebinarNumber webinar, AttendeeIndex attendee, Instant now) {
  if (!on_) return;
  begin(stream_of(webinar), Kind::forgotten, now).number(number(attendee));
}

}  // namespace usher::queue
