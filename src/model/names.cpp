// The names of enumerators as printed. A switch without default, so that the compiler tells of a missing one.
#include "usher/call.hpp"
#include "usher/connection.hpp"
#include "usher/event.hpp"
#include "usher/explanation.hpp"
#include "usher/plan.hpp"
#include "usher/result.hpp"

namespace usher {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed:
      return "malformed";
    case ErrorCode::invalid:
      return "invalid";
    case ErrorCode::unknown:
      return "unknown";
    case ErrorCode::duplicate:
      return "duplicate";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::too_far_ahead:
      return "too_far_ahead";
    case ErrorCode::limit:
      return "limit";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::damaged:
      return "damaged";
  }
  return {};
}

std::string_view to_string(Fed fed) {
  switch (fed) {
    case Fed::applied:
      return "applied";
    case Fed::late:
      return "late";
    case Fed::ahead:
      return "ahead";
    case Fed::duplicate:
      return "duplicate";
    case Fed::ignored:
      return "ignored";
  }
  return {};
}

std::string_view to_string(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::delivered:
      return "delivered";
    case Outcome::Kind::retry:
      return "retry";
    case Outcome::Kind::rejected:
      return "rejected";
    case Outcome::Kind::throttled:
      return "throttled";
  }
  return {};
}

std::string_view to_string(CallKind kind) {
  return kind == CallKind::transfer ? "transfer" : "retraction";
}

std::string_view to_string(ConnectionState state) {
  switch (state) {
    case ConnectionState::open:
      return "open";
    case ConnectionState::throttled:
      return "throttled";
    case ConnectionState::suspended:
      return "suspended";
    case ConnectionState::paused:
      return "paused";
  }
  return {};
}

std::string_view to_string(PlannedMoment::Outlook outlook) {
  switch (outlook) {
    case PlannedMoment::Outlook::on_time:
      return "on_time";
    case PlannedMoment::Outlook::late:
      return "late";
    case PlannedMoment::Outlook::put_off:
      return "put_off";
    case PlannedMoment::Outlook::infeasible:
      return "infeasible";
  }
  return {};
}

std::string_view to_string(Explanation::Verdict verdict) {
  using Verdict = Explanation::Verdict;
  switch (verdict) {
    case Verdict::done:
      return "done";
    case Verdict::taken_back:
      return "taken_back";
    case Verdict::in_flight:
      return "in_flight";
    case Verdict::retrying:
      return "retrying";
    case Verdict::dead_letter:
      return "dead_letter";
    case Verdict::waiting:
      return "waiting";
    case Verdict::not_yet:
      return "not_yet";
    case Verdict::left_out:
      return "left_out";
    case Verdict::not_registered:
      return "not_registered";
    case Verdict::no_instant:
      return "no_instant";
    case Verdict::cancelled:
      return "cancelled";
  }
  return {};
}

}  // namespace usher
