// SPEC's text forms. Strings are escaped only where JSON wants it; what is the host's own goes out as it came in.
#include <cassert>

#include "text/audience.hpp"
#include "text/words.hpp"
#include "usher/json.hpp"

namespace usher {
namespace {

void append_escaped(std::string& out, char character) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  switch (character) {
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default: {
      const auto value = static_cast<unsigned char>(character);
      out += "\\u00";
      out += kDigits[value >> 4U];
      out += kDigits[value & 15U];
    }
  }
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char character : text) {
    const bool plain = static_cast<unsigned char>(character) >= 0x20 && character != '"' && character != '\\';
    if (plain) {
      out += character;
    } else {
      append_escaped(out, character);
    }
  }
  out += '"';
}

/// An object that is being written: each member appends one, in the order of the calls.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  ~Object() { out_ += '}'; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  std::string& member(std::string_view name) {
    if (!first_) out_ += ',';
    first_ = false;
    append_string(out_, name);
    return out_ += ':';
  }
  Object& text(std::string_view name, std::string_view value) {
    append_string(member(name), value);
    return *this;
  }
  Object& number(std::string_view name, std::uint64_t value) {
    member(name) += std::to_string(value);
    return *this;
  }
  Object& truth(std::string_view name, bool value) {
    member(name) += value ? "true" : "false";
    return *this;
  }
  Object& time(std::string_view name, Instant value) { return text(name, to_string(value)); }
  Object& time(std::string_view name, Duration value) { return text(name, to_string(value)); }
  Object& time(std::string_view name, const std::optional<Instant>& value) {
    if (value) time(name, *value);
    return *this;
  }
  Object& optional_text(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
    return *this;
  }
  /// The host's own JSON, if there is any. In JSON a line feed can only be white space: a space keeps the line one.
  Object& payload(std::string_view name, std::string_view json) {
    if (json.empty()) return *this;
    member(name);
    for (const char character : json) out_ += character == '\n' ? ' ' : character;
    return *this;
  }
  Object& standing(std::string_view name, Standing standing) {
    std::string names;
    const auto append_name = [&](bool holds, std::string_view word) {
      if (!holds) return;
      if (!names.empty()) names += ',';
      append_string(names, word);
    };
    append_name(standing.attended, "attended");
    append_name(standing.participant, "participant");
    append_name(standing.online, "online");
    member(name) += '[' + names + ']';
    return *this;
  }

 private:
  std::string& out_;
  bool first_ = true;
};

template <class Range, class Append>
void append_list(std::string& out, const Range& range, Append append) {
  out += '[';
  bool first = true;
  for (const auto& element : range) {
    if (!first) out += ',';
    first = false;
    append(out, element);
  }
  out += ']';
}

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

void append_stay(std::string& out, const Stay& stay) {
  Object{out}.time("joined", stay.joined).time("left", stay.left).optional_text("session", stay.session);
}

}  // namespace

std::string to_json(const Options& options) {
  std::string out;
  Object{out}
      .text("type", "queue")
      .text("walk_ins", text::kWalkIns.word_for(options.walk_ins))
      .time("max_skew", options.max_skew)
      .time("retain", options.retain);
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

std::string to_json(const Explanation& explanation) {
  std::string out;
  {
    Object object{out};
    object.text("type", "explanation").text("verdict", to_string(explanation.verdict));
    object.text("sentence", explanation.sentence).truth("registered", explanation.registered);
    append_list(object.member("stays"), explanation.stays, append_stay);
    object.time("start", explanation.start).time("mark", explanation.mark).time("end", explanation.end);
    object.time("due", explanation.due).time("decided_at", explanation.decided_at);
    if (explanation.standing) object.standing("standing", *explanation.standing);
    object.time("watched", explanation.watched);
  }
  return out;
}

std::string to_json(const Call& call, const Handover& handover, Instant finished_at) {
  std::string out;
  Object{out}
      .text("type", "handover")
      .text("kind", "transfer")
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
      .standing("standing", handover.standing)
      .payload("action", call.action())
      .payload("profile", handover.profile);
  return out;
}

}  // namespace usher
