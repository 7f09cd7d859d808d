// What deciding a whole moment costs, for each attendee: due comes and the standings are frozen; a moment comes into
// view and is counted; and, by the planes alone, everybody whom an audience chooses is written out, eight bytes each.
// Beside it the memcpy of that output: nobody who writes it out can be faster.
#include <cstring>
#include <string>

#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"
#include "decision/moment.hpp"

namespace usher::bench {
namespace {

constexpr std::int64_t kMoments = 5;       ///< decided in one repetition
constexpr std::int64_t kRepetitions = 20;  ///< for which a room has moments

RoomPlan plan_of(std::size_t attendees, std::size_t percent, Threshold::Measure measure, Duration max_lead) {
  RoomPlan plan{.attendees = attendees,
                .threshold = {.hundredths = 1'00, .measure = measure},
                .connection = {.id = "crm", .call_time = 1ms, .max_lead = max_lead},
                .percent_inside = percent};
  for (std::int64_t i = 0; i < kMoments * kRepetitions; ++i) {
    plan.rules.push_back(rule(std::to_string(i), Anchor::start(), 2h + i * 5min, Audience::online()));
  }
  return plan;
}

/// A room in which no call is made, and how far its evening has come.
struct Decided {
  RoomPlan plan;
  Room* room = nullptr;
  std::int64_t next = 0;  ///< number of the moment to come
};

Decided& decided_of(const RoomPlan& plan) {
  static Decided one;
  if (one.room == nullptr || one.plan != plan) {
    clear_room();
    one = {plan, &room_of(plan), 0};
    demand(static_cast<bool>(one.room->queue.pause("crm", one.room->now)));
  }
  return one;
}

/// The instant `before` each moment's due is passed and timed.
void pass_moments(benchmark::State& state, const RoomPlan& plan, Duration before) {
  Decided& decided = decided_of(plan);
  for (auto _ : state) {
    const Instant instant = kStart + 2h + decided.next++ * 5min - before;
    decided.room->pass(instant - 1ms);
    measure(state, [&] { decided.room->pass(instant); });
  }
  count_items(state, plan.attendees);
}

RoomPlan plan_of(const benchmark::State& state, Threshold::Measure measure, Duration max_lead) {
  return plan_of(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), measure, max_lead);
}

/// Needs nobody to call before due: else the next moments would come into view at the same instant.
void decide_position(benchmark::State& state) {
  pass_moments(state, plan_of(state, Threshold::Measure::position, 0s), 0ms);
}

/// The worst case: all who are in the room cross the mark on the way to due, each at an instant of their own to be
/// found out, and nobody has asked the queue meanwhile.
void decide_watched(benchmark::State& state) {
  clear_room();
  Room room{plan_of(state, Threshold::Measure::watched, 0s)};
  for (auto _ : state) measure(state, [&] { room.pass(kStart + 2h); });
  count_items(state, static_cast<std::size_t>(state.range(0)));
}

/// A moment comes into view twice `max_lead` before due.
void come_into_view(benchmark::State& state) {
  pass_moments(state, plan_of(state, Threshold::Measure::position, 2min), 4min);
}

/// Standings as random as people are.
struct Planes {
  attendance::StandingPlanes standings;
  attendance::Plane registered;
  std::vector<std::uint64_t> chosen;
};

Planes& planes_of(std::size_t attendees, std::size_t percent) {
  static Planes planes;
  planes = {};
  property::Random random{1};
  for (std::uint32_t number = 0; number < attendees; ++number) {
    const AttendeeIndex attendee{number};
    const bool online = random.below(100) < percent;
    planes.registered.set(attendee);
    planes.standings.assign(attendee, {online || random.chance(10), online && random.chance(70), online});
  }
  planes.chosen.resize(attendees);
  return planes;
}

std::size_t write_out(Planes& planes, Audience audience) {
  std::size_t chosen = 0;
  for (std::size_t word = 0; word < planes.registered.words(); ++word) {
    const attendance::Word bits =
        planes.registered.word(word) & decision::audience_word(audience, planes.standings, word);
    attendance::for_each_bit(
        bits, word, [&](AttendeeIndex attendee) { planes.chosen[chosen++] = static_cast<std::uint64_t>(attendee); });
  }
  return chosen;
}

/// The audience as its byte; 240 is who is online.
void write_out_chosen(benchmark::State& state) {
  const auto attendees = static_cast<std::size_t>(state.range(0));
  Planes& planes = planes_of(attendees, static_cast<std::size_t>(state.range(1)));
  const Audience audience = Audience::from_bits(static_cast<std::uint8_t>(state.range(2)));
  std::size_t chosen = 0;
  for (auto _ : state) measure(state, [&] { benchmark::DoNotOptimize(chosen = write_out(planes, audience)); });
  count_items(state, attendees);
  state.counters["chosen"] = static_cast<double>(chosen);
}

void peer_memcpy(benchmark::State& state) {
  const auto attendees = static_cast<std::size_t>(state.range(0));
  Planes& planes = planes_of(attendees, static_cast<std::size_t>(state.range(1)));
  const std::size_t chosen = write_out(planes, Audience::online());
  std::vector<std::uint64_t> copy(attendees);
  for (auto _ : state) {
    measure(state, [&] {
      std::memcpy(copy.data(), planes.chosen.data(), chosen * sizeof(std::uint64_t));
      benchmark::ClobberMemory();
    });
  }
  count_items(state, attendees);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"attendees", "percent"})->UseManualTime();
  for (std::int64_t size = 1000; size <= most_attendees(); size *= 10) benchmark->Args({size, 30});
}
void crossings(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"attendees", "percent"})->UseManualTime();
  benchmark->Args({10'000, 100})->Args({1'000'000, 100});
}
void shares(benchmark::internal::Benchmark* benchmark) {
  benchmark->Args({1'000'000, 1})->Args({1'000'000, 100});
}
void audiences(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"attendees", "percent", "audience"})->UseManualTime();
  for (const std::int64_t percent : {1, 30, 100}) benchmark->Args({1'000'000, percent, Audience::online().bits()});
  for (const Audience audience :
       {Audience::all(), Audience::attended(), Audience::absent(), Audience::participants(),
        Audience::non_participants(), Audience::offline(), Audience::attended() & ~Audience::online()}) {
    benchmark->Args({1'000'000, 30, audience.bits()});
  }
}

BENCHMARK(decide_position)->Apply(sizes)->Apply(shares)->Iterations(kMoments);
BENCHMARK(decide_watched)->Apply(crossings)->Iterations(1);
BENCHMARK(come_into_view)
    ->ArgNames({"attendees", "percent"})
    ->Args({10'000, 30})
    ->Args({1'000'000, 30})
    ->UseManualTime()
    ->Iterations(kMoments);
BENCHMARK(write_out_chosen)->Apply(audiences)->Iterations(50);
BENCHMARK(peer_memcpy)
    ->ArgNames({"attendees", "percent"})
    ->Args({1'000'000, 30})
    ->Apply(shares)
    ->Iterations(50)
    ->UseManualTime();

}  // namespace
}  // namespace usher::bench
