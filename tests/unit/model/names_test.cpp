// The names of enumerators as printed, and what events have in common.
#include "support/catch.hpp"
#include "usher/dispatch_queue.hpp"
#include "usher/event.hpp"
#include "usher/explanation.hpp"
#include "usher/result.hpp"

using usher::CallKind;
using usher::ConnectionState;
using usher::ErrorCode;
using usher::Event;
using usher::Fed;
using usher::Instant;
using usher::to_string;
using Outlook = usher::PlannedMoment::Outlook;
using Verdict = usher::Explanation::Verdict;
using namespace std::chrono_literals;

TEST_CASE("every enumerator prints as it is spelt") {
  CHECK(to_string(ErrorCode::malformed) == "malformed");
  CHECK(to_string(ErrorCode::invalid) == "invalid");
  CHECK(to_string(ErrorCode::unknown) == "unknown");
  CHECK(to_string(ErrorCode::duplicate) == "duplicate");
  CHECK(to_string(ErrorCode::conflict) == "conflict");
  CHECK(to_string(ErrorCode::too_far_ahead) == "too_far_ahead");
  CHECK(to_string(ErrorCode::unavailable) == "unavailable");
  CHECK(to_string(ErrorCode::damaged) == "damaged");
  CHECK(to_string(ErrorCode::limit) == "limit");

  CHECK(to_string(Fed::applied) == "applied");
  CHECK(to_string(Fed::late) == "late");
  CHECK(to_string(Fed::ahead) == "ahead");
  CHECK(to_string(Fed::duplicate) == "duplicate");
  CHECK(to_string(Fed::ignored) == "ignored");

  CHECK(to_string(CallKind::transfer) == "transfer");
  CHECK(to_string(CallKind::retraction) == "retraction");

  CHECK(to_string(ConnectionState::open) == "open");
  CHECK(to_string(ConnectionState::throttled) == "throttled");
  CHECK(to_string(ConnectionState::suspended) == "suspended");
  CHECK(to_string(ConnectionState::paused) == "paused");

  CHECK(to_string(Outlook::on_time) == "on_time");
  CHECK(to_string(Outlook::late) == "late");
  CHECK(to_string(Outlook::put_off) == "put_off");
  CHECK(to_string(Outlook::infeasible) == "infeasible");

  CHECK(to_string(Verdict::done) == "done");
  CHECK(to_string(Verdict::taken_back) == "taken_back");
  CHECK(to_string(Verdict::in_flight) == "in_flight");
  CHECK(to_string(Verdict::retrying) == "retrying");
  CHECK(to_string(Verdict::dead_letter) == "dead_letter");
  CHECK(to_string(Verdict::waiting) == "waiting");
  CHECK(to_string(Verdict::not_yet) == "not_yet");
  CHECK(to_string(Verdict::left_out) == "left_out");
  CHECK(to_string(Verdict::not_registered) == "not_registered");
  CHECK(to_string(Verdict::no_instant) == "no_instant");
  CHECK(to_string(Verdict::cancelled) == "cancelled");
}

TEST_CASE("every event tells when it happened and to which webinar") {
  const Instant when{7min};
  const usher::Webinar webinar{.id = "launch"};
  const Event events[] = {
      usher::WebinarScheduled{.at = when, .webinar = webinar},
      usher::WebinarEdited{.at = when, .webinar = webinar},
      usher::WebinarMoved{.at = when, .webinar = "launch"},
      usher::WebinarStarted{.at = when, .webinar = "launch"},
      usher::WebinarEnded{.at = when, .webinar = "launch"},
      usher::WebinarCancelled{.at = when, .webinar = "launch"},
      usher::WebinarMarker{.at = when, .webinar = "launch", .marker = "pitch"},
      usher::AttendeeRegistered{.at = when, .webinar = "launch", .attendee = "ada"},
      usher::AttendeeUnregistered{.at = when, .webinar = "launch", .attendee = "ada"},
      usher::AttendeeJoined{.at = when, .webinar = "launch", .attendee = "ada"},
      usher::AttendeeLeft{.at = when, .webinar = "launch", .attendee = "ada"},
  };
  for (const Event& event : events) {
    CHECK(at(event) == when);
    CHECK(webinar_of(event) == "launch");
  }
}
