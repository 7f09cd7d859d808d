#include "cli/definition_warnings.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "cli/layout.hpp"

namespace usher::cli {
namespace {

// Standings as sets. Whoever is a participant has attended, so two of the eight combinations are never seen.
constexpr Audience kNobody = Audience::from_bits(0);
constexpr Audience kPossible = Audience::attended() | Audience::non_participants();
constexpr Audience kParticipants = Audience::participants() & Audience::attended();

std::string place_of(std::size_t rule, std::string_view field) {
  return "/rules/" + std::to_string(rule) + std::string{field};
}

/// Where the rule falls due, counted from the start, as planned; nothing where the plan does not say.
std::optional<Duration> planned_offset(const Webinar& webinar, const Rule& rule) {
  if (rule.when.kind == Anchor::Kind::start) return rule.offset;
  if (rule.when.kind == Anchor::Kind::end && webinar.timing == Timing::automated) {
    return webinar.duration + rule.offset;
  }
  return std::nullopt;
}

/// When the rule falls due, as far as the definition alone settles it.
std::optional<Instant> planned_due(const Webinar& webinar, const Rule& rule) {
  const auto offset = planned_offset(webinar, rule);
  if (!offset || (webinar.timing == Timing::live && *offset >= Duration{0})) return std::nullopt;
  return webinar.start + *offset;
}

/// Its value always lies before the event that makes it known, so that it never falls due.
bool known_too_late(const Webinar& webinar, const Rule& rule) {
  if (rule.when_late == WhenLate::at_once || rule.offset >= Duration{0}) return false;
  switch (rule.when.kind) {
    case Anchor::Kind::start:
      return false;
    case Anchor::Kind::end:
      return webinar.timing == Timing::live;
    case Anchor::Kind::marker:
    case Anchor::Kind::registered:
    case Anchor::Kind::joined:
    case Anchor::Kind::participated:
      return true;
  }
  return false;
}

/// The standings somebody can have when the rule falls due, and what to call that instant.
struct Circumstances {
  Audience possible = kPossible;
  std::string instant;
};

Circumstances circumstances_at(const Webinar& webinar, const Rule& rule) {
  if (rule.when.kind == Anchor::Kind::participated) return {kParticipants, "somebody has reached the threshold"};
  if (rule.when.kind == Anchor::Kind::joined) return {kPossible & Audience::attended(), "somebody has attended"};
  // A rule that is due at once when it is late may be due at any later instant.
  const auto offset = rule.when_late == WhenLate::skip ? planned_offset(webinar, rule) : std::nullopt;
  if (!offset) return {};
  const Duration mark = mark_distance(webinar.duration, webinar.threshold);
  if (*offset < Duration{0}) return {Audience::absent() & Audience::non_participants(), "the start is still to come"};
  if (*offset < mark) {
    return {kPossible & Audience::non_participants(),
            "the mark, " + to_string(mark) + " after the start, is still to come"};
  }
  return {};
}

void warn_of_audience(const Webinar& webinar, std::size_t index, std::vector<Warning>& warnings) {
  const Rule& rule = webinar.rules[index];
  const std::string where = place_of(index, "/audience");
  // At a threshold of 0 % whoever has attended is a participant.
  const Audience possible =
      webinar.threshold.hundredths == 0 ? ~Audience::attended() | Audience::participants() : Audience::all();
  if ((rule.audience & kPossible & possible) == kNobody) {
    warnings.push_back({where, "nobody is ever in this audience"});
    return;
  }
  const Circumstances then = circumstances_at(webinar, rule);
  if ((rule.audience & then.possible & possible) == kNobody) {
    warnings.push_back({where, "can never match: the rule falls due when " + then.instant});
  }
}

void warn_of_instant(const Webinar& webinar, Instant at, const Webinar* before, std::size_t index,
                     std::vector<Warning>& warnings) {
  const Rule& rule = webinar.rules[index];
  if (known_too_late(webinar, rule)) {
    warnings.push_back({place_of(index, "/when/offset"),
                        "never falls due: it lies before the instant at which its anchor becomes known, and when_late "
                        "is skip"});
    return;
  }
  const auto due = planned_due(webinar, rule);
  if (!due || *due >= at || rule.when_late == WhenLate::at_once) return;
  if (before != nullptr) {
    const auto same = std::find_if(before->rules.begin(), before->rules.end(),
                                   [&](const Rule& other) { return other.id == rule.id; });
    if (same != before->rules.end() && planned_due(*before, *same) == due) return;
  }
  warnings.push_back({place_of(index, "/when"), "never falls due: " + to_string(*due) + " is before this line's at, " +
                                                    to_string(at) + ", and when_late is skip"});
}

auto what_it_does(const Rule& rule) {
  return std::tie(rule.when.kind, rule.when.marker, rule.offset, rule.connection, rule.action);
}

void warn_of_twin(const Webinar& webinar, std::size_t index, std::vector<Warning>& warnings) {
  const Rule& rule = webinar.rules[index];
  for (std::size_t earlier = 0; earlier < index; ++earlier) {
    const Rule& other = webinar.rules[earlier];
    if (other.audience != rule.audience || what_it_does(other) != what_it_does(rule)) continue;
    warnings.push_back({place_of(index, ""), "does what rule \"" + other.id +
                                                 "\" does already, to the same people at "
                                                 "the same instant"});
    return;
  }
}

}  // namespace

std::vector<Warning> warnings_of(const Webinar& webinar, Instant at, const Webinar* before) {
  std::vector<Warning> warnings;
  if (webinar.rules.empty()) warnings.push_back({"", "has no rules: nobody will be handed over"});
  for (std::size_t index = 0; index < webinar.rules.size(); ++index) {
    warn_of_audience(webinar, index, warnings);
    warn_of_instant(webinar, at, before, index, warnings);
    warn_of_twin(webinar, index, warnings);
  }
  return warnings;
}

std::optional<std::string> capacity_warning(const Rule& rule, const Connection& connection, std::uint64_t registered) {
  // Who turned leading off has decided that nothing is done by due; who gives each attendee an instant spreads them.
  if (connection.max_lead == Duration{0} || rule.when.per_attendee()) return std::nullopt;
  const auto batch = static_cast<std::uint64_t>(connection.batch);
  const std::uint64_t calls = (registered + batch - 1) / batch;
  const Duration needed = expected_time(connection, registered);
  if (needed <= connection.max_lead) return std::nullopt;
  const bool spaced = connection.spacing > connection.call_time;
  const Duration step = spaced ? connection.spacing : connection.call_time;
  return "may not be done when due: " + std::to_string(registered) + " registered are " + std::to_string(calls) +
         " calls over connection \"" + connection.id + "\" (batch " + std::to_string(connection.batch) + "), " +
         in_words(step) + (spaced ? " apart (spacing)" : " each (call_time)") + ", which takes " + in_words(needed) +
         ", and calls start at most " + in_words(connection.max_lead) + " before due (max_lead); raise " +
         (spaced ? "batch or max_lead, or lower spacing"
                 : "batch or max_lead, or spread the attendees over connections with lanes of their own");
}

}  // namespace usher::cli
