// What happens at a webinar, what its host hears of it when, and how its targets answer: three evenings, small enough
// to be lived through again for every point at which a machine can stop.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "property/happening.hpp"
#include "usher/journaled_queue.hpp"

namespace usher::crash {

struct Told {
  Instant seen{};
  property::Happening happening{};
  bool forget = false;  ///< no event: the happening's attendee is to be forgotten
};

/// Two rules of which each of these people belongs to exactly one.
struct Complementary {
  std::string one, other;  ///< "webinar/rule/"
  std::vector<std::string> people;
};

struct Scenario {
  std::string name;
  JournaledOptions options{};
  std::vector<Connection> connections{};
  std::vector<Told> told{};  ///< by `seen`
  std::vector<Complementary> complementary{};
  bool corrects = false;  ///< then somebody may have been called for by both rules of a pair
  /// "rule/attendee" whose decision depends on when calls start.
  std::set<std::string> open{};
  std::function<Outcome(const Call&, const Handover&)> answer = [](const Call&, const Handover&) {
    return Outcome::delivered();
  };
  Duration call_time{};
  std::size_t sync_every = 3;  ///< events

  [[nodiscard]] bool holds(const std::string& connection) const;
  [[nodiscard]] std::size_t lanes() const;
};

/// Scheduled, registered, joins and leaves, due moments on two lanes with batches, retries, a dead letter.
[[nodiscard]] Scenario an_evening();
/// Calls that start early, late events, corrections and retractions.
[[nodiscard]] Scenario before_due();
/// Many due at once with `max_unsynced`: claims, a connection that holds and one that resends, somebody forgotten, a
/// webinar that is freed.
[[nodiscard]] Scenario many_at_once();

}  // namespace usher::crash
