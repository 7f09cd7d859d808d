#include "timeline_builder.hpp"

#include <algorithm>
#include <tuple>

namespace usher::property {
namespace {

constexpr Instant kOrigin{Duration{1'774'771'200'000}};  // 2026-03-29T08:00:00Z

}  // namespace

TimelineBuilder::TimelineBuilder(std::uint64_t seed)
    : random_(seed),
      unit_(random_.chance(50) ? Duration{1'000} : Duration{60'000}),
      origin_(kOrigin),
      definitions_(random_, unit_, origin_) {}

void TimelineBuilder::settings() {
  scenario_.origin = origin_;
  if (random_.chance(40)) scenario_.options.walk_ins = WalkIns::ignore;
  if (random_.chance(60)) scenario_.options.max_skew = random_.between(0, 10) * unit_;
  if (random_.chance(12)) scenario_.options.retain = random_.between(0, 30) * unit_;
  scenario_.connections = definitions_.connections();
}

Step TimelineBuilder::step(Step::Kind kind) {
  Step step;
  step.kind = kind;
  return step;
}

void TimelineBuilder::add(Instant arrival, Step step) {
  items_.push_back({arrival, random_.next() >> 16U, std::move(step)});
}

void TimelineBuilder::add_behind(Instant arrival, Step step) {
  items_.push_back({arrival, items_.back().order + 1, std::move(step)});
}

void TimelineBuilder::tell(Happening happening, Duration delay) {
  Step telling = step(Step::Kind::feed);
  telling.happening = std::move(happening);
  const Instant arrival = telling.happening.at + delay;
  add(arrival, std::move(telling));
}

void TimelineBuilder::tell(Happening happening) {
  const Duration late = delay();
  tell(std::move(happening), late);
}

Duration TimelineBuilder::delay() {
  const int kind = random_.between(0, 99);
  if (kind < 55) return Duration{0};
  if (kind < 78) return definitions_.near(1, 6);
  if (kind < 87) return definitions_.near(6, 30);
  if (kind < 99) return -std::min(scenario_.options.max_skew, definitions_.near(1, 8));
  return -scenario_.options.max_skew - Duration{1};
}

Instant TimelineBuilder::instant(int low, int high) {
  return origin_ + definitions_.near(low, high);
}

Instant TimelineBuilder::interesting(const Webinar& webinar, int low, int high) {
  const Duration beside = definitions_.near(low, high);
  const int kind = random_.between(0, 9);
  if (kind < 2) return webinar.start + beside;
  if (kind < 4) return webinar.start + webinar.duration + beside;
  if (kind < 6 || webinar.rules.empty()) return planned_mark(webinar) + beside;
  return planned_due(webinar, random_.pick(webinar.rules)) + beside;
}

std::vector<Outcome> TimelineBuilder::outcomes() {
  const int kind = random_.between(0, 99);
  if (kind < 45) return {Outcome::delivered()};
  if (kind < 53) return {Outcome::retry("down")};
  const auto one = [&]() -> Outcome {
    const int which = random_.between(0, 9);
    if (which < 5) return Outcome::delivered();
    if (which < 7) return Outcome::retry("busy");
    if (which < 8) return Outcome::retry_after(definitions_.near(0, 4) + Duration{1}, "later");
    if (which < 9) return Outcome::throttled(instant(6, 24), "too many");
    return Outcome::rejected("no such contact");
  };
  std::vector<Outcome> all;
  const int count = random_.between(1, 4);
  for (int each = 0; each < count; ++each) all.push_back(one());
  return all;
}

Happening TimelineBuilder::about(Happening::Kind kind, const Webinar& webinar, Instant at) const {
  Happening happening;
  happening.kind = kind;
  happening.at = at;
  happening.webinar = webinar.id;
  return happening;
}

void TimelineBuilder::schedule(const Webinar& webinar) {
  Happening scheduled = about(Happening::Kind::scheduled, webinar, instant(0, 3));
  scheduled.definition = webinar;
  Step telling = step(Step::Kind::feed);
  telling.happening = scheduled;
  Instant arrival = origin_ + random_.between(0, 2) * unit_;
  if (random_.chance(85)) arrival = origin_;
  telling.happening.at = std::min(scheduled.at, arrival + scenario_.options.max_skew);
  // What is told before it is scheduled is refused: most webinars are known from the beginning.
  items_.push_back({arrival, 0, telling});
  if (random_.chance(4)) tell(scheduled, definitions_.near(1, 9));
}

void TimelineBuilder::webinar(const std::string& id, int attendees) {
  const Webinar webinar = definitions_.webinar(id, scenario_.connections);
  webinars_.push_back(webinar);
  all_rules_ = webinar.rules;
  schedule(webinar);
  for (int each = 0; each < attendees; ++each) {
    std::string attendee = (random_.chance(3) ? "a/%" : "a") + std::to_string(each);
    // As platforms make them: of a number's length, a UUID's, and an address's, which are kept in ways of their own.
    if (each % 3 == 1) attendee += "-4f3a-11ee-be56-0242ac120002-of-them";
    if (each % 3 == 2) attendee += "+webinars@mail.of-the-company-of-somebody.example.org";
    attendees_.push_back(attendee);
    registrations(webinar, attendee);
    presence(webinar, attendee);
  }
  course(webinar);
  markers(webinar);
  moves(webinar);
  edits(webinar);
  if (random_.chance(9)) tell(about(Happening::Kind::cancelled, webinar, instant(2, 24)), unit_);
  work_at_instants(webinar);
  bursts(webinar);
}

void TimelineBuilder::noise() {
  const int count = random_.between(4, 14);
  for (int each = 0; each < count; ++each) {
    Step host = step(random_.chance(70) ? Step::Kind::work : Step::Kind::next);
    const int kind = random_.between(0, 99);
    if (kind < 15) host = step(Step::Kind::next_on_lane);
    if (kind >= 15 && kind < 35) host = step(Step::Kind::complete);
    if (kind >= 35 && kind < 42) host = step(Step::Kind::cancel);
    if (kind >= 42 && kind < 48) host = step(Step::Kind::resubmit);
    if (kind >= 48 && kind < 50) host = step(Step::Kind::forget_letter);
    if (kind >= 50 && kind < 56) host = step(Step::Kind::preview);
    if (kind >= 56 && kind < 59) host = step(Step::Kind::wrong_complete);
    if (kind >= 59 && kind < 66) host = step(Step::Kind::pause);
    if (kind >= 66 && kind < 74) host = step(Step::Kind::resume);
    host.connection = random_.chance(97) ? random_.pick(scenario_.connections).id : "no such connection";
    host.lane = random_.chance(95) ? random_.pick(scenario_.connections).lane : "nowhere";
    host.pick = random_.below(16);
    host.count = random_.between(1, 6);
    host.outcomes = outcomes();
    const Webinar& webinar = random_.pick(webinars_);
    host.webinar = webinar.id;
    host.rule = "r" + std::to_string(random_.below(5));
    host.attendee = attendees_.empty() ? "nobody" : random_.pick(attendees_);
    add(random_.chance(50) ? instant(1, 30) : interesting(webinar, 0, 4), host);
  }
  mistakes();
  far_future();
}

Scenario TimelineBuilder::finish() {
  std::stable_sort(items_.begin(), items_.end(), [](const Item& left, const Item& right) {
    return std::tie(left.arrival, left.order) < std::tie(right.arrival, right.order);
  });
  for (Item& item : items_) {
    item.step.now = item.arrival;
    if (random_.chance(2)) item.step.now -= definitions_.near(1, 5);
    scenario_.steps.push_back(std::move(item.step));
  }
  return std::move(scenario_);
}

void TimelineBuilder::mistakes() {
  if (random_.chance(60)) return;
  const Webinar& webinar = random_.pick(webinars_);
  Happening wrong = about(Happening::Kind::joined, webinar, instant(1, 24));
  wrong.attendee = "a0";
  switch (random_.between(0, 5)) {
    case 0:
      wrong.webinar = "no such webinar";
      break;
    case 1:
      wrong.attendee.clear();
      break;
    case 2:
      wrong.kind = Happening::Kind::edited;
      wrong.definition = webinar;
      wrong.definition.threshold.hundredths = 10'001;
      break;
    case 3:
      wrong.kind = Happening::Kind::edited;
      wrong.definition = webinar;
      wrong.definition.rules.push_back({.id = "over-nothing", .connection = "no such connection"});
      break;
    case 4: {
      wrong.at = kEarliestInstant - Duration{1};
      Step telling = step(Step::Kind::feed);
      telling.happening = wrong;
      add(instant(1, 24), telling);
      return;
    }
    default:
      tell(wrong, -scenario_.options.max_skew - definitions_.near(1, 4));
      return;
  }
  tell(wrong);
}

void TimelineBuilder::far_future() {
  const bool far = random_.chance(12);
  Instant now = origin_ + 60 * unit_;
  for (int each = 0; far && each < 4; ++each) {
    now += std::chrono::hours{random_.between(1, 20)};
    now += random_.between(0, 60) * unit_;
    Step host = step(Step::Kind::work);
    host.count = random_.between(1, 40);
    host.outcomes = outcomes();
    if (random_.chance(60)) host.outcomes = {Outcome::delivered()};
    add(now, host);
    add_behind(now, step(Step::Kind::next));
    Step late = step(Step::Kind::feed);
    const Webinar& webinar = random_.pick(webinars_);
    late.happening = about(Happening::Kind::joined, webinar, instant(4, 24));
    late.happening.attendee = "a0";
    add_behind(now, late);
  }
}

}  // namespace usher::property
