// What the dispatcher's tests happen to: a webinar "talk" an hour from kStart, whose rules are due then or later, with
// as many attendees as a test wants.
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "dispatcher/connectors.hpp"
#include "dispatcher/observers.hpp"
#include "dispatcher/virtual_clock.hpp"
#include "support/catch.hpp"
#include "usher/dispatcher.hpp"

namespace usher::dispatcher_test {

using namespace std::chrono_literals;

/// 2026-05-04T19:00:00Z.
inline constexpr Instant kStart{Duration{1'777'921'200'000}};
inline constexpr Instant kDayBefore = kStart - 24h;

using Lines = std::vector<std::string>;

/// Until the condition holds that another thread is about to bring; false where it takes for ever.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
  const auto patience = std::chrono::steady_clock::now() + kPatience;
  while (!condition() && std::chrono::steady_clock::now() < patience) std::this_thread::sleep_for(1ms);
  return condition();
}

/// Called from due on.
inline Connection connection(std::string id, std::string lane = "main") {
  return {.id = std::move(id), .lane = std::move(lane), .max_lead = 0ms};
}
inline Rule rule(std::string id, Duration after_start = 0ms, std::string over = "crm") {
  return {.id = std::move(id), .when = Anchor::start(), .offset = after_start, .connection = std::move(over)};
}
inline Webinar talk(std::vector<Rule> rules, std::string id = "talk") {
  return {.id = std::move(id), .start = kStart, .duration = 60min, .rules = std::move(rules)};
}

/// Registers so many: "a1", "a2" ...
inline void registers(Dispatcher& dispatcher, int attendees, const std::string& webinar = "talk") {
  for (int i = 1; i <= attendees; ++i) {
    const std::string id = "a" + std::to_string(i);
    REQUIRE(dispatcher.feed(AttendeeRegistered{.at = kDayBefore, .webinar = webinar, .attendee = id}));
  }
}

/// A dispatcher in virtual time, a day before the webinar. Where nothing else is said "crm" delivers everything.
struct Evening {
  explicit Evening(std::shared_ptr<Calls> crm = std::make_shared<Calls>(), DispatcherOptions options = {})
      : Evening(DispatchQueue{}, std::move(crm), std::move(options)) {}
  template <class Queue>
  Evening(Queue queue, std::shared_ptr<Calls> connector, DispatcherOptions options = {})
      : crm(std::move(connector)), dispatcher(std::move(queue), with_virtual_time(std::move(options))) {
    REQUIRE(dispatcher.attach(connection("crm"), crm));
  }

  void schedule(std::vector<Rule> rules, int attendees) {
    REQUIRE(dispatcher.feed(WebinarScheduled{.at = kDayBefore, .webinar = talk(std::move(rules))}));
    registers(dispatcher, attendees);
  }
  void start() { REQUIRE(dispatcher.start()); }
  [[nodiscard]] std::uint64_t delivered() const {
    return dispatcher.look([](const DispatchQueue& queue) { return queue.counters().delivered; });
  }

  std::shared_ptr<VirtualClock> clock = std::make_shared<VirtualClock>(kDayBefore);
  std::shared_ptr<Recorder> told = std::make_shared<Recorder>();
  std::shared_ptr<Calls> crm;
  Dispatcher dispatcher;

 private:
  [[nodiscard]] DispatcherOptions with_virtual_time(DispatcherOptions options) const {
    options.clock = clock;
    options.observer = told;
    return options;
  }
};

}  // namespace usher::dispatcher_test
