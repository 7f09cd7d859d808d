// The simulator judges the library; these judge the simulator.
#include <algorithm>
#include <vector>

#include "bench/lead/call_times.hpp"
#include "bench/lead/measures.hpp"
#include "bench/lead/policies.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;
using namespace usher::lead;
using usher::Duration;
using usher::Instant;

namespace {

Instant minute(int number) {
  return kEvening + std::chrono::minutes{number};
}

/// From minute 0 to 60, mark at 36, with an attendee for each list of stays.
Room room_with(const std::vector<std::vector<Stay>>& attendees) {
  Room room{.start = minute(0), .end = minute(60), .mark = minute(36)};
  for (const auto& stays : attendees) room.add_attendee(stays);
  return room;
}

Evening evening_with(Room room, Instant due) {
  return {.rooms = {std::move(room)}, .moments = {{0, due, {Group::online, Group::offline}}}};
}

}  // namespace

TEST_CASE("the simulator's truth: online is from the join up to, not including, the leave") {
  const Room room = room_with({{{minute(5), minute(10)}, {minute(20), minute(30)}}, {}});
  CHECK_FALSE(belongs(room, 0, Group::online, minute(5) - 1ms));
  CHECK(belongs(room, 0, Group::online, minute(5)));
  CHECK(belongs(room, 0, Group::online, minute(10) - 1ms));
  CHECK_FALSE(belongs(room, 0, Group::online, minute(10)));
  CHECK(belongs(room, 0, Group::offline, minute(15)));
  CHECK(belongs(room, 0, Group::online, minute(25)));
  CHECK(belongs(room, 1, Group::offline, minute(25)));
}

TEST_CASE("the simulator's truth: a participant is who has been in the room from the mark to the end") {
  const Room room = room_with({{{minute(0), minute(36)}},
                               {{minute(0), minute(36) + 1ms}},
                               {{minute(0), minute(10)}, {minute(60), minute(65)}},
                               {{minute(60) + 1ms, minute(65)}}});
  CHECK_FALSE(belongs(room, 0, Group::participants, minute(61)));
  CHECK_FALSE(belongs(room, 1, Group::participants, minute(36) - 1ms));
  CHECK(belongs(room, 1, Group::participants, minute(36)));
  CHECK(belongs(room, 1, Group::participants, minute(61)));
  CHECK_FALSE(belongs(room, 2, Group::participants, minute(59)));
  CHECK(belongs(room, 2, Group::participants, minute(61)));
  CHECK(belongs(room, 3, Group::non_participants, minute(61)));
  CHECK(belongs(room, 3, Group::all, minute(61)));
}

TEST_CASE("the simulator's call times have the median and the 99th percentile that were asked for") {
  Parameters parameters;
  parameters.call_drift = 1;
  CallTimes times{parameters, 1};
  std::vector<double> milliseconds;
  std::size_t hung = 0;
  for (std::size_t number = 0; number < 100'000; ++number) {
    const auto [time, hangs] = times.of(number, kEvening, 1);
    if (hangs) ++hung;
    if (!hangs) milliseconds.push_back(static_cast<double>(time.count()));
  }
  CHECK(quantile(milliseconds, 0.5) == Approx(150).epsilon(0.02));
  CHECK(quantile(milliseconds, 0.99) == Approx(2'000).epsilon(0.04));
  CHECK(hung > 70);
  CHECK(hung < 130);
}

TEST_CASE("a call of the simulator takes what its number says, more for further attendees and later in the evening") {
  const Parameters parameters;
  CallTimes times{parameters, 1}, the_same{parameters, 1}, another{parameters, 2};
  const Duration one = times.of(7, kEvening, 1).time;
  CHECK(the_same.of(7, kEvening, 1).time == one);
  CHECK(another.of(7, kEvening, 1).time != one);
  CHECK(times.of(7, kEvening, 100).time == one + 297ms);
  const Duration late = times.of(7, kEvening + 24h, 1).time;
  CHECK(static_cast<double>(late.count()) == Approx(1.27 * static_cast<double>(one.count())).epsilon(0.02));
}

TEST_CASE("the simulator's evening is as it was described, and the same for the same seed") {
  const std::vector<std::size_t> registrants{4'000, 1'000, 1'000};
  const Evening evening = usual_evening(registrants, {}, 3), again = usual_evening(registrants, {}, 3);
  REQUIRE(evening.moments.size() == 9);
  CHECK(std::ranges::is_sorted(evening.moments, {}, &Moment::due));
  const Room& room = evening.rooms[0];
  CHECK(room.attendees() == 4'000);
  CHECK(room.stays.size() == again.rooms[0].stays.size());
  std::size_t came = 0, left_last = 0;
  for (std::size_t attendee = 0; attendee < room.attendees(); ++attendee) {
    const auto stays = room.stays_of(attendee);
    if (!stays.empty()) ++came;
    CHECK(std::ranges::all_of(stays, [](Stay stay) { return stay.joined < stay.left; }));
    CHECK(std::ranges::adjacent_find(stays, {}, [](Stay one) { return one.left; }) == stays.end());
    if (!stays.empty() && stays.back().left > room.end - 2min) ++left_last;
  }
  CHECK(came > 1'320);
  CHECK(came < 1'880);
  CHECK(left_last > came / 10);
}

TEST_CASE("who of online and offline had both, none, or the wrong one is counted, and what was late") {
  const Evening evening =
      evening_with(room_with({{{minute(0), minute(60)}}, {{minute(0), minute(60)}}, {}, {}}), minute(45));
  const Instant due = minute(45);
  Run run;
  run.calls = {{due - 4s, due - 3s, 0, Group::online, 2},
               {due - 3s, due - 2s, 0, Group::offline, 1},
               {due - 2s, due + 1s, 0, Group::offline, 1},
               {due + 1s, due + 1'001ms, 0, Group::online, 1}};
  // 0: right. 1: both, of which offline is wrong. 2: online, wrong and late. 3: none.
  run.delivered = {{0, 0, 0}, {0, 0, 1}, {2, 0, 1}, {3, 0, 2}};
  const Measures measures = measure(evening, run, {});
  CHECK(measures.on_time == Approx(75));
  CHECK(measures.wrong == Approx(50));
  CHECK(measures.both_or_neither == Approx(50));
  CHECK(measures.wrong_in_the_end == Approx(75));
  CHECK(measures.late_p99 == Approx(1.001));
  CHECK(measures.moments_on_time == Approx(0));
  CHECK(measures.extra_handovers == Approx(100.0 / 3));
}

TEST_CASE("what is taken back and sent to the right rule is right in the end, and counted as extra") {
  const Evening evening = evening_with(room_with({{}}), minute(45));
  const Instant due = minute(45);
  Run run;
  run.calls = {{due - 1s, due, 0, Group::online, 1},
               {due, due + 1s, 0, Group::online, 1, true},
               {due + 1s, due + 2s, 0, Group::offline, 1}};
  run.delivered = {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}};
  const Measures measures = measure(evening, run, {});
  CHECK(measures.wrong == Approx(50));
  CHECK(measures.wrong_in_the_end == Approx(0));
  CHECK(measures.both_or_neither == Approx(0));
  CHECK(measures.extra_calls == Approx(200));
}

TEST_CASE("a policy that decides each call by itself gives somebody both; the clairvoyant gives everybody theirs") {
  const Instant due = minute(45);
  // With calls of a second each: the first leaves between the two rules; the second comes between them.
  const Evening evening = evening_with(room_with({{{minute(0), due + 1ms}}, {{due + 1ms, minute(60)}}}), due);
  Parameters parameters;
  parameters.call_median = parameters.call_p99 = 1'000;
  parameters.call_drift = 1;
  parameters.hang_share = 0;
  const Task task{evening, parameters};
  const Run cron = run(Policy::cron, task, CallTimes{parameters, 1});
  REQUIRE(cron.calls.size() == 3);
  CHECK(cron.calls[0].start == due);
  CHECK(measure(evening, cron, parameters).both_or_neither == Approx(50));
  const Measures oracle = measure(evening, run(Policy::clairvoyant, task, CallTimes{parameters, 1}), parameters);
  CHECK(oracle.on_time == Approx(100));
  CHECK(oracle.wrong_in_the_end == Approx(0));
  const Run library = run(Policy::usher, task, CallTimes{parameters, 1});
  CHECK(library.delivered.size() == 2);
  CHECK(fault(evening, library).empty());
}

TEST_CASE("two calls at a time on the lane are found out") {
  const Evening evening = evening_with(room_with({{}}), minute(45));
  Run run;
  run.calls = {{minute(44), minute(45), 0, Group::offline, 1}, {minute(45) - 1ms, minute(46), 0, Group::offline, 1}};
  CHECK(fault(evening, run) == "two calls at a time");
}
