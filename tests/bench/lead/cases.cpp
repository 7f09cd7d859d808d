#include "bench/lead/cases.hpp"

namespace usher::lead {
namespace {

using M = Measures;

const std::vector<Policy> kHandovers{Policy::cron, Policy::p1, Policy::usher, Policy::clairvoyant};

Requirement on_time(double percent) {
  return {"on time", &M::on_time, true, percent, {}};
}
Requirement wrong(double times) {
  return {"wrong", &M::wrong, false, times, Policy::p1};
}
Requirement exactly_one() {
  return {"both or neither", &M::both_or_neither, false, 0, {}};
}

std::vector<std::size_t> three(std::size_t largest) {
  return {largest, largest / 4, largest / 4};
}

std::vector<Case> make_cases() {
  const std::vector<Requirement> corrected{{"wrong in the end", &M::wrong_in_the_end, false, 0, {}},
                                           {"both or neither", &M::both_or_neither, false, 0, {}},
                                           {"extra calls", &M::extra_calls, false, 0.2, {}}};
  return {
      {.name = "200",
       .title = "200 registrants, batch 1",
       .registrants = three(200),
       .policies = kHandovers,
       .requirements = {on_time(97), wrong(0.45), exactly_one()}},
      {.name = "2000",
       .title = "2,000 registrants, batch 1 (not all feasible)",
       .registrants = three(2'000),
       .policies = kHandovers,
       .requirements = {on_time(78), wrong(0.35), exactly_one()}},
      {.name = "2000-batch",
       .title = "2,000 registrants, batch 100",
       .registrants = three(2'000),
       .batch = 100,
       .policies = kHandovers,
       .requirements = {on_time(99), wrong(0.75), exactly_one()}},
      {.name = "20000-batch",
       .title = "20,000 registrants, batch 100",
       .registrants = three(20'000),
       .batch = 100,
       .policies = kHandovers,
       .requirements = {on_time(99), wrong(0.45), exactly_one(), {"p99 late", &M::late_p99, false, 2, {}}}},
      {.name = "overload",
       .title = "12 colliding moments, batch 1, overload",
       .registrants = {150, 200, 250, 300, 400, 500, 600, 700, 800, 1'000, 1'200, 1'500},
       .colliding = true,
       .policies = {Policy::edf, Policy::usher, Policy::clairvoyant},
       .requirements = {{"moments on time", &M::moments_on_time, true, 2, Policy::edf}}},
      {.name = "200-correct",
       .title = "200 registrants, batch 1, correct: true",
       .registrants = three(200),
       .correct = true,
       .policies = {Policy::usher},
       .requirements = corrected},
      {.name = "2000-batch-correct",
       .title = "2,000 registrants, batch 100, correct: true",
       .registrants = three(2'000),
       .batch = 100,
       .correct = true,
       .policies = {Policy::usher},
       .requirements = corrected},
  };
}

}  // namespace

std::span<const Case> cases() {
  static const std::vector<Case> all = make_cases();
  return all;
}

Evening evening_of(const Case& one, const Parameters& parameters, std::uint64_t seed) {
  return one.colliding ? colliding_evening(one.registrants, parameters, seed)
                       : usual_evening(one.registrants, parameters, seed);
}

Run run_of(const Case& one, Policy policy, const Evening& evening, const Parameters& parameters, std::uint64_t seed) {
  const Task task{evening, parameters, one.batch, one.correct, one.colliding};
  return run(policy, task, CallTimes{parameters, seed});
}

}  // namespace usher::lead
