// What a handover costs, from `next` to `complete`: at due and before it, singly and a hundred in a call, with many
// webinars, and of a rule that is due for each attendee at an instant of their own. Beside it std::priority_queue, the
// least that anybody who keeps a job for each handover has to do.
#include <queue>
#include <string>

#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"

namespace usher::bench {
namespace {

std::size_t number(const benchmark::State& state, std::size_t which = 0) {
  return static_cast<std::size_t>(state.range(which));
}

/// A call takes a millisecond, since for a host time goes on, too.
void call_and_complete(Room& room) {
  const Call* const call = room.queue.next(room.now);
  demand(call != nullptr);
  room.now += 1ms;
  benchmark::DoNotOptimize(room.queue.complete(call->id(), Outcome::delivered(), room.now));
}

RoomPlan plan_of(std::size_t attendees, std::size_t batch, Duration max_lead) {
  return {
      .attendees = attendees,
      .rules = {rule("all", Anchor::start(), 10h, Audience::all())},
      .connection = {.id = "crm", .batch = static_cast<std::int32_t>(batch), .call_time = 1ms, .max_lead = max_lead}};
}

void at_due(benchmark::State& state) {
  clear_room();
  Room room{plan_of(number(state), number(state, 1), 0s)};
  room.pass(kStart + 10h);
  for (auto _ : state) call_and_complete(room);
  count_items(state, number(state, 1));
}

/// Calls that take as long as they are planned to; the host looks when the queue says.
void before_due(benchmark::State& state) {
  clear_room();
  Room room{plan_of(number(state), number(state, 1), 9h)};
  while (room.queue.next(room.now) == nullptr) room.now = *room.queue.wake_at();
  // What has begun is ended, so that all that is measured are whole handovers.
  room.now += 1ms;
  demand(static_cast<bool>(room.queue.complete(CallId{1}, Outcome::delivered(), room.now)));
  for (auto _ : state) {
    const Call* call = room.queue.next(room.now);
    while (call == nullptr) {
      room.now = *room.queue.wake_at();
      call = room.queue.next(room.now);
    }
    demand(room.now < kStart + 10h);
    room.now += 1ms;
    benchmark::DoNotOptimize(room.queue.complete(call->id(), Outcome::delivered(), room.now));
  }
  count_items(state, number(state, 1));
}

/// A hundred thousand attendees in so many webinars, all due at one instant.
void at_due_webinars(benchmark::State& state) {
  clear_room();
  RoomPlan plan = plan_of(100'000, 1, 0s);
  plan.webinars = number(state);
  Room room{plan};
  room.pass(kStart + 10h);
  for (auto _ : state) call_and_complete(room);
  count_items(state, 1);
}

/// From registration to the end of the call, of a rule due some time later: so many wait at any time.
void own_instants(benchmark::State& state) {
  clear_room();
  const auto waiting = state.range(0);
  Room room{{.rules = {rule("welcome", Anchor::registered(), Duration{waiting}, Audience::all())}}};
  const auto go_on = [&] {
    room.now += 1ms;
    benchmark::DoNotOptimize(room.register_one());
    while (const Call* const call = room.queue.next(room.now)) {
      demand(static_cast<bool>(room.queue.complete(call->id(), Outcome::delivered(), room.now)));
    }
  };
  for (std::int64_t i = 0; i < waiting; ++i) go_on();
  for (auto _ : state) go_on();
  count_items(state, 1);
}

void next_with_nothing_to_do(benchmark::State& state) {
  Room& room = room_of({.attendees = number(state), .rules = rules_at_the_end()});
  for (auto _ : state) benchmark::DoNotOptimize(room.queue.next(room.now));
  count_items(state, 1);
}

struct Job {
  std::int64_t due;
  std::uint64_t id;
  friend bool operator>(const Job& a, const Job& b) noexcept { return a.due > b.due; }
};
using Jobs = std::priority_queue<Job, std::vector<Job>, std::greater<>>;

Job some_job(property::Random& random, std::uint64_t id) {
  return {static_cast<std::int64_t>(random.below(3'600'000)), id};
}

void peer_priority_queue_schedule(benchmark::State& state) {
  property::Random random{1};
  Jobs jobs;
  std::uint64_t id = 0;
  for (auto _ : state) jobs.push(some_job(random, ++id));
  count_items(state, 1);
}

void peer_priority_queue_drain(benchmark::State& state) {
  property::Random random{1};
  Jobs jobs;
  for (std::uint64_t id = 0; id < number(state); ++id) jobs.push(some_job(random, id));
  for (auto _ : state) {
    benchmark::DoNotOptimize(jobs.top().id);
    jobs.pop();
  }
  count_items(state, 1);
}

constexpr std::int64_t kMillion = 1'000'000;

BENCHMARK(at_due)->ArgNames({"attendees", "batch"})->Args({kMillion, 1})->Iterations(kMillion);
BENCHMARK(peer_priority_queue_drain)->ArgName("jobs")->Arg(kMillion)->Iterations(kMillion);
BENCHMARK(peer_priority_queue_schedule)->ArgName("jobs")->Arg(kMillion)->Iterations(kMillion);
BENCHMARK(at_due)->ArgNames({"attendees", "batch"})->Args({100'000, 100})->Iterations(1000);
BENCHMARK(at_due)->ArgNames({"attendees", "batch"})->Args({10'000, 1})->Iterations(10'000);
BENCHMARK(before_due)->ArgNames({"attendees", "batch"})->Args({kMillion, 1})->Iterations(100'000);
BENCHMARK(before_due)->ArgNames({"attendees", "batch"})->Args({100'000, 100})->Iterations(900);
BENCHMARK(before_due)->ArgNames({"attendees", "batch"})->Args({10'000, 1})->Iterations(9'000);
BENCHMARK(at_due_webinars)->ArgName("webinars")->RangeMultiplier(10)->Range(1, 100'000)->Iterations(100'000);
BENCHMARK(own_instants)->ArgName("waiting")->Arg(1000)->Arg(100'000)->Iterations(100'000);
BENCHMARK(next_with_nothing_to_do)
    ->ArgName("attendees")
    ->RangeMultiplier(10)
    ->Range(1000, kMillion)
    ->Iterations(1'000'000);

}  // namespace
}  // namespace usher::bench
