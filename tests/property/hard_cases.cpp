#include "hard_cases.hpp"

namespace usher::property {
namespace {

constexpr std::array<std::string_view, kHardCases> kNames{
    "several sessions",
    "late event",
    "future dated event",
    "repeated event",
    "reversed event",
    "same instant pair",
    "stay of no length",
    "rejoin without leave",
    "leave without join",
    "walk in registered",
    "walk in ignored",
    "registered again",
    "registered anew",
    "unregistered",
    "unregistered while pending",
    "moved",
    "edited",
    "rule removed",
    "rule came back",
    "audience edited",
    "moved after due when decided",
    "moved before due when decided",
    "moved after due while waiting",
    "waiting ended by late event",
    "moved after due when left out",
    "moment opened again",
    "late for a closed moment",
    "decision taken along called",
    "webinar cancelled",
    "cancelled while pending",
    "live started",
    "live overrun",
    "live ended early",
    "automated started",
    "automated ended",
    "marker",
    "marker again",
    "superseded event",
    "late rule skipped",
    "late rule at once",
    "late person at once",
    "negative offset of live start",
    "anchor registered called",
    "anchor joined called",
    "anchor participated called",
    "percent 0 called",
    "percent 100 called",
    "watched called",
    "presence exactly at start",
    "presence exactly at mark",
    "presence exactly at end",
    "presence exactly at due",
    "called late",
    "called beyond 64 attendees",
    "called beyond 128 attendees",
    "batch of several",
    "batch of several dues",
    "retries in one batch",
    "several lanes in flight",
    "one attendee over two lanes",
    "outcomes mixed",
    "retried",
    "retried after delay",
    "rejected",
    "gave up",
    "resubmitted",
    "handover cancelled",
    "webinar freed",
    "refused unknown",
    "refused duplicate",
    "refused conflict",
    "refused too far ahead",
    "refused invalid",
    "now went back",
    "suspended",
    "probe failed",
    "probe ended suspension",
    "throttled",
    "throttled again",
    "gave up throttled",
    "paused",
    "resumed while throttled",
    "resumed while suspended",
    "kept by spacing",
    "kept by throttling",
    "kept by suspension",
    "kept by pause",
    "served past one kept",
    "retraction called",
    "transfer after retraction",
    "missing one made",
    "wrong one dropped",
    "retry dropped for correction",
    "corrected without an instant",
    "moved pair corrected",
    "corrections in one batch",
    "correction out of time",
    "truth changed in flight",
    "dead letter not corrected",
    "difference missing",
    "difference wrong",
    "decided early",
    "called early as decided",
    "early by own anchor",
    "early probe",
    "early batch",
    "retried early",
    "shared out early over two lanes",
    "early decision read after due",
    "early decision corrected",
    "changed after an early decision",
    "late event after an early decision",
    "unregistered after an early decision",
    "moved during the lead when decided",
    "edited during the lead",
    "marker during the lead",
    "cancelled during the lead",
    "early while something is past due",
    "put off no longer",
};
static_assert(!kNames.back().empty(), "every hard case has a name");

}  // namespace

std::string name_of(HardCase hard_case) {
  return std::string{kNames[static_cast<std::size_t>(hard_case)]};
}

std::string HardCases::table(HardCase from, HardCase to) const {
  std::string text;
  for (auto each = static_cast<std::size_t>(from); each < static_cast<std::size_t>(to); ++each) {
    const std::string count = std::to_string(counts_[each]);
    text +=
        std::string(count.size() < 12 ? 12 - count.size() : 0, ' ') + count + "  " + std::string{kNames[each]} + "\n";
  }
  return text;
}

std::string HardCases::never_met(HardCase from, HardCase to) const {
  std::string text;
  for (auto each = static_cast<std::size_t>(from); each < static_cast<std::size_t>(to); ++each)
    if (counts_[each] == 0) text += std::string{kNames[each]} + "\n";
  return text;
}

}  // namespace usher::property
