// What usher reads too: options, connections and events in SPEC's text form.
#include <array>

#include "text/audience.hpp"
#include "text/object.hpp"
#include "text/words.hpp"
#include "usher/json.hpp"

namespace usher {
namespace {

using text::append_list;
using text::Object;

/// "60", "33.3", "33.33".
std::string percent(int hundredths) {
  std::string text = hundredths < 0 ? "-" : "";
  const int size = hundredths < 0 ? -hundredths : hundredths;
  text += std::to_string(size / 100);
  if (const int rest = size % 100; rest != 0) {
    text += '.';
    text += static_cast<char>('0' + rest / 10);
    if (rest % 10 != 0) text += static_cast<char>('0' + rest % 10);
  }
  return text;
}

void append_when(std::string& out, const Rule& rule) {
  Object when{out};
  if (rule.when.kind == Anchor::Kind::marker) {
    Object{when.member("anchor")}.text("marker", rule.when.marker);
  } else {
    when.text("anchor", text::kAnchors.word_for(rule.when.kind));
  }
  if (rule.offset != Duration{0}) when.time("offset", rule.offset);
}

void append_rule(std::string& out, const Rule& rule) {
  Object object{out};
  object.text("id", rule.id);
  append_when(object.member("when"), rule);
  text::append_audience(object.member("audience"), rule.audience);
  object.text("connection", rule.connection).payload("action", rule.action);
  if (rule.when_late != WhenLate::skip) object.text("when_late", text::kWhenLate.word_for(rule.when_late));
  const Rule plain;
  if (rule.correct != plain.correct) object.truth("correct", rule.correct);
  if (rule.correct_for != plain.correct_for) object.time("correct_for", rule.correct_for);
}

void append_webinar(std::string& out, const Webinar& webinar) {
  Object object{out};
  object.text("id", webinar.id).optional_text("title", webinar.title);
  object.time("start", webinar.start).time("duration", webinar.duration);
  object.text("timing", text::kTimings.word_for(webinar.timing));
  {
    Object threshold{object.member("threshold")};
    threshold.member("percent") += percent(webinar.threshold.hundredths);
    threshold.text("measure", text::kMeasures.word_for(webinar.threshold.measure));
  }
  append_list(object.member("rules"), webinar.rules, append_rule);
}

/// Writes the members that each kind of event has beyond `type` and `at`.
struct EventWriter {
  Object& object;

  void operator()(const WebinarScheduled& event) const { append_webinar(object.member("webinar"), event.webinar); }
  void operator()(const WebinarEdited& event) const { append_webinar(object.member("webinar"), event.webinar); }
  void operator()(const WebinarMoved& event) const { object.text("webinar", event.webinar).time("start", event.start); }
  void operator()(const WebinarStarted& event) const { object.text("webinar", event.webinar); }
  void operator()(const WebinarEnded& event) const { object.text("webinar", event.webinar); }
  void operator()(const WebinarCancelled& event) const { object.text("webinar", event.webinar); }
  void operator()(const WebinarMarker& event) const {
    object.text("webinar", event.webinar).text("marker", event.marker);
  }
  void operator()(const AttendeeRegistered& event) const {
    object.text("webinar", event.webinar).text("attendee", event.attendee).payload("profile", event.profile);
  }
  void operator()(const AttendeeUnregistered& event) const {
    object.text("webinar", event.webinar).text("attendee", event.attendee);
  }
  void operator()(const AttendeeJoined& event) const { presence(event); }
  void operator()(const AttendeeLeft& event) const { presence(event); }

  template <class Presence>
  void presence(const Presence& event) const {
    object.text("webinar", event.webinar).text("attendee", event.attendee).optional_text("session", event.session);
  }
};

/// In the order of Event's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<Event>> kEventTypes{
    "webinar.scheduled",     "webinar.edited",    "webinar.moved",  "webinar.started",
    "webinar.ended",         "webinar.cancelled", "webinar.marker", "attendee.registered",
    "attendee.unregistered", "attendee.joined",   "attendee.left"};

}  // namespace

std::string to_json(const Options& options) {
  std::string out;
  Object{out}
      .text("type", "queue")
      .text("walk_ins", text::kWalkIns.word_for(options.walk_ins))
      .time("max_skew", options.max_skew)
      .time("retain", options.retain)
      .time("max_defer", options.max_defer);
  return out;
}

std::string to_json(const Connection& connection) {
  std::string out;
  {
    Object object{out};
    object.text("type", "connection").text("id", connection.id).text("lane", connection.lane);
    object.member("batch") += std::to_string(connection.batch);
    object.time("spacing", connection.spacing).time("call_time", connection.call_time);
    object.time("max_lead", connection.max_lead);
    object.member("max_attempts") += std::to_string(connection.max_attempts);
    object.time("give_up_after", connection.give_up_after);
    object.text("on_unknown", text::kOnUnknown.word_for(connection.on_unknown));
  }
  return out;
}

std::string to_json(const Event& event) {
  std::string out;
  {
    Object object{out};
    object.text("type", kEventTypes[event.index()]).time("at", at(event));
    std::visit(EventWriter{object}, event);
  }
  return out;
}

}  // namespace usher
