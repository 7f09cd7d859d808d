// The events of one webinar: which are refused, and what each changes.
#include <algorithm>
#include <type_traits>

#include "model/id.hpp"
#include "queue/webinar_follow.hpp"
#include "queue/webinar_pairs.hpp"
#include "usher/limits.hpp"

namespace usher::queue {

using attendance::Presence;
using attendance::Registrations;

namespace {

template <class T>
constexpr bool kIsPresence = std::is_same_v<T, AttendeeJoined> || std::is_same_v<T, AttendeeLeft>;
template <class T>
constexpr bool kIsRegistration = std::is_same_v<T, AttendeeRegistered> || std::is_same_v<T, AttendeeUnregistered>;

Error conflict(std::string expected, std::string where) {
  return {ErrorCode::conflict, "expected " + std::move(expected), std::move(where)};
}

/// Facts by which the webinar would end before it starts are refused.
Result<void> keeps_order(const agenda::Facts& facts, std::string where) {
  const auto start = facts.start();
  if (!start || !facts.told->ended || *start <= *facts.told->ended) return {};
  return conflict("a start not after the end " + to_string(*facts.told->ended) + ", found " + to_string(*start),
                  std::move(where));
}

Error full(std::size_t bound, const std::string& what, std::string where) {
  return {ErrorCode::limit, "expected at most " + std::to_string(bound) + " " + what + ", found one more",
          std::move(where)};
}

}  // namespace

Result<void> WebinarRun::admits(const Event& event) const {
  return std::visit(
      [&](const auto& one) -> Result<void> {
        using One = std::decay_t<decltype(one)>;
        if (cancelled_) return is_cancelled(std::is_same_v<One, WebinarEdited> ? "/webinar/id" : "/webinar");
        const auto start = facts_.start();
        if constexpr (std::is_same_v<One, WebinarScheduled>) {
          return Error{ErrorCode::duplicate, "expected a webinar id that is free, found \"" + id_ + "\" again",
                       "/webinar/id"};
        } else if constexpr (std::is_same_v<One, WebinarEdited>) {
          return admits_edit(one);
        } else if constexpr (std::is_same_v<One, WebinarMoved>) {
          if (one.start < kEarliestInstant || one.start > kLatestInstant) {
            return Error{ErrorCode::invalid, "expected an instant in 1970 to 2262, found " + to_string(one.start),
                         "/start"};
          }
          if (start && one.at >= *start) {
            return conflict("an instant before the start " + to_string(*start) + ", found " + to_string(one.at), "/at");
          }
          if (one.at < planned_at_) return {};
          agenda::Facts facts = facts_;
          facts.planned_start = one.start;
          return keeps_order(facts, "/start");
        } else if constexpr (std::is_same_v<One, WebinarStarted>) {
          agenda::Facts facts = facts_;
          facts.told.make().started = one.at;
          return keeps_order(facts, "/at");
        } else if constexpr (std::is_same_v<One, WebinarEnded>) {
          if (!start) return conflict("a webinar that has started, found one that has not", "/webinar");
          if (one.at < *start) {
            return conflict("an end not before the start " + to_string(*start) + ", found " + to_string(one.at), "/at");
          }
        } else if constexpr (std::is_same_v<One, WebinarMarker>) {
          if (auto id = model::check_id(one.marker, "/marker"); !id) return id;
          if (facts_.told->markers.size() == limits::kMarkers && !facts_.told->markers.contains(one.marker)) {
            return full(limits::kMarkers, "markers", "/marker");
          }
        }
        return {};
      },
      event);
}

Error WebinarRun::is_cancelled(std::string where) const {
  return conflict("a webinar that is not cancelled, found \"" + id_ + "\" cancelled at " + to_string(over_at_),
                  std::move(where));
}

Result<void> WebinarRun::admits(const AttendeeTexts& texts, std::optional<AttendeeIndex> known) const {
  const bool presence = texts.kind >= AttendeeEvent::Kind::joined;
  if (cancelled_ && !presence) return is_cancelled("/webinar");
  if (!texts.session.empty()) {
    if (auto checked = model::check_id(texts.session, "/session"); !checked) return checked;
  }
  if (!known) {
    if (auto checked = model::check_id(texts.attendee, "/attendee"); !checked) return checked;
    if (attendance_.size() == limits::kAttendees) return full(limits::kAttendees, "attendees", "/attendee");
    return {};
  }
  if (presence && !attendance_.presence().has_room(*known)) return full_of_comings();
  if (!presence && !attendance_.registrations().has_room(*known)) {
    return full(limits::kRegistrations, "registrations of one attendee", "/attendee");
  }
  return {};
}

Error WebinarRun::full_of_comings() {
  return full(limits::kTransitions, "joins and leaves of one attendee", "/attendee");
}

Result<void> WebinarRun::check_connections(const Webinar& webinar, const lane::Connections& connections) {
  for (std::size_t i = 0; i < webinar.rules.size(); ++i) {
    const std::string& connection = webinar.rules[i].connection;
    if (!connections.find(connection)) {
      return Error{ErrorCode::unknown, "expected a known connection, found \"" + connection + "\"",
                   "/webinar/rules/" + std::to_string(i) + "/connection"};
    }
  }
  return {};
}

Result<void> WebinarRun::admits_edit(const WebinarEdited& event) const {
  if (auto known = check_connections(event.webinar, around_.connections); !known) return known;
  const auto start = facts_.start();
  if (event.webinar.start != facts_.planned_start && start && event.at >= *start) {
    return conflict("the start as it was, " + to_string(facts_.planned_start) + ", since it is over, found " +
                        to_string(event.webinar.start),
                    "/webinar/start");
  }
  if (event.at < planned_at_) return {};
  agenda::Facts facts = facts_;
  facts.plan(event.webinar);
  if (auto ordered = keeps_order(facts, "/webinar/start"); !ordered) return ordered;
  std::size_t rules = rules_.size();
  for (const Rule& rule : event.webinar.rules) rules += find_rule(rule.id) ? 0 : 1;
  if (rules > limits::kRules) return full(limits::kRules, "rules in a webinar's life", "/webinar/rules");
  return {};
}

bool WebinarRun::admits(const AttendeeEvent& event) const {
  switch (event.kind) {
    case AttendeeEvent::Kind::registered:
    case AttendeeEvent::Kind::unregistered:
      return !cancelled_ && attendance_.registrations().has_room(event.attendee);
    case AttendeeEvent::Kind::joined:
    case AttendeeEvent::Kind::left:
      return attendance_.presence().has_room(event.attendee);
  }
  return false;
}

template <class Apply>
Fed WebinarRun::apply_at(Instant happened, Apply apply) {
  disturb();
  if (over_since() && to_come()) {  // it was needed until now
    last_activity_ = now_;
    changed_ = true;
  }
  const Fed fed = apply();
  if (fed != Fed::applied) return fed;
  if (happened < newest_at_) return Fed::late;
  newest_at_ = happened;
  return fed;
}

Fed WebinarRun::apply(const Event& event) {
  return apply_at(at(event), [&] {
    return std::visit(
        [&](const auto& one) {
          using One = std::decay_t<decltype(one)>;
          if constexpr (kIsPresence<One> || kIsRegistration<One>)
            return Fed::ignored;  // applied by number
          else
            return apply_one(one);
        },
        event);
  });
}

Fed WebinarRun::apply(const AttendeeEvent& event) {
  if (event.kind >= AttendeeEvent::Kind::joined && event.session == 0) {
    const bool plain = may_follow(event.at, now_) || may_follow_after_all(event.at, now_);
    const auto who = attendance_.with_row(event.attendee);
    const Followed followed = plain ? follow(presence_kind(event.kind), who, event.at) : Followed::no;
    if (followed != Followed::no) return fed_of(followed);
  }
  return apply_at(event.at, [&] {
    switch (event.kind) {
      case AttendeeEvent::Kind::registered: {
        const Fed fed = apply_registration(event.attendee, Registrations::Kind::registered, event.at);
        if (event.profile.empty()) return fed;
        return set_profile(event) ? Fed::applied : fed;
      }
      case AttendeeEvent::Kind::unregistered:
        return apply_registration(event.attendee, Registrations::Kind::unregistered, event.at);
      case AttendeeEvent::Kind::joined:
      case AttendeeEvent::Kind::left:
        return apply_presence(event);
    }
    return Fed::ignored;
  });
}

Fed WebinarRun::apply_one(const WebinarScheduled&) {
  return Fed::ignored;
}

Fed WebinarRun::apply_one(const WebinarEdited& event) {
  if (event.at < planned_at_) return Fed::ignored;
  planned_at_ = event.at;
  agenda::Facts facts = facts_;
  facts.plan(event.webinar);
  change(std::move(facts), &event.webinar, event.at);
  return Fed::applied;
}

Fed WebinarRun::apply_one(const WebinarMoved& event) {
  if (event.at < planned_at_) return Fed::ignored;
  planned_at_ = event.at;
  agenda::Facts facts = facts_;
  facts.planned_start = event.start;
  change(std::move(facts), nullptr, event.at);
  return Fed::applied;
}

Fed WebinarRun::apply_one(const WebinarStarted& event) {
  if (facts_.told->started == event.at) return Fed::duplicate;
  if (facts_.told->started && event.at < *facts_.told->started) return Fed::ignored;
  agenda::Facts facts = facts_;
  facts.told.make().started = event.at;
  change(std::move(facts), nullptr, event.at);
  return Fed::applied;
}

Fed WebinarRun::apply_one(const WebinarEnded& event) {
  if (facts_.told->ended == event.at) return Fed::duplicate;
  if (facts_.told->ended && event.at < *facts_.told->ended) return Fed::ignored;
  agenda::Facts facts = facts_;
  facts.told.make().ended = event.at;
  change(std::move(facts), nullptr, event.at);
  return Fed::applied;
}

Fed WebinarRun::apply_one(const WebinarMarker& event) {
  agenda::Facts facts = facts_;
  const auto known = facts.told->markers.find(event.marker);
  if (known != facts.told->markers.end() && event.at == known->second) return Fed::duplicate;
  if (known != facts.told->markers.end() && event.at < known->second) return Fed::ignored;
  facts.told.make().markers[std::string{event.marker}] = event.at;
  change(std::move(facts), nullptr, event.at);
  return Fed::applied;
}

Fed WebinarRun::apply_one(const WebinarCancelled& event) {
  const auto was_over = over_since();
  last_activity_ = std::max(last_activity_, !was_over || to_come() ? now_ : *was_over);
  changed_ = true;
  cancelled_ = true;
  over_at_ = event.at;
  drop_claims();
  for (auto moment = moments_.upper_bound(now_); moment != moments_.end(); moment = moments_.erase(moment)) {
    mark_stale(moment->first);
  }
  if (Progress* const progress = progress_.if_made()) {
    for (const Instant due : progress->live) {
      decision::Moment& moment = moments_.at(due);
      for (const decision::Member& member : moment.members()) progress->announced.push_back({due, member.rule});
      moment.close();
    }
    progress->end();
  }
  return Fed::applied;
}

Fed WebinarRun::apply_registration(AttendeeIndex attendee, Registrations::Kind kind, Instant at) {
  bool added = false;
  change_attendee(attendee, at, true, [&] { return added = attendance_.add_registration(attendee, kind, at); });
  return added ? Fed::applied : Fed::duplicate;
}

/// Whether that is another profile. The one before is put aside where dead letters may have to show it.
bool WebinarRun::set_profile(const AttendeeEvent& event) {
  const auto dead = [&](const decision::RuleState& rule) { return rule.pairs->uncorrectable.test(event.attendee); };
  const bool shown = std::any_of(rules_.begin(), rules_.end(), dead);
  std::string before{shown ? attendance_.registrations().profile(event.attendee) : std::string_view{}};
  if (!attendance_.registrations().set_profile(event.attendee, event.profile, event.at)) return false;
  if (shown) {
    replaced_profiles_.emplace(event.attendee, std::move(before));
    changed_ = true;
  }
  return true;
}

Fed WebinarRun::apply_presence(const AttendeeEvent& event) {
  if (cancelled_) return Fed::ignored;
  const Presence::Kind kind = presence_kind(event.kind);
  const bool walks_in = kind == Presence::Kind::join && around_.options.walk_ins == WalkIns::register_them &&
                        !attendance_.listed_until(event.attendee, event.at);
  const auto moved = move(event, kind, walks_in);
  unpaired_leaves_ += moved.unpaired ? 1 : 0;
  return moved.duplicate ? Fed::duplicate : Fed::applied;
}

attendance::Attendance::Moved WebinarRun::move(const AttendeeEvent& event, Presence::Kind kind, bool walks_in) {
  const AttendeeIndex attendee = event.attendee;
  const Instant at = event.at;
  const Standing before = attendance_.standing(attendee);
  attendance::Attendance::Moved moved;
  const auto move_it = [&] { moved = attendance_.move(attendee, event.session, kind, at); };
  // With the anchors' instants behind, nothing follows but what is to be counted.
  const bool settled = before.attended && before.participant;
  const bool follows = !settled && has_streams_;
  if (walks_in || follows || !attendance_.in_order(attendee, at)) {
    change_attendee(attendee, at, walks_in, [&] {
      move_it();
      if (walks_in && !moved.duplicate) attendance_.add_registration(attendee, Registrations::Kind::registered, at);
      return !moved.duplicate;
    });
  } else {
    move_it();
    note_standing(attendee, before);
    if (attendance_.measures_watched()) changed_ = true;  // it may be crossed at another instant
  }
  return moved;
}

}  // namespace usher::queue
