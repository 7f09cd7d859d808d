// What happens at a webinar, and when the queue hears of it.
#include <algorithm>
#include <array>

#include "timeline_builder.hpp"

namespace usher::property {
namespace {

constexpr std::array<const char*, 4> kSessions{"", "", "tab-1", "tab-2"};

}  // namespace

void TimelineBuilder::registrations(const Webinar& webinar, const std::string& attendee) {
  if (random_.chance(22)) return;
  Happening registered = about(Happening::Kind::registered, webinar, instant(0, 7));
  registered.attendee = attendee;
  if (random_.chance(15)) registered.at = interesting(webinar, -2, 5);
  if (random_.chance(60)) registered.profile = R"({"name":")" + attendee + R"("})";
  tell(registered);
  if (random_.chance(6)) tell(registered, definitions_.near(1, 12));
  if (random_.chance(14)) {
    Happening again = registered;
    again.at += definitions_.near(0, 12);
    again.profile = random_.chance(70) ? R"({"name":"renamed"})" : "";
    tell(again);
  }
  if (!random_.chance(22)) return;
  Happening unregistered = about(Happening::Kind::unregistered, webinar, registered.at + definitions_.near(-1, 14));
  if (random_.chance(40)) unregistered.at = interesting(webinar, 0, 2);
  unregistered.attendee = attendee;
  tell(unregistered);
  if (!random_.chance(50)) return;
  Happening anew = registered;
  anew.at = unregistered.at + definitions_.near(0, 8);
  tell(anew);
}

void TimelineBuilder::presence(const Webinar& webinar, const std::string& attendee) {
  const int sessions = random_.between(0, 3);
  for (int each = 0; each < sessions; ++each) {
    Happening join = about(Happening::Kind::joined, webinar, webinar.start + definitions_.near(-4, 8));
    if (random_.chance(35)) join.at = interesting(webinar);
    join.attendee = attendee;
    join.session = random_.pick(kSessions);
    session(webinar, join);
  }
}

void TimelineBuilder::session(const Webinar& webinar, Happening entry) {
  const Happening join = entry;
  if (!random_.chance(8)) tell(join);
  if (random_.chance(10)) tell(join, definitions_.near(1, 9));
  if (random_.chance(8)) {
    entry.at += definitions_.near(1, 3);
    tell(entry);
  }
  if (random_.chance(15)) return;
  Happening leave = join;
  leave.kind = Happening::Kind::left;
  if (random_.chance(30)) {
    leave.at = std::max(join.at, interesting(webinar));
  } else if (!random_.chance(10)) {
    leave.at += definitions_.near(1, 8);
  }
  tell(leave);
  if (random_.chance(8)) tell(leave, definitions_.near(1, 9));
  if (!random_.chance(22)) return;
  entry.at = leave.at;
  if (random_.chance(50)) entry.at += definitions_.near(1, 4);
  tell(entry);
  if (random_.chance(50)) {
    leave.at = entry.at + definitions_.near(1, 4);
    tell(leave);
  }
}

void TimelineBuilder::course(const Webinar& webinar) {
  const bool live = webinar.timing == Timing::live;
  Instant start = webinar.start;
  const Duration slow = random_.chance(50) ? Duration{0} : definitions_.near(0, 4);
  if (random_.chance(live ? 92 : 14)) {
    start += random_.chance(35) ? Duration{0} : definitions_.near(-3, 4);
    tell(about(Happening::Kind::started, webinar, start), slow);
    if (random_.chance(12)) tell(about(Happening::Kind::started, webinar, start + definitions_.near(-2, 4)));
  }
  if (random_.chance(live ? 85 : 16)) {
    Instant end = start + webinar.duration + definitions_.near(-5, 5);
    if (random_.chance(15)) end = start + webinar.duration;
    if (random_.chance(8)) end = start;
    if (random_.chance(10)) end = planned_mark(webinar);
    tell(about(Happening::Kind::ended, webinar, end), random_.chance(60) ? Duration{0} : definitions_.near(-2, 8));
    if (random_.chance(12)) tell(about(Happening::Kind::ended, webinar, end + definitions_.near(-2, 4)));
  }
}

void TimelineBuilder::markers(const Webinar& webinar) {
  const bool asked_for = std::any_of(webinar.rules.begin(), webinar.rules.end(),
                                     [](const Rule& rule) { return rule.when.kind == Anchor::Kind::marker; });
  const int count = random_.between(asked_for ? 1 : 0, asked_for ? 4 : 1);
  for (int each = 0; each < count; ++each) {
    Happening marker = about(Happening::Kind::marker, webinar, webinar.start + definitions_.near(-1, 8));
    marker.marker = random_.chance(70) ? "pitch" : "offer";
    tell(marker, random_.chance(50) ? Duration{0} : definitions_.near(-2, 8));
  }
}

void TimelineBuilder::moves(const Webinar& webinar) {
  if (!random_.chance(35)) return;
  const int count = random_.between(1, 2);
  for (int each = 0; each < count; ++each) {
    Happening moved = about(Happening::Kind::moved, webinar, instant(1, random_.chance(75) ? 7 : 14));
    moved.start = webinar.start + definitions_.near(-4, 6);
    tell(moved, random_.chance(50) ? Duration{0} : definitions_.near(0, 8));
  }
}

void TimelineBuilder::edits(const Webinar& webinar) {
  Webinar latest = webinar;
  const int count = random_.chance(50) ? 0 : random_.between(1, 3);
  Instant at = instant(1, 8);
  for (int each = 0; each < count; ++each) {
    latest = definitions_.edited(latest, all_rules_, scenario_.connections);
    Happening edited = about(Happening::Kind::edited, webinar, at);
    edited.definition = latest;
    tell(edited, random_.chance(55) ? Duration{0} : definitions_.near(-2, 8));
    at += definitions_.near(0, 6);
  }
}

}  // namespace usher::property
