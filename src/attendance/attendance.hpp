// Events of one webinar -> the standing of everyone, now and as of any instant.
//
// The head planes hold everybody's standing as of now. Where an event comes in order, later than all the attendee had
// and than the last crossing (start, mark, end, or a due instant somebody has frozen), it changes a bit in them: if it
// is plain, as nearly all are, once somebody looks, or as many have come as a chunk of the log has. All else takes the
// exact way, for that one attendee: the stays are read back from the log and the bits computed anew.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "attendance/attendees.hpp"
#include "attendance/plane.hpp"
#include "attendance/presence.hpp"
#include "attendance/registrations.hpp"
#include "attendance/standing.hpp"
#include "attendance/watched.hpp"
#include "model/on_demand.hpp"

namespace usher::attendance {

/// Standing of everybody at one instant, a plane for each answer.
struct StandingPlanes {
  Plane attended, participant, online;

  [[nodiscard]] Standing at(AttendeeIndex attendee) const noexcept {
    return {attended.test(attendee), participant.test(attendee), online.test(attendee)};
  }
  void reach(std::size_t attendees) {
    attended.reach(attendees);
    participant.reach(attendees);
    online.reach(attendees);
  }
  /// Where there is room.
  void put(AttendeeIndex attendee, Standing standing) noexcept {
    attended.put(attendee, standing.attended);
    participant.put(attendee, standing.participant);
    online.put(attendee, standing.online);
  }
  void assign(AttendeeIndex attendee, Standing standing) {
    attended.assign(attendee, standing.attended);
    participant.assign(attendee, standing.participant);
    online.assign(attendee, standing.online);
  }
};

class Attendance {
 public:
  Attendance() = default;
  Attendance(const Attendance&) = delete;  // its parts know each other
  Attendance& operator=(const Attendance&) = delete;
  ~Attendance() = default;

  /// Everywhere `hash` is model::hash_of(id): an event is hashed once, however often its attendee is looked up.
  /// kNobody where there is none of that id.
  [[nodiscard]] AttendeeIndex find(std::string_view id, std::uint64_t hash) const noexcept {
    return people_->attendees.find(id, hash);
  }
  [[nodiscard]] Attendees::Found find_row(std::string_view id, std::uint64_t hash) noexcept {
    return people_.made().attendees.find_row(id, hash);
  }
  [[nodiscard, gnu::noinline]] Attendees::Found find_of_any_size(std::string_view id) noexcept {
    return find_row(id, model::hash_of(id));
  }
  /// The same of an id that fits model::Pairs, if it is who is likely; else no row.
  [[nodiscard, gnu::always_inline]] inline Attendees::Found find_likely(const model::Pairs& id) noexcept {
    return people_.made().attendees.find_likely(id);
  }
  [[nodiscard]] std::optional<AttendeeIndex> find(std::string_view id) const noexcept {
    const AttendeeIndex found = find(id, model::hash_of(id));
    return found != kNobody ? std::optional{found} : std::nullopt;
  }
  /// The attendee's index, a new one where `id` is new.
  AttendeeIndex intern(std::string_view id, std::uint64_t hash) {
    People& people = people_.make();
    const std::size_t known = size();
    const AttendeeIndex attendee = people.attendees.intern(id, hash);
    if (size() != known) make_room(people);
    return attendee;
  }
  AttendeeIndex intern(std::string_view id) { return intern(id, model::hash_of(id)); }

  /// For many events at once: the first fetches what the second, and that what `find`, `in_order` and `move` will look
  /// at. Between one and the other of an event there should be some ten of other events. They change nothing. The
  /// second tells who the id belongs to, if its text is the same; nobody where that is not at hand.
  [[nodiscard]] Places::Group prefetch(std::uint64_t hash) const noexcept { return people_->attendees.prefetch(hash); }
  [[nodiscard]] Attendees::Found prefetch_row(Places::Group place, std::uint64_t hash) noexcept {
    return people_.made().attendees.prefetch_row(place, hash);
  }

  /// Empty for somebody forgotten.
  [[nodiscard]] std::string_view id(AttendeeIndex attendee) const noexcept { return people_->attendees.id(attendee); }
  /// Removes what is known of somebody, whose index stays: never registered, never here.
  void forget(AttendeeIndex attendee);
  /// Somebody whose id nobody knows any more.
  [[nodiscard]] bool is_nameless(AttendeeIndex attendee) const noexcept { return people_->nameless.test(attendee); }
  /// The next index, of somebody nameless; the next session, of somebody nameless.
  void add_nameless() {
    People& people = people_.make();
    people.nameless.set(AttendeeIndex{static_cast<std::uint32_t>(size())});
    people.attendees.add_nameless();
    make_room(people);
  }
  void add_nameless_session(AttendeeIndex attendee) { people_.made().presence.add_session(attendee); }
  [[nodiscard]] std::size_t size() const noexcept { return people_->attendees.size(); }

  /// The number of a session of the attendee's, a new one where it is new; 0 is the unnamed one.
  Presence::Session session(AttendeeIndex attendee, std::string_view text) {
    return people_.made().presence.session_number(attendee, text);
  }

  /// Joins and leaves that were applied; `at` is not after the last `advance`.
  struct Moved {
    bool duplicate = false;
    bool unpaired = false;  ///< a leave that found no join
  };
  Moved move(AttendeeIndex attendee, Presence::Session session, Presence::Kind kind, Instant at) {
    People& people = people_.made();
    PresenceRow& row = people.attendees[attendee].presence;
    tell_of_all(people);
    const Presence::Added added = people.presence.add(row, attendee, session, kind, at);
    people.told = people.presence.entries();
    if (added.duplicate) return {.duplicate = true};
    if (added.newest && follows_crossings(attendee, at)) {
      follow(attendee, row.open() != 0, at);
    } else {
      recompute(attendee);
    }
    return {.unpaired = kind == Presence::Kind::leave && !added.was_open};
  }
  /// Whether a join or leave at `at` touches the head planes only.
  [[nodiscard]] bool in_order(AttendeeIndex attendee, Instant at) const noexcept {
    return follows_crossings(attendee, at) && people_->presence.newest_before(attendee, at);
  }
  /// A join or leave of the unnamed session is plain if it is later than this, and in order, and of somebody who was
  /// registered or unregistered by then; `move_plainly` looks at the latter two.
  [[nodiscard]] Instant plain_after() const noexcept {
    return watched_ ? kNever : std::max(settled_, listed_by_ - Duration{1});
  }
  /// False, and nothing done, where it is not plain. It is noted only: the planes are told of it when somebody looks.
  [[nodiscard, gnu::always_inline]] inline bool move_plainly(const Attendees::Found& who, Presence::Kind kind,
                                                             Instant at) noexcept {
    return people_.made().presence.add_plain(who.row->presence, who.attendee, kind, at);
  }
  /// The same for plain ones, one after the other. Nothing else is asked of the attendance meanwhile.
  [[nodiscard]] Presence::Appending moving_plainly() noexcept { return Presence::Appending{people_.made().presence}; }
  /// Of somebody who is known.
  [[nodiscard, gnu::always_inline]] inline Attendees::Found with_row(AttendeeIndex attendee) noexcept {
    return {attendee, &people_.made().attendees[attendee]};
  }
  [[nodiscard, gnu::always_inline]] inline bool has_id(const Attendees::Row& row, std::string_view id) const noexcept {
    return people_->attendees.has_id(row, id);
  }
  /// Whether any registration or unregistration with `at` <= this one is known.
  [[nodiscard]] bool listed_until(AttendeeIndex attendee, Instant at) const noexcept {
    return (people_->attendees[attendee].registrations.any() && at >= listed_by_) ||
           people_->registrations.any_until(attendee, at);
  }
  /// False where it is known already. The head plane follows.
  bool add_registration(AttendeeIndex attendee, Registrations::Kind kind, Instant at);

  [[nodiscard]] bool measures_watched() const noexcept { return watched_ != nullptr; }
  /// The webinar's start, end or threshold have changed: everybody is computed anew.
  void set_frame(const Frame& frame);
  [[nodiscard]] Frame frame() const noexcept {
    return {unless_never(start_), unless_never(end_), planned_, threshold_};
  }

  /// Time has come to `now`: start, mark and end on the way are crossed. Whether any was, or so many crossed by
  /// themselves, that anybody's standing may have changed.
  bool advance(Instant now);
  /// The same where nothing is to be crossed.
  void pass(Instant now) noexcept { now_ = std::max(now_, now); }
  [[nodiscard]] Instant now() const noexcept { return now_; }
  /// Who has watched long enough since the last time this was asked, by a crossing of their own; not all where
  /// `advance` says that it may be anybody.
  [[nodiscard]] std::vector<AttendeeIndex> take_crossed() {
    People* const people = people_.if_made();
    return people != nullptr ? std::exchange(people->crossed, {}) : std::vector<AttendeeIndex>{};
  }
  /// Whether anything is to be crossed on the way to `now`.
  [[nodiscard]] bool crosses_by(Instant now) const noexcept {
    return now >= next_frame_crossing_ || (watched_ && now >= watched_->next());
  }
  /// The next instant after now at which standings change by themselves.
  [[nodiscard]] std::optional<Instant> next_crossing() const;
  /// From here on events up to `instant` take the exact way: somebody has frozen planes as of it.
  void settle(Instant instant) { settled_ = std::max(settled_, instant); }

  [[nodiscard]] const Plane& registered() const noexcept { return people_->registered; }
  /// O(plain ones since the last time), of which there are no more than a chunk of the log has.
  [[nodiscard]] const StandingPlanes& head() const noexcept {
    tell_of_all(*people_);
    return people_->head;
  }
  [[nodiscard]] Standing standing(AttendeeIndex attendee) const noexcept { return head().at(attendee); }
  [[nodiscard]] Standing standing_as_of(AttendeeIndex attendee, Instant as_of) const;
  [[nodiscard]] std::optional<Instant> joined_at(AttendeeIndex attendee) const;
  [[nodiscard]] std::optional<Instant> participated_at(AttendeeIndex attendee) const;

  [[nodiscard]] const Presence& presence() const noexcept { return people_->presence; }
  [[nodiscard]] const Registrations& registrations() const noexcept { return people_->registrations; }
  /// Of somebody known.
  [[nodiscard]] Registrations& registrations() noexcept { return people_.made().registrations; }

  /// The first attendee whose head planes differ from what the log says as of an instant until which nothing crosses.
  [[nodiscard]] std::optional<AttendeeIndex> first_contradiction(Instant as_of) const;

 private:
  /// All that is about people, which a webinar that nobody has registered for does without.
  struct People {
    Attendees attendees;
    Presence presence{attendees};
    Registrations registrations{attendees};
    Plane registered;
    Plane nameless;
    mutable StandingPlanes head;
    mutable std::uint32_t told = 0;  ///< so many entries of the presence `head` tells of; those after them are plain
    std::vector<AttendeeIndex> crossed;
  };
  /// After the last crossing of everybody, and after the attendee's own.
  [[nodiscard]] bool follows_crossings(AttendeeIndex attendee, Instant at) const noexcept {
    return at > settled_ && !(watched_ && standing(attendee).participant && at <= watched_->crossed_at(attendee));
  }
  /// For one attendee more, in all that is not in the row.
  void make_room(People& people) {
    people.head.reach(size());
    if (watched_) watched_->add_attendee();
  }
  /// Before it is another what moving comes to, and before anything that is not plain is noted.
  void tell_of_all(const People& people) const noexcept {
    if (people.told != people.presence.entries()) [[unlikely]]
      tell_of_others(people);
  }
  void tell_of_others(const People& people) const noexcept;
  void find_next_frame_crossing();
  void follow(AttendeeIndex attendee, bool online, Instant at);
  void recompute(AttendeeIndex attendee);
  void recompute_watched(AttendeeIndex attendee, const std::vector<RoomStay>& stays);
  void follow_watched(AttendeeIndex attendee, bool was_online, Instant at);
  void expect_crossing(AttendeeIndex attendee);
  [[nodiscard]] bool cross_watched(Instant until);

  model::OnDemand<People> people_;
  Instant listed_by_ =
      kEarliestInstant;  ///< who was ever registered or unregistered was by then, be it earlier as well
  Instant now_ = kEarliestInstant;
  Instant next_frame_crossing_ = kNever;              ///< the first of start, mark and end after now
  Instant settled_ = kEarliestInstant - Duration{1};  ///< the last crossing
  Instant start_ = kNever, end_ = kNever;             ///< of the frame, as are
  Duration planned_{};
  Threshold threshold_{};
  Instant participates_from_ = kNever;  ///< the mark, where being in the room from then on is enough
  bool attends_ = false;                ///< who is in the room since the last crossing, by now's frame, attends
  bool participates_ = false;           ///< likewise
  std::unique_ptr<Watched> watched_;    ///< where the threshold is time watched
};

/// A transition has come in order: later than all the attendee had, and than the last crossing.
inline void Attendance::follow(AttendeeIndex attendee, bool online, Instant at) {
  const bool was_online = watched_ && standing(attendee).online;
  StandingPlanes& head = people_.made().head;
  head.online.put(attendee, online);
  if (attends_) head.attended.add(attendee, online);
  if (participates_) head.participant.add(attendee, online);
  if (watched_) follow_watched(attendee, was_online, at);
}

}  // namespace usher::attendance
