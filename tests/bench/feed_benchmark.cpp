// What an event costs: by 36-character ids one by one and in spans, late, in view of a moment, with many webinars and
// many rules. Beside it the look-up of such an id in absl::flat_hash_map, which is the least that anybody who keeps
// attendees by id has to do.
#include <absl/container/flat_hash_map.h>
#include <absl/strings/string_view.h>

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "bench/support/room.hpp"
#include "bench/support/timing.hpp"

namespace usher::bench {
namespace {

constexpr std::size_t kPortion = 512;  ///< events to one reading of the clock, or one span where that is longer
constexpr std::int64_t kEvents = 204'800;

void feed_portion(benchmark::State& state, DispatchQueue& queue, std::span<const Event> events, std::size_t span) {
  const Instant now = at(events.back());
  if (span == 1) {
    std::vector<Instant> clock;  // which a host has from elsewhere
    for (const Event& event : events) clock.push_back(at(event));
    measure(state, [&] {
      const Instant* reading = clock.data();
      for (const Event& event : events) benchmark::DoNotOptimize(queue.feed(event, *reading++));
    });
  } else {
    measure(state, [&] {
      for (std::size_t from = 0; from < events.size(); from += span) {
        benchmark::DoNotOptimize(queue.feed(events.subspan(from, span), now));
      }
    });
  }
}

void feed_into(benchmark::State& state, const RoomPlan& plan, std::size_t span = 1) {
  Room& room = room_of(plan);
  const std::size_t portion = std::max(kPortion, span);
  for (auto _ : state) feed_portion(state, room.queue, room.comings(portion), span);
  count_items(state, portion);
}

std::size_t attendees(const benchmark::State& state) {
  return static_cast<std::size_t>(state.range(0));
}

void feed(benchmark::State& state) {
  feed_into(state, {.attendees = attendees(state), .rules = rules_at_the_end()},
            static_cast<std::size_t>(state.range(1)));
}

/// Whose handles the host has kept.
void feed_handle(benchmark::State& state) {
  Room& room = room_of({.attendees = attendees(state), .rules = rules_at_the_end()});
  const auto span = static_cast<std::size_t>(state.range(1));
  for (auto _ : state) {
    const std::span<const AttendeeMove> moves = room.moves(kPortion);
    measure(state, [&] {
      if (span == 1) {
        for (const AttendeeMove& one : moves) benchmark::DoNotOptimize(room.queue.feed(one, one.at));
      } else {
        for (std::size_t from = 0; from < kPortion; from += span) {
          benchmark::DoNotOptimize(room.queue.feed(moves.subspan(from, span), moves.back().at));
        }
      }
    });
  }
  count_items(state, kPortion);
}

void feed_watched(benchmark::State& state) {
  feed_into(state, {.attendees = attendees(state),
                    .threshold = {.hundredths = 60'00, .measure = Threshold::Measure::watched},
                    .rules = rules_at_the_end()});
}

/// A moment is in view, so that each event changes how many calls are planned.
void feed_in_view(benchmark::State& state) {
  feed_into(state, {.attendees = attendees(state),
                    .rules = rules_at_the_end(),
                    .connection = {.id = "crm", .call_time = 1ms, .max_lead = 20h}});
}

void feed_webinars(benchmark::State& state) {
  const auto webinars = static_cast<std::size_t>(state.range(0));
  feed_into(state, {.attendees = 100'000, .webinars = webinars, .rules = rules_at_the_end()});
}

/// So many rules at one instant.
void feed_rules(benchmark::State& state) {
  std::vector<Rule> rules;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    rules.push_back(rule(std::to_string(i), Anchor::end(), 1min, Audience::from_bits(static_cast<std::uint8_t>(i))));
  }
  feed_into(state, {.attendees = 10'000, .rules = rules});
}

void feed_late(benchmark::State& state) {
  Room& room = room_of({.attendees = attendees(state), .rules = rules_at_the_end(), .percent_inside = 100});
  for (auto _ : state) {
    const auto events = room.late_comings(kPortion);
    measure(state, [&] {
      for (const Event& event : events) benchmark::DoNotOptimize(room.queue.feed(event, room.now));
    });
  }
  count_items(state, kPortion);
}

/// absl has a string_view of its own where it was built for an older standard.
absl::string_view key_of(const IdText& text) {
  return {text.data(), text.size()};
}

/// The look-ups of `feed`: the same ids in the same order, prepared in the same way.
void peer_flat_hash_map(benchmark::State& state) {
  static absl::flat_hash_map<std::string, std::uint32_t> map;
  if (map.size() != attendees(state)) {
    clear_room();
    map = {};
    for (std::uint32_t number = 0; number < attendees(state); ++number) {
      map.emplace(std::string{view(id_text(number))}, number);
    }
  }
  property::Random random{20'260'504};
  std::vector<IdText> texts(kPortion);
  for (auto _ : state) {
    for (IdText& text : texts) text = id_text(random.below(map.size()));
    measure(state, [&] {
      for (const IdText& text : texts) benchmark::DoNotOptimize(map.find(key_of(text))->second);
    });
  }
  count_items(state, kPortion);
}

void all_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"attendees", "span"})->UseManualTime();
  for (std::int64_t size = 1000; size <= most_attendees(); size *= 10) {
    for (const std::int64_t span : {1, 16, 1000}) benchmark->Args({size, span});
  }
}
void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("attendees")->RangeMultiplier(10)->Range(1000, 1'000'000)->UseManualTime();
}

/// What costs an attendee's history is fed less often, so that there is little of it, as there is of people's.
void large_sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("attendees")->RangeMultiplier(10)->Range(10'000, 1'000'000)->UseManualTime();
}

constexpr std::int64_t kPortions = kEvents / std::int64_t{kPortion};

BENCHMARK(feed)->Apply(all_sizes)->Iterations(kPortions);
BENCHMARK(peer_flat_hash_map)->Apply(sizes)->Iterations(kPortions);
BENCHMARK(feed_handle)
    ->ArgNames({"attendees", "span"})
    ->ArgsProduct({{1000, 10'000, 100'000, 1'000'000}, {1, 16}})
    ->Iterations(kEvents / kPortion)
    ->UseManualTime();
BENCHMARK(feed_watched)->Apply(large_sizes)->Iterations(kPortions / 10);
BENCHMARK(feed_in_view)->Apply(sizes)->Iterations(kPortions);
BENCHMARK(feed_webinars)
    ->ArgName("webinars")
    ->RangeMultiplier(10)
    ->Range(1, 100'000)
    ->Iterations(kPortions)
    ->UseManualTime();
BENCHMARK(feed_rules)->ArgName("rules")->RangeMultiplier(10)->Range(1, 1000)->Iterations(kPortions)->UseManualTime();
BENCHMARK(feed_late)->Apply(large_sizes)->Iterations(kPortions / 10);

}  // namespace
}  // namespace usher::bench
