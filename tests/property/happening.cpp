#include "happening.hpp"

#include <array>
#include <string_view>

namespace usher::property {
namespace {

constexpr std::array<std::string_view, 11> kKinds{"scheduled",    "edited",    "moved",  "started",
                                                  "ended",        "cancelled", "marker", "registered",
                                                  "unregistered", "joined",    "left"};
constexpr std::array<std::string_view, 6> kAnchors{"start", "end", "marker", "registered", "joined", "participated"};

std::string describe_rule(const Rule& rule) {
  std::string text = "\n      rule " + rule.id + ": " + std::string{kAnchors[static_cast<std::size_t>(rule.when.kind)]};
  if (!rule.when.marker.empty()) text += " " + rule.when.marker;
  const auto offset = rule.offset.count();
  text += (offset < 0 ? " " : " +") + std::to_string(offset);
  text += ", audience " + std::to_string(rule.audience.bits()) + ", over " + rule.connection;
  if (!rule.action.empty()) text += ", action " + rule.action;
  if (rule.when_late == WhenLate::at_once) text += ", at once when late";
  if (rule.correct) text += ", corrected for " + std::to_string(rule.correct_for.count());
  return text;
}

std::string describe_definition(const Webinar& webinar, Instant origin) {
  std::string text = webinar.timing == Timing::live ? " live" : " automated";
  text += ", start " + describe(webinar.start, origin) + ", duration " + std::to_string(webinar.duration.count());
  text += ", threshold " + std::to_string(webinar.threshold.hundredths) + "/100 %";
  text += webinar.threshold.measure == Threshold::Measure::watched ? " watched" : " by position";
  for (const Rule& rule : webinar.rules) text += describe_rule(rule);
  return text;
}

}  // namespace

Event event_of(const Happening& happening) {
  const auto& [kind, at, webinar, attendee, session, profile, marker, start, definition] = happening;
  switch (kind) {
    case Happening::Kind::scheduled:
      return WebinarScheduled{at, definition};
    case Happening::Kind::edited:
      return WebinarEdited{at, definition};
    case Happening::Kind::moved:
      return WebinarMoved{at, webinar, start};
    case Happening::Kind::started:
      return WebinarStarted{at, webinar};
    case Happening::Kind::ended:
      return WebinarEnded{at, webinar};
    case Happening::Kind::cancelled:
      return WebinarCancelled{at, webinar};
    case Happening::Kind::marker:
      return WebinarMarker{at, webinar, marker};
    case Happening::Kind::registered:
      return AttendeeRegistered{at, webinar, attendee, profile};
    case Happening::Kind::unregistered:
      return AttendeeUnregistered{at, webinar, attendee};
    case Happening::Kind::joined:
      return AttendeeJoined{at, webinar, attendee, session};
    case Happening::Kind::left:
      break;
  }
  return AttendeeLeft{at, webinar, attendee, session};
}

std::string describe(Instant instant, Instant origin) {
  const auto distance = (instant - origin).count();
  return (distance < 0 ? "" : "+") + std::to_string(distance);
}

std::string describe(const Happening& happening, Instant origin) {
  std::string text = happening.webinar + " " + std::string{kKinds[static_cast<std::size_t>(happening.kind)]};
  text += " at " + describe(happening.at, origin);
  if (!happening.marker.empty()) text += " marker " + happening.marker;
  if (!happening.attendee.empty()) text += " attendee " + happening.attendee;
  if (!happening.session.empty()) text += " session " + happening.session;
  if (!happening.profile.empty()) text += " profile " + happening.profile;
  if (happening.kind == Happening::Kind::moved) text += " to start " + describe(happening.start, origin);
  if (happening.kind <= Happening::Kind::edited) text += describe_definition(happening.definition, origin);
  return text;
}

}  // namespace usher::property
