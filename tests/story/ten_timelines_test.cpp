// The ten timelines that docs/semantics.md draws, minute for minute, and what it says that each rule decides.
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "usher/testing.hpp"

namespace usher {
namespace {

using namespace std::chrono_literals;
using Calls = std::vector<std::string>;

/// Minute 0 of every timeline, 2026-05-04T19:00:00Z.
constexpr Instant kZero{Duration{1'777'921'200'000}};

Instant minute(int number) {
  return kZero + std::chrono::minutes{number};
}

/// An hour from minute 0, the mark in minute 30.
Webinar talk(std::vector<Rule> rules) {
  return {
      .id = "talk", .start = kZero, .duration = 60min, .threshold = {.hundredths = 50'00}, .rules = std::move(rules)};
}

Rule rule(std::string id, Anchor when, int minutes, Audience audience) {
  return {std::move(id), std::move(when), std::chrono::minutes{minutes}, audience, "crm"};
}

/// The webinar is scheduled two days before; whoever is named registers the day before, in that order. A call takes a
/// second unless it says otherwise.
class Timeline {
 public:
  explicit Timeline(const Webinar& webinar, const std::vector<std::string>& registered = {}, Duration call_time = 1s)
      : host_(queue_) {
    REQUIRE(queue_.add({.id = "crm", .max_lead = 0s}));
    host_.set_call_time(call_time);
    tell(WebinarScheduled{kZero - 48h, webinar});
    for (const std::string& who : registered) tell(AttendeeRegistered{kZero - 24h, "talk", who});
  }

  void joins(std::string_view who, int at, std::string_view session = {}) {
    tell(AttendeeJoined{minute(at), "talk", who, session});
  }
  void leaves(std::string_view who, int at, std::string_view session = {}) {
    tell(AttendeeLeft{minute(at), "talk", who, session});
  }
  void registers(std::string_view who, int at) { tell(AttendeeRegistered{minute(at), "talk", who}); }
  void unregisters(std::string_view who, int at) { tell(AttendeeUnregistered{minute(at), "talk", who}); }
  void tell(const Event& event) { REQUIRE(host_.feed(event)); }
  void tell_in(int arrival, const Event& event) { REQUIRE(host_.feed(event, minute(arrival))); }

  /// "minute of the call's start, rule, attendee" of every call, once nothing is left to come.
  Calls calls() {
    REQUIRE(host_.run());
    REQUIRE(queue_.check_invariants().empty());
    Calls calls;
    for (const FinishedHandover& one : host_.finished()) {
      const auto since_start = std::chrono::floor<std::chrono::minutes>(one.started_at - kZero);
      calls.push_back(std::to_string(since_start.count()) + ' ' + one.rule + ' ' + one.attendee);
    }
    return calls;
  }
  const FinishedHandover& call(std::size_t number) { return host_.finished().at(number); }
  Explanation::Verdict verdict(std::string_view rule, std::string_view who) {
    const auto explanation = queue_.explain("talk", rule, who);
    REQUIRE(explanation);
    return explanation->verdict;
  }

 private:
  DispatchQueue queue_;
  VirtualHost host_;
};

}  // namespace

TEST_CASE("timeline 1: a late leave counts for whoever has not been called, and everybody gets exactly one") {
  Timeline timeline{talk({rule("here", Anchor::start(), 40, Audience::online()),
                          rule("gone", Anchor::start(), 40, Audience::offline())}),
                    {"ada", "bob", "cyd"},
                    4min};
  for (const char* who : {"ada", "bob", "cyd"}) timeline.joins(who, 4);
  timeline.tell_in(42, AttendeeLeft{minute(36), "talk", "cyd"});
  timeline.tell_in(46, AttendeeLeft{minute(36), "talk", "bob"});
  CHECK(timeline.calls() == Calls{"40 here ada", "44 here bob", "48 gone cyd"});
  CHECK(timeline.call(2).decided_at == minute(40));  // S15
  CHECK_FALSE(timeline.call(2).standing.online);
}

TEST_CASE("timeline 2: who comes back is one person, and takes part by the second stay") {
  Webinar webinar = talk({rule("thanks", Anchor::end(), 2, Audience::participants()),
                          rule("missed", Anchor::end(), 2, Audience::non_participants())});
  const auto measure = GENERATE(Threshold::Measure::position, Threshold::Measure::watched);
  webinar.threshold.measure = measure;
  Timeline timeline{webinar, {"ada", "bob"}};
  timeline.joins("ada", 0);
  timeline.joins("bob", 0);
  timeline.leaves("ada", 10);
  timeline.leaves("bob", 28);
  timeline.joins("ada", 50);
  timeline.leaves("ada", 60);
  if (measure == Threshold::Measure::position) {
    CHECK(timeline.calls() == Calls{"62 thanks ada", "62 missed bob"});
  } else {
    CHECK(timeline.calls() == Calls{"62 missed ada", "62 missed bob"});
  }
}

TEST_CASE("timeline 3: closing one of two devices puts nobody out of the room") {
  Timeline timeline{talk({rule("here", Anchor::start(), 40, Audience::online()),
                          rule("gone", Anchor::start(), 40, Audience::offline())}),
                    {"ada", "bob"}};
  timeline.joins("ada", 6, "laptop");
  timeline.joins("bob", 6, "laptop");
  timeline.joins("ada", 20, "phone");
  timeline.leaves("ada", 26, "laptop");
  timeline.leaves("bob", 26, "laptop");
  timeline.leaves("ada", 46, "phone");
  CHECK(timeline.calls() == Calls{"40 here ada", "40 gone bob"});
}

TEST_CASE("timeline 4: a stay of no length at the mark takes part and is never online") {
  Timeline timeline{talk({rule("at-mark", Anchor::start(), 30, Audience::online()),
                          rule("thanks", Anchor::end(), 2, Audience::participants()),
                          rule("missed", Anchor::end(), 2, Audience::non_participants())}),
                    {"ada", "bob"}};
  timeline.joins("bob", 10);
  timeline.joins("ada", 30);
  timeline.leaves("ada", 30);
  timeline.leaves("bob", 30);
  CHECK(timeline.calls() == Calls{"62 thanks ada", "62 missed bob"});
  CHECK(timeline.verdict("at-mark", "ada") == Explanation::Verdict::left_out);
}

TEST_CASE("timeline 5: a live webinar that overruns keeps its mark, and its end is where it ends") {
  Webinar live = talk({rule("thanks", Anchor::end(), 2, Audience::participants()),
                       rule("missed", Anchor::end(), 2, Audience::non_participants())});
  live.timing = Timing::live;
  Timeline timeline{live, {"ada", "bob", "cyd", "dan"}};
  timeline.joins("ada", 0);
  timeline.joins("cyd", 2);
  timeline.tell(WebinarStarted{minute(4), "talk"});
  timeline.leaves("cyd", 32);
  timeline.leaves("ada", 40);
  timeline.joins("bob", 70);
  timeline.tell(WebinarEnded{minute(80), "talk"});
  timeline.joins("dan", 82);
  CHECK(timeline.calls() == Calls{"82 thanks ada", "82 thanks bob", "82 missed cyd", "82 missed dan"});
  CHECK(timeline.call(2).standing == Standing{true, false, false});
  CHECK(timeline.call(3).standing == Standing{false, false, true});
}

TEST_CASE("timeline 6: an early end moves the mark for what is to come, and leaves the past alone") {
  Timeline timeline{talk({rule("halfway", Anchor::start(), 32, Audience::participants()),
                          rule("thanks", Anchor::end(), 2, Audience::participants())}),
                    {"ada", "bob"}};
  timeline.joins("ada", 0);
  timeline.joins("bob", 0);
  timeline.leaves("bob", 24);
  timeline.tell(WebinarEnded{minute(40), "talk"});
  CHECK(timeline.calls() == Calls{"32 halfway ada", "42 thanks ada", "42 thanks bob"});
}

TEST_CASE("timeline 7: unregistering drops what is not yet called, and a return does not bring it back") {
  Timeline timeline{talk({rule("intro", Anchor::start(), 10, Audience::all())}), {"ada", "bob", "cyd"}, 4min};
  timeline.unregisters("cyd", 12);
  timeline.unregisters("bob", 16);
  timeline.registers("cyd", 18);
  CHECK(timeline.calls() == Calls{"10 intro ada", "14 intro bob"});
  CHECK(timeline.verdict("intro", "cyd") == Explanation::Verdict::not_registered);
}

TEST_CASE("timeline 8: who registers after the due instant is left out, or due at once") {
  Rule at_once = rule("catch-up", Anchor::start(), 10, Audience::all());
  at_once.when_late = WhenLate::at_once;
  Timeline timeline{talk({rule("intro", Anchor::start(), 10, Audience::all()), at_once}), {"ada"}};
  timeline.registers("bob", 26);
  timeline.registers("cyd", 64);
  CHECK(timeline.calls() == Calls{"10 intro ada", "10 catch-up ada", "26 catch-up bob"});
  CHECK(timeline.call(2).due == minute(26));
}

TEST_CASE("timeline 9: a webinar is moved while a reminder is being called") {
  const Webinar webinar = talk({rule("reminder", Anchor::start(), -10, Audience::all())});
  SECTION("by an event after the due instant: what was due there stays there") {
    Timeline timeline{webinar, {"ada", "bob", "cyd"}, 4min};
    timeline.tell(WebinarMoved{minute(-8), "talk", minute(30)});
    CHECK(timeline.calls() == Calls{"-10 reminder ada", "-6 reminder bob", "-2 reminder cyd"});
  }
  SECTION("by an event before it that is told after it: who has not been called goes along") {
    Timeline timeline{webinar, {"ada", "bob", "cyd"}, 4min};
    timeline.tell_in(-8, WebinarMoved{minute(-12), "talk", minute(30)});
    CHECK(timeline.calls() == Calls{"-10 reminder ada", "20 reminder bob", "24 reminder cyd"});
    CHECK(timeline.call(1).due == minute(20));
  }
}

TEST_CASE("timeline 10: rules anchored at the attendee have an instant for each") {
  Timeline timeline{talk({rule("hello", Anchor::joined(), 10, Audience::online()),
                          rule("prize", Anchor::participated(), 2, Audience::all())}),
                    {"ada", "bob", "cyd"}};
  timeline.joins("cyd", -4);
  timeline.joins("ada", 6);
  timeline.leaves("cyd", 20);
  timeline.joins("bob", 44);
  timeline.leaves("bob", 50);
  CHECK(timeline.calls() == Calls{"10 hello cyd", "16 hello ada", "32 prize ada", "46 prize bob"});
  CHECK(timeline.verdict("hello", "bob") == Explanation::Verdict::left_out);
  CHECK(timeline.verdict("prize", "cyd") == Explanation::Verdict::no_instant);
}

}  // namespace usher
