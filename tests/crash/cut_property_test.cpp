// A journal that is cut at any row gives back a queue that decides as the one did that was never cut: who is called, by
// which key, and on what (S27). Timelines are generated; their host calls whatever is due at once, so that the instants
// are the same with and without a cut.
#include <algorithm>
#include <iostream>
#include <map>
#include <numeric>
#include <set>

#include "cut_journal.hpp"
#include "property/random.hpp"
#include "property/timeline_generator.hpp"
#include "support/catch.hpp"
#include "support/seed.hpp"
#include "usher/journaled_queue.hpp"

namespace usher::crash {
namespace {

constexpr int kMostTurnsOfAll = 20'000;

struct Decided {
  Instant due{}, decided_at{};
  Standing standing{};
  friend bool operator==(const Decided&, const Decided&) = default;
};

struct Made {
  std::string key;
  Decided decided;
  bool redelivery = false;
  bool over = false;  ///< delivered or rejected
};

// As in a key.
std::string escaped(const std::string& id) {
  std::string text;
  for (const char each : id) text += each == '/' ? "%2F" : each == '%' ? "%25" : std::string{each};
  return text;
}

// A host that hears the events of a timeline, and calls what is due before time goes on.
class PromptHost {
 public:
  PromptHost(const property::Scenario& scenario, JournaledOptions options) : scenario_(scenario), options_(options) {}

  std::vector<std::size_t> refused;  ///< steps
  std::map<std::uint64_t, std::vector<Made>> calls;
  std::set<std::string> unknown;  ///< keys without generation: what a crash may have hidden

  // From `from` on, which is where its journal ends. False where it never comes to an end.
  bool run(Journal& journal, CutJournal::Place from, CutJournal::Place* place, int syncs_percent, std::uint64_t seed) {
    place_ = place;
    syncs_percent_ = syncs_percent;
    random_ = property::Random{seed};
    now_ = from.now;
    if (place_ != nullptr) *place_ = from;
    auto opened = JournaledQueue::open(journal, options_);
    INFO((opened ? "" : opened.error().message + " " + opened.error().where));
    REQUIRE(opened);
    JournaledQueue& queue = *opened;
    for (const Connection& connection : scenario_.connections) REQUIRE(queue.add(connection));
    for (const PendingHandover& one : queue.queue().pending(1'000'000))
      if (one.state == PendingHandover::State::retrying)
        unknown.insert(escaped(one.webinar) + "/" + escaped(one.rule) + "/" + escaped(one.attendee));
    const std::string& position = queue.source_position();
    std::size_t step = position.empty() ? 0 : std::stoull(position) + 1;
    for (; step < scenario_.steps.size(); ++step) {
      // What it has heard before, it hears again at once.
      if (step >= from.step && !run_before(queue, scenario_.steps[step].now)) return false;
      feed(queue, step);
      work(queue);
    }
    const bool ended = run_before(queue, Instant::max());
    REQUIRE(queue.sync());
    CHECK(queue.queue().check_invariants() == "");
    return ended;
  }

 private:
  void feed(JournaledQueue& queue, std::size_t step) {
    go_on(queue, scenario_.steps[step].now);
    if (place_ != nullptr) place_->step = step + 1;
    const property::Happening& happening = scenario_.steps[step].happening;
    const auto fed = queue.feed(property::event_of(happening), now_, std::to_string(step));
    if (!fed) refused.push_back(step);
    // Two changes of a webinar with the same `at` count in the order in which they come, also when they come again.
    if (happening.about_webinar() || random_.chance(syncs_percent_)) REQUIRE(queue.sync());
  }

  // Whatever is heard at an instant is durable before the next: an event that is heard later may mean something else.
  void go_on(JournaledQueue& queue, Instant instant) {
    if (instant <= now_) return;
    REQUIRE(queue.sync());
    now_ = instant;
    if (place_ != nullptr) place_->now = now_;
  }

  bool run_before(JournaledQueue& queue, Instant instant) {
    work(queue);
    for (int turns = 0; turns < kMostTurnsOfAll; ++turns) {
      const auto wake = queue.wake_at();
      if (!wake || *wake >= instant) return true;
      go_on(queue, *wake);
      work(queue);
    }
    return false;
  }

  // A call of each lane, and then their outcomes, until there is none.
  void work(JournaledQueue& queue) {
    while (true) {
      std::vector<std::pair<CallId, std::vector<Outcome>>> out;
      for (auto call = queue.next(now_);; call = queue.next(now_)) {
        REQUIRE(call);
        if (*call == nullptr) break;
        out.emplace_back((*call)->id(), take(**call));
      }
      if (out.empty()) return;
      for (const auto& [id, outcomes] : out) REQUIRE(queue.complete(id, outcomes, now_));
    }
  }

  std::vector<Outcome> take(const Call& call) {
    std::vector<Outcome> outcomes;
    for (const Handover& one : call.handovers()) {
      const int kind = std::accumulate(one.key.begin(), one.key.end(), 0) % 8;
      outcomes.push_back(kind == 0                      ? Outcome::rejected("never")
                         : kind < 3 && one.attempt == 1 ? Outcome::retry_after(Duration{0})
                                                        : Outcome::delivered());
      calls[static_cast<std::uint64_t>(call.id())].push_back({std::string{one.key},
                                                              {one.due, one.decided_at, one.standing},
                                                              one.redelivery,
                                                              outcomes.back().kind != Outcome::Kind::retry});
    }
    return outcomes;
  }

  const property::Scenario& scenario_;
  JournaledOptions options_;
  CutJournal::Place* place_ = nullptr;
  property::Random random_{0};
  int syncs_percent_ = 0;
  Instant now_{};
};

struct Tried {
  std::uint64_t timelines = 0, cuts = 0, calls = 0, repeated = 0, after = 0;
};

/// The events of a timeline, for connections that start at due and repeat at once. A webinar stays for longer than the
/// timeline lasts: when it is freed depends on when the queue is asked, and what comes after that is refused.
property::Scenario events_of(property::Scenario scenario) {
  std::erase_if(scenario.steps, [](const property::Step& step) { return step.kind != property::Step::Kind::feed; });
  scenario.options.retain = std::chrono::hours{24};
  for (Connection& connection : scenario.connections) {
    connection.spacing = Duration{0};
    connection.max_lead = Duration{0};
    connection.max_attempts = 20;
    connection.give_up_after = std::chrono::hours{24 * 365};
  }
  return scenario;
}

/// A correction overtakes what waits to be repeated of the pair (S17c).
std::string next_generation(const std::string& key) {
  const std::size_t slash = key.rfind('/') + 1;
  return key.substr(0, slash) + std::to_string(std::stoi(key.substr(slash)) + 1);
}

/// What the cut one does that it should not, or empty.
std::string difference(const PromptHost& whole, const CutJournal::Cut& cut, const PromptHost& again, bool claims,
                       Tried& tried) {
  std::map<std::string, Decided> decided;
  std::map<std::string, const Made*> before;
  std::map<std::string, bool> settled;
  for (const auto& [id, made] : whole.calls) {
    for (const Made& one : made) {
      decided[one.key] = one.decided;
      if (!cut.started.contains(id)) continue;
      before[one.key] = &one;
      settled[one.key] = cut.completed.contains(id) && one.over;
    }
  }
  for (const auto& [id, made] : again.calls) {
    for (const Made& one : made) {
      // Whoever could have been called without a sync is decided by that, whatever comes.
      const bool claimed = claims && again.unknown.contains(one.key.substr(0, one.key.rfind('/')));
      const auto known = decided.find(one.key);
      if (known == decided.end() && !claimed) return one.key + " is called, and was not without the cut";
      if (known != decided.end() && known->second != one.decided && !claimed)
        return one.key + " is decided otherwise than without the cut";
      const auto earlier = before.find(one.key);
      if (earlier == before.end()) {
        if (one.redelivery && !claims) return one.key + " is called as repeated, and was not called";
        ++tried.after;
      } else if (settled[one.key]) {
        return one.key + " is called again, and was durable";
      } else {
        if (!one.redelivery && earlier->second->over) return one.key + " is repeated and does not say so";
        ++tried.repeated;
      }
      before[one.key] = &one;
      settled[one.key] = one.over;
    }
  }
  for (const auto& [key, decision] : decided)
    if (!before.contains(key) && !before.contains(next_generation(key))) return key + " is not called";
  return {};
}

void cut_everywhere(std::uint64_t seed, int cuts, Tried& tried) {
  property::Random random{seed};
  property::Scenario scenario = events_of(property::generate_timeline(seed));
  const JournaledOptions options{.queue = scenario.options, .max_unsynced = random.chance(50) ? 0 : 5};
  const int syncs_percent = random.pick(std::array{0, 30, 100});
  const CutJournal::Place beginning{scenario.origin, 0};
  {
    // What is refused might not be if it were fed again later.
    MemoryJournal journal;
    PromptHost host{scenario, options};
    (void)host.run(journal, beginning, nullptr, syncs_percent, seed);
    for (auto step = host.refused.rbegin(); step != host.refused.rend(); ++step)
      scenario.steps.erase(scenario.steps.begin() + static_cast<std::ptrdiff_t>(*step));
  }
  CutJournal journal;
  PromptHost whole{scenario, options};
  if (!whole.run(journal, beginning, &journal.place, syncs_percent, seed)) return;
  ++tried.timelines;
  tried.calls += whole.calls.size();
  const std::uint64_t last = *journal.last_sequence();
  for (int each = 0; each < cuts; ++each) {
    const std::uint64_t at = random.below(last + 1);
    CutJournal::Cut cut = journal.cut(at);
    if (at == 0) cut.place = beginning;
    INFO("seed " << seed << ", cut after row " << at << " of " << last << ", at "
                 << property::describe(cut.place.now, scenario.origin) << " before step " << cut.place.step + 1);
    PromptHost again{scenario, options};
    REQUIRE(again.run(cut.journal, cut.place, nullptr, syncs_percent, seed));
    ++tried.cuts;
    const std::string found = difference(whole, cut, again, options.max_unsynced != 0, tried);
    if (!found.empty()) FAIL(found << "\n" << describe(scenario));
  }
}

void run(std::uint64_t timelines, int cuts) {
  const std::uint64_t seed = test::seed();
  Tried tried;
  for (std::uint64_t each = 0; each < timelines; ++each) cut_everywhere(seed + each, cuts, tried);
  std::cout << tried.timelines << " timelines from seed " << seed << ", " << tried.calls << " calls; cut " << tried.cuts
            << " times: " << tried.repeated << " handovers repeated, " << tried.after << " decided after the cut\n";
  CHECK(tried.timelines > timelines / 2);
  CHECK(tried.repeated > 0);
  CHECK(tried.after > 0);
}

}  // namespace

TEST_CASE("a journal that is cut at any row decides as the one that was not (S27)") {
  run(400, 5);
}

TEST_CASE("many journals that are cut at many rows decide as the ones that were not (S27)", "[extended]") {
  run(5'000, 20);
}

}  // namespace usher::crash
