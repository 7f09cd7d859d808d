// A webinar of one evening, for tests of a queue with a journal: from kStart on for an hour, rules ten minutes after
// it.
#pragma once

#include <string>
#include <vector>

#include "support/catch.hpp"
#include "usher/journaled_queue.hpp"

namespace usher::journal_test {

using namespace std::chrono_literals;

inline constexpr Instant kStart{Duration{1'774'774'800'000}};
inline constexpr Instant kBefore = kStart - 1h;
inline constexpr Instant kDue = kStart + 10min;

inline Connection connection(const std::string& id, const std::string& lane = "main") {
  return {.id = id, .lane = lane, .max_lead = Duration{0}};
}

inline Rule rule(const std::string& id, const std::string& connection, Anchor when = Anchor::start(),
                 Duration offset = 10min) {
  return {.id = id, .when = std::move(when), .offset = offset, .connection = connection};
}

inline Webinar webinar(const std::string& id, std::vector<Rule> rules) {
  return {.id = id, .start = kStart, .duration = 1h, .rules = std::move(rules)};
}

inline JournaledQueue open(Journal& journal, const JournaledOptions& options = {}) {
  auto queue = JournaledQueue::open(journal, options);
  INFO((queue ? "" : queue.error().message + " " + queue.error().where));
  REQUIRE(queue);
  return std::move(queue).value();
}

/// The connections, the webinar, and everybody registered for it.
inline void set_up(JournaledQueue& queue, const std::vector<Connection>& connections, const Webinar& webinar,
                   const std::vector<std::string>& people) {
  for (const Connection& one : connections) REQUIRE(queue.add(one));
  REQUIRE(queue.feed(WebinarScheduled{kBefore, webinar}, kBefore));
  for (const std::string& one : people) {
    const std::string profile = R"({"mail":")" + one + R"(@example.org"})";
    REQUIRE(queue.feed(AttendeeRegistered{kBefore, webinar.id, one, profile}, kBefore));
  }
}

/// What is next; null where there is nothing, or the journal fails.
inline const Call* next(JournaledQueue& queue, Instant now) {
  const auto call = queue.next(now);
  return call ? *call : nullptr;
}

inline std::string who(const Call* call) {
  std::string text;
  if (call == nullptr) return text;
  for (const Handover& one : call->handovers())
    text += (text.empty() ? "" : " ") + std::string{one.key} + (one.redelivery ? " again" : "");
  return text;
}

}  // namespace usher::journal_test
