// Standing at every boundary instant (S6 to S8), and the attendee's anchors (S12).
#include "attendance/standing.hpp"

#include <string>

#include "support/catch.hpp"
#include "support/minute.hpp"

using usher::Duration;
using usher::Instant;
using usher::Standing;
using usher::Threshold;
using usher::attendance::first_attended;
using usher::attendance::first_participated;
using usher::attendance::Frame;
using usher::attendance::kNever;
using usher::attendance::RoomStay;
using usher::attendance::standing_of;
using usher::attendance::watched_between;
using usher::test::minute;
using Measure = Threshold::Measure;
using namespace std::chrono_literals;

namespace {

/// From minute 100 to 200 of a planned 100, with the mark at `percent`.
Frame frame(int percent, Measure measure = Measure::position) {
  return {.start = minute(100), .end = minute(200), .planned = 100min, .threshold = {percent * 100, measure}};
}

struct Part {
  Instant joined;
  Instant left = kNever;
};

/// What is known of these stays as of then: nothing past it, and what is left after it goes on.
std::vector<RoomStay> known(const std::vector<Part>& parts, Instant as_of) {
  std::vector<RoomStay> stays;
  for (const Part& part : parts) {
    if (part.joined <= as_of) stays.push_back({part.joined, part.left <= as_of ? part.left : kNever, 0});
  }
  return stays;
}

/// "apo", a dash for each that is not: attended, participant, online.
std::string standing(const std::vector<Part>& parts, const Frame& frame, Instant as_of) {
  const Standing found = standing_of(known(parts, as_of), frame, as_of);
  return std::string{found.attended ? "a" : "-"} + (found.participant ? "p" : "-") + (found.online ? "o" : "-");
}

}  // namespace

TEST_CASE("S6: online is joined <= T < left, before the start and after the end as well") {
  const Frame at_60 = frame(60);
  CHECK(standing({{minute(90), minute(95)}}, at_60, minute(90) - 1ms) == "---");
  CHECK(standing({{minute(90), minute(95)}}, at_60, minute(90)) == "--o");
  CHECK(standing({{minute(90), minute(95)}}, at_60, minute(95) - 1ms) == "--o");
  CHECK(standing({{minute(90), minute(95)}}, at_60, minute(95)) == "---");
  CHECK(standing({{minute(201)}}, at_60, minute(250)) == "--o");
}

TEST_CASE("S7: attended is in the room at some instant of the webinar, both its ends included") {
  const Frame at_60 = frame(60);
  CHECK(standing({{minute(90), minute(100)}}, at_60, minute(150)) == "---");
  CHECK(standing({{minute(90), minute(100) + 1ms}}, at_60, minute(150)) == "a--");
  CHECK(standing({{minute(90)}}, at_60, minute(100) - 1ms) == "--o");
  CHECK(standing({{minute(90)}}, at_60, minute(100)) == "a-o");
  CHECK(standing({{minute(200)}}, at_60, minute(200)) == "apo");
  CHECK(standing({{minute(200) + 1ms}}, at_60, minute(210)) == "--o");
}

TEST_CASE("S7: a stay of no length counts as attended at its instant and is never online") {
  const Frame at_60 = frame(60);
  CHECK(standing({{minute(100), minute(100)}}, at_60, minute(100)) == "a--");
  CHECK(standing({{minute(99), minute(99)}}, at_60, minute(150)) == "---");
  CHECK(standing({{minute(160), minute(160)}}, at_60, minute(160)) == "ap-");
  CHECK(standing({{minute(160) - 1ms, minute(160) - 1ms}}, at_60, minute(200)) == "a--");
  CHECK(standing({{minute(200), minute(200)}}, at_60, minute(200)) == "ap-");
  CHECK(standing({{minute(120), minute(120)}}, frame(1, Measure::watched), minute(200)) == "a--");
  CHECK(standing({{minute(120), minute(120)}}, frame(0, Measure::watched), minute(200)) == "ap-");
}

TEST_CASE("S8: by position a participant is in the room at some instant from the mark to the end") {
  const Frame at_60 = frame(60);
  CHECK(standing({{minute(100), minute(160)}}, at_60, minute(200)) == "a--");
  CHECK(standing({{minute(100), minute(160) + 1ms}}, at_60, minute(200)) == "ap-");
  CHECK(standing({{minute(100)}}, at_60, minute(160) - 1ms) == "a-o");
  CHECK(standing({{minute(100)}}, at_60, minute(160)) == "apo");
  CHECK(standing({{minute(200) + 1ms}}, at_60, minute(201)) == "--o");
  CHECK(standing({{minute(50)}}, frame(0), minute(100)) == "apo");
  CHECK(standing({{minute(50), minute(100)}}, frame(0), minute(100)) == "---");
}

TEST_CASE("S8: where the mark is the end, a participant has come before it and stays until it") {
  const Frame at_100 = frame(100);
  CHECK(standing({{minute(100)}}, at_100, minute(200) - 1ms) == "a-o");
  CHECK(standing({{minute(100)}}, at_100, minute(200)) == "apo");
  CHECK(standing({{minute(100), minute(200)}}, at_100, minute(200)) == "ap-");
  CHECK(standing({{minute(100), minute(200) - 1ms}}, at_100, minute(200)) == "a--");
  CHECK(standing({{minute(200)}}, at_100, minute(200)) == "a-o");
  CHECK(standing({{minute(200), minute(200)}}, at_100, minute(200)) == "a--");
  // Whoever has left early and come back before the end counts; two halves that do not touch do not.
  CHECK(standing({{minute(100), minute(150)}, {minute(200) - 1ms}}, at_100, minute(200)) == "apo");
  CHECK(standing({{minute(100), minute(199)}, {minute(200)}}, at_100, minute(200)) == "a-o");
}

TEST_CASE("S8: by time watched what counts is the union of all sessions within the webinar") {
  const Frame half = frame(50, Measure::watched);
  CHECK(standing({{minute(50), minute(150) - 1ms}}, half, minute(200)) == "a--");
  CHECK(standing({{minute(50), minute(150)}}, half, minute(150) - 1ms) == "a-o");
  CHECK(standing({{minute(50), minute(150)}}, half, minute(150)) == "ap-");
  CHECK(standing({{minute(100), minute(130)}, {minute(110), minute(140)}}, half, minute(200)) == "a--");
  CHECK(standing({{minute(100), minute(130)}, {minute(110), minute(150)}}, half, minute(200)) == "ap-");
  CHECK(standing({{minute(100), minute(140)}, {minute(110), minute(120)}, {minute(145), minute(155)}}, half,
                 minute(200)) == "ap-");
  CHECK(standing({{minute(150) + 1ms}}, half, minute(300)) == "a-o");
  CHECK(standing({{minute(150)}}, half, minute(300)) == "apo");
}

TEST_CASE("S8: an early end pulls the mark forward, overrunning does not move it") {
  Frame early = frame(60);
  early.end = minute(150);
  CHECK(early.mark() == minute(130));
  Frame overrun = frame(60);
  overrun.end = minute(250);
  CHECK(overrun.mark() == minute(160));
  overrun.end.reset();
  CHECK(overrun.mark() == minute(160));
  CHECK(standing({{minute(300)}}, overrun, minute(300)) == "apo");
  Frame unknown;
  unknown.planned = 100min;
  CHECK_FALSE(unknown.mark());
  CHECK(standing({{minute(90)}}, unknown, minute(150)) == "--o");
}

TEST_CASE("S8: a webinar that has ended where it started still has who was there") {
  for (const Measure measure : {Measure::position, Measure::watched}) {
    Frame nothing = frame(60, measure);
    nothing.end = nothing.start;
    CHECK(nothing.mark() == minute(100));
    // By position mark is the end, so what counts is to have come before it and to stay until it.
    CHECK(standing({{minute(90)}}, nothing, minute(100)) == "apo");
    CHECK(standing({{minute(90), minute(100)}}, nothing, minute(100)) ==
          (measure == Measure::position ? "-p-" : "---"));
  }
}

TEST_CASE("time watched unites sessions and ends at the bounds") {
  const std::vector<RoomStay> stays{
      {minute(10), minute(30), 0}, {minute(15), minute(20), 1}, {minute(25), minute(40), 2}, {minute(60), kNever, 0}};
  CHECK(watched_between(stays, minute(0), minute(50)) == 30min);
  CHECK(watched_between(stays, minute(20), minute(70)) == 30min);
  CHECK(watched_between(stays, minute(40), minute(60)) == 0min);
  CHECK(watched_between({}, minute(0), minute(60)) == 0min);
}

TEST_CASE("S12: joined is the first attended instant: the start, or the join after it up to the end") {
  const Frame at_60 = frame(60);
  CHECK(first_attended({{minute(50), kNever, 0}}, at_60) == minute(100));
  CHECK(first_attended({{minute(50), minute(100), 0}, {minute(120), minute(120), 0}}, at_60) == minute(120));
  CHECK(first_attended({{minute(200), kNever, 0}}, at_60) == minute(200));
  CHECK_FALSE(first_attended({{minute(200) + 1ms, kNever, 0}}, at_60));
  CHECK_FALSE(first_attended({{minute(50), kNever, 0}}, Frame{}));
}

TEST_CASE("S12: participated is the first instant at which the threshold is reached") {
  const std::vector<RoomStay> in_parts{
      {minute(90), minute(120), 0}, {minute(150), minute(170), 0}, {minute(180), kNever, 0}};
  CHECK(first_participated(in_parts, frame(0)) == minute(100));
  CHECK(first_participated(in_parts, frame(60)) == minute(160));
  CHECK(first_participated(in_parts, frame(75)) == minute(180));
  CHECK(first_participated(in_parts, frame(100)) == minute(200));
  CHECK_FALSE(first_participated({{minute(200), kNever, 0}}, frame(100)));
  CHECK(first_participated({{minute(200), kNever, 0}}, frame(99)) == minute(200));

  CHECK(first_participated(in_parts, frame(0, Measure::watched)) == minute(100));
  CHECK(first_participated(in_parts, frame(20, Measure::watched)) == minute(120));
  CHECK(first_participated(in_parts, frame(40, Measure::watched)) == minute(170));
  CHECK(first_participated(in_parts, frame(41, Measure::watched)) == minute(181));
  CHECK(first_participated(in_parts, frame(60, Measure::watched)) == minute(200));
  CHECK_FALSE(first_participated(in_parts, frame(61, Measure::watched)));
  CHECK_FALSE(first_participated(in_parts, Frame{}));
}
