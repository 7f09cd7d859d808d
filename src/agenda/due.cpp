#include "agenda/due.hpp"

namespace usher::agenda {
namespace {

std::optional<Instant> anchor_instant(const Rule& rule, const Facts& facts) {
  switch (rule.when.kind) {
    case Anchor::Kind::start:
      // What is to happen before a live webinar cannot wait for its start to be told (S4).
      if (!facts.start() && rule.offset < Duration{0}) return facts.planned_start;
      return facts.start();
    case Anchor::Kind::end:
      return facts.end();
    case Anchor::Kind::marker: {
      const auto marker = facts.told->markers.find(rule.when.marker);
      return marker == facts.told->markers.end() ? std::nullopt : std::optional{marker->second};
    }
    case Anchor::Kind::registered:
    case Anchor::Kind::joined:
    case Anchor::Kind::participated:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Instant> webinar_value(const Rule& rule, const Facts& facts) {
  const auto instant = anchor_instant(rule, facts);
  return instant ? std::optional{*instant + rule.offset} : std::nullopt;
}

std::optional<Instant> due_of(std::optional<Instant> value, Instant since, WhenLate when_late) {
  if (!value || *value >= since) return value;
  return when_late == WhenLate::at_once ? std::optional{since} : std::nullopt;
}

std::optional<Instant> due_for(AttendeeIndex attendee, std::optional<Instant> due, WhenLate when_late,
                               const attendance::Registrations& registrations, std::optional<Instant> end) {
  if (!due || registrations.registered_as_of(attendee, *due)) return due;
  if (when_late == WhenLate::skip) return std::nullopt;
  auto first = registrations.first_after(attendee, *due);
  // One that is taken back at its own instant is none.
  while (first && !registrations.registered_as_of(attendee, *first)) {
    first = registrations.first_after(attendee, *first);
  }
  return first && (!end || *first < *end) ? first : std::nullopt;
}

}  // namespace usher::agenda
