#include "scenario.hpp"

#include <algorithm>

namespace usher::crash {
namespace {

using namespace std::chrono_literals;
using property::Happening;

constexpr Instant kScheduled{Duration{1'774'771'200'000}};
constexpr Instant kStart = kScheduled + 1h;

// Short words for what is told.
class Course {
 public:
  explicit Course(Scenario& scenario) : scenario_(scenario) {}

  void schedule(const Webinar& webinar, Instant at = kScheduled) {
    Happening scheduled{.kind = Happening::Kind::scheduled, .at = at, .webinar = webinar.id};
    scheduled.definition = webinar;
    tell(at, scheduled);
  }
  void registers(const std::string& webinar, const std::string& who, Instant at) {
    Happening registered{.kind = Happening::Kind::registered, .at = at, .webinar = webinar, .attendee = who};
    registered.profile = R"({"name":")" + who + R"("})";
    tell(at, registered);
  }
  void joins(const std::string& webinar, const std::string& who, Instant at, Duration late = 0s) {
    tell(at + late, {.kind = Happening::Kind::joined, .at = at, .webinar = webinar, .attendee = who, .session = "tab"});
  }
  void leaves(const std::string& webinar, const std::string& who, Instant at, Duration late = 0s) {
    tell(at + late, {.kind = Happening::Kind::left, .at = at, .webinar = webinar, .attendee = who, .session = "tab"});
  }
  void forget(const std::string& webinar, const std::string& who, Instant at) {
    tell(at, {.at = at, .webinar = webinar, .attendee = who}, true);
  }
  void tell(Instant seen, const Happening& happening, bool forget = false) {
    const auto later = [&](const Told& told) { return told.seen > seen; };
    const auto place = std::find_if(scenario_.told.begin(), scenario_.told.end(), later);
    scenario_.told.insert(place, {seen, happening, forget});
  }

 private:
  Scenario& scenario_;
};

Rule rule(const std::string& id, Anchor when, Duration offset, Audience audience, const std::string& connection) {
  return {.id = id,
          .when = std::move(when),
          .offset = offset,
          .audience = audience,
          .connection = connection,
          .action = R"({"tag":")" + id + R"("})"};
}

Outcome answer_of_the_evening(const Call& call, const Handover& handover) {
  if (handover.attendee == "cy" && call.rule() == "online") return Outcome::rejected("cy has no address");
  if (handover.attendee == "bo" && handover.attempt <= 2) return Outcome::retry("busy");
  const Instant up = kStart + 20min + 10s;
  if (call.rule() == "offline" && call.started_at() < up) return Outcome::throttled(up);
  return Outcome::delivered();
}

}  // namespace

bool Scenario::holds(const std::string& connection) const {
  return std::any_of(connections.begin(), connections.end(),
                     [&](const Connection& one) { return one.id == connection && one.on_unknown == OnUnknown::hold; });
}

std::size_t Scenario::lanes() const {
  std::set<std::string> lanes;
  for (const Connection& connection : connections) lanes.insert(connection.lane);
  return lanes.size();
}

Scenario an_evening() {
  const std::vector<std::string> people{"al", "bo", "cy", "di", "ed"};
  Scenario evening{.name = "an evening"};
  evening.options.queue.retain = 10min;
  evening.connections = {{.id = "crm", .batch = 2, .max_lead = 0s},
                         {.id = "mail", .lane = "letters", .batch = 3, .max_lead = 0s}};
  evening.call_time = 700ms;
  evening.answer = answer_of_the_evening;
  evening.complementary = {{"w/online/", "w/offline/", people}, {"w/seen/", "w/missed/", people}};
  Webinar webinar{.id = "w", .start = kStart, .duration = 40min, .threshold = {.hundredths = 5000}};
  webinar.rules = {rule("welcome", Anchor::registered(), 1s, Audience::all(), "mail"),
                   rule("online", Anchor::start(), 20min, Audience::online(), "crm"),
                   rule("offline", Anchor::start(), 20min, Audience::offline(), "mail"),
                   rule("seen", Anchor::end(), 1min, Audience::participants(), "mail"),
                   rule("missed", Anchor::end(), 1min, Audience::non_participants(), "crm")};
  Course course{evening};
  course.schedule(webinar);
  for (std::size_t each = 0; each < people.size(); ++each) {
    const auto number = static_cast<int>(each);
    course.registers("w", people[each], kScheduled + number / 2 * 1min);
    if (each != 3) course.joins("w", people[each], kStart + number * 1s);
  }
  course.leaves("w", "al", kStart + 10min);
  course.joins("w", "al", kStart + 30min);
  course.leaves("w", "ed", kStart + 15min);
  course.leaves("w", "bo", kStart + 20min + 1s);
  return evening;
}

Scenario before_due() {
  const std::vector<std::string> people{"al", "bo", "cy", "di", "ed", "flo"};
  Scenario scenario{.name = "before due"};
  scenario.options.queue.retain = 10min;
  scenario.corrects = true;
  scenario.connections = {{.id = "crm", .batch = 2, .call_time = 1s, .max_lead = 1min},
                          {.id = "mail", .lane = "letters", .call_time = 1s, .max_lead = 1min}};
  scenario.call_time = 1s;
  scenario.answer = [](const Call&, const Handover& handover) {
    return handover.attendee == "di" && handover.attempt == 1 ? Outcome::retry("busy") : Outcome::delivered();
  };
  scenario.complementary = {{"w/online/", "w/offline/", people}};
  Webinar webinar{.id = "w", .start = kStart, .duration = 40min};
  webinar.rules = {rule("online", Anchor::start(), 20min, Audience::online(), "crm"),
                   rule("offline", Anchor::start(), 20min, Audience::offline(), "mail"),
                   rule("all", Anchor::start(), 20min, Audience::all(), "mail")};
  for (Rule& each : webinar.rules) each.correct = true;
  Course course{scenario};
  course.schedule(webinar);
  for (const std::string& one : people) course.registers("w", one, kScheduled + 1min);
  for (const char* one : {"al", "bo", "cy", "di"}) course.joins("w", one, kStart);
  const Instant due = kStart + 20min;
  course.leaves("w", "al", due - 3s);
  course.joins("w", "ed", due - 2s);
  course.leaves("w", "bo", due - 1s, 4s);
  course.joins("w", "flo", due - 1min, 10min);
  course.leaves("w", "cy", due + 1s);
  return scenario;
}

Scenario many_at_once() {
  const std::vector<std::string> people{"al", "bo", "cy", "di", "ed", "flo", "gus", "hal", "ida", "jo", "kim", "lou"};
  Scenario scenario{.name = "many at once"};
  scenario.options.queue.retain = 10min;
  scenario.options.max_unsynced = 8;
  scenario.connections = {{.id = "crm", .batch = 2, .max_lead = 0s},
                          {.id = "mail", .lane = "letters", .max_lead = 0s, .on_unknown = OnUnknown::hold}};
  scenario.call_time = 1s;
  scenario.complementary = {{"w/online/", "w/offline/", people}};
  scenario.open = {"online/gus", "offline/gus", "online/kim", "offline/kim"};
  Webinar earlier{.id = "earlier", .start = kStart, .duration = 10min};
  earlier.rules = {rule("thanks", Anchor::joined(), 1s, Audience::all(), "crm")};
  Webinar webinar{.id = "w", .start = kStart, .duration = 40min};
  webinar.rules = {rule("online", Anchor::start(), 30min, Audience::online(), "crm"),
                   rule("offline", Anchor::start(), 30min, Audience::offline(), "mail"),
                   rule("all", Anchor::start(), 30min, Audience::all(), "crm"),
                   rule("joined", Anchor::joined(), 0s, Audience::all(), "mail")};
  Course course{scenario};
  course.schedule(earlier);
  course.registers("earlier", "guest", kScheduled);
  course.joins("earlier", "guest", kStart);
  course.schedule(webinar);
  for (const std::string& one : people) course.registers("w", one, kScheduled + 1min);
  for (const char* one : {"al", "bo", "cy", "di", "flo", "gus"}) course.joins("w", one, kStart + 1min);
  course.joins("w", "ed", kStart + 2min);
  const Instant due = kStart + 30min;
  course.forget("w", "ed", due - 1min);
  course.leaves("w", "gus", due - 1s, 3s);
  course.joins("w", "kim", due - 1s, 5s);
  course.forget("w", "lou", due + 3s);
  return scenario;
}

}  // namespace usher::crash
