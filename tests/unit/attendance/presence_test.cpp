// Joins and leaves -> stays (S6, S7, S9).
#include "attendance/presence.hpp"

#include <algorithm>
#include <string>

#include "ada.hpp"
#include "support/catch.hpp"
#include "usher/limits.hpp"

using usher::AttendeeIndex;
using usher::Duration;
using usher::Instant;
using usher::attendance::Attendees;
using usher::attendance::kNever;
using usher::attendance::Presence;
using usher::attendance::RoomStay;
using usher::attendance_test::kAda;
using namespace std::chrono_literals;

namespace {

/// The presence of Ada and Bob, told in minutes.
struct Room {
  Room() {
    attendees.add_nameless();
    attendees.add_nameless();
  }
  Presence::Added join(int minute, const std::string& session = {}, AttendeeIndex who = kAda) {
    return presence.add(who, presence.session_number(who, session), Presence::Kind::join, Instant{minute * 1min});
  }
  Presence::Added leave(int minute, const std::string& session = {}, AttendeeIndex who = kAda) {
    return presence.add(who, presence.session_number(who, session), Presence::Kind::leave, Instant{minute * 1min});
  }
  /// "5-10 tab:7-7 20-", by joined.
  [[nodiscard]] std::string stays(Instant as_of = kNever, AttendeeIndex who = kAda) const {
    std::string text;
    for (const RoomStay& stay : presence.stays(who, as_of)) {
      const auto minute = [](Instant instant) { return std::to_string(instant.time_since_epoch() / 1min); };
      const std::string session = presence.session_text(who, stay.session);
      text += (text.empty() ? "" : " ") + (session.empty() ? "" : session + ":") + minute(stay.joined) + "-" +
              (stay.left == kNever ? "" : minute(stay.left));
    }
    return text;
  }
  Attendees attendees;
  Presence presence{attendees};
};

}  // namespace

TEST_CASE("S6: a session that joins again without leaving stays joined from the first") {
  Room room;
  room.join(5);
  room.join(7);
  room.leave(10);
  room.join(20);
  CHECK(room.stays() == "5-10 20-");
}

TEST_CASE("S6: a leave without a join changes nothing, and tells so where it is the newest") {
  Room room;
  const auto unpaired = room.leave(3);
  CHECK(unpaired.newest);
  CHECK_FALSE(unpaired.was_open);
  room.join(5);
  const auto paired = room.leave(9);
  CHECK(paired.was_open);
  CHECK_FALSE(room.leave(12).was_open);
  CHECK(room.stays() == "5-9");
}

TEST_CASE("S6: sessions are paired each on its own, and those of different people are not mixed up") {
  Room room;
  room.join(5, "tab");
  room.join(6, "phone");
  room.leave(8, "tab");
  room.join(7, "tab", AttendeeIndex{1});
  CHECK(room.stays() == "tab:5-8 phone:6-");
  CHECK(room.stays(kNever, AttendeeIndex{1}) == "tab:7-");
}

TEST_CASE("S9: every order of arrival gives the same stays, and an exact repeat changes nothing") {
  struct Move {
    bool joins;
    int minute;
    const char* session;
  };
  std::vector<Move> moves{{true, 1, ""}, {false, 4, ""}, {true, 4, "b"}, {false, 9, "b"}, {true, 9, ""}, {true, 6, ""}};
  std::vector<int> order{0, 1, 2, 3, 4, 5};
  do {
    Room room;
    for (const int i : order) {
      const Move& move = moves[static_cast<std::size_t>(i)];
      const auto tell = [&] {
        return move.joins ? room.join(move.minute, move.session) : room.leave(move.minute, move.session);
      };
      CHECK_FALSE(tell().duplicate);
      CHECK(tell().duplicate);
    }
    // 6 re-joins the session that left at 4, so 9 finds it joined.
    if (room.stays() != "1-4 b:4-9 6-") FAIL(room.stays());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("S9: a join and a leave of one session at one instant leave it as it was before") {
  for (const bool join_first : {true, false}) {
    Room out;
    Room in;
    in.join(2);
    for (Room* room : {&out, &in}) {
      if (join_first) room->join(5);
      room->leave(5);
      if (!join_first) room->join(5);
    }
    CHECK(out.stays() == "5-5");
    CHECK(in.stays() == "2-");
    CHECK(in.leave(6).was_open);
    CHECK_FALSE(out.leave(6).was_open);
    CHECK(in.stays() == "2-6");
    CHECK(out.stays() == "5-5");
  }
}

TEST_CASE("the stays as of an instant know nothing of what comes after it") {
  Room room;
  room.join(5);
  room.leave(10);
  CHECK(room.stays(Instant{4min}).empty());
  CHECK(room.stays(Instant{5min}) == "5-");
  CHECK(room.stays(Instant{10min - 1ms}) == "5-");
  CHECK(room.stays(Instant{10min}) == "5-10");
}

TEST_CASE("an attendee has room for 10,000 joins and leaves, each perhaps of a session of its own") {
  Room room;
  for (int i = 0; i < static_cast<int>(usher::limits::kTransitions); ++i) {
    REQUIRE(room.presence.has_room(kAda));
    room.join(i, "session " + std::to_string(i));
  }
  CHECK_FALSE(room.presence.has_room(kAda));
  CHECK(room.presence.has_room(AttendeeIndex{1}));
  CHECK(room.join(3, "session 3").duplicate);
  const auto& stays = room.presence.stays(kAda, kNever);
  CHECK(stays.size() == usher::limits::kTransitions);
  CHECK(room.presence.session_text(kAda, stays.back().session) == "session 9999");
}

TEST_CASE(
    "plain is what comes after all of somebody who has been listed, has no named session and is where they leave") {
  Room room;
  room.join(5);
  usher::attendance::PresenceRow& ada = room.attendees[kAda].presence;
  const auto plain = [&](int minute, Presence::Kind kind) {
    return room.presence.add_plain(ada, kAda, kind, Instant{minute * 1min});
  };
  CHECK_FALSE(plain(6, Presence::Kind::leave));
  ada.list();
  CHECK_FALSE(plain(6, Presence::Kind::join));
  CHECK_FALSE(plain(5, Presence::Kind::leave));
  CHECK_FALSE(plain(4, Presence::Kind::leave));
  CHECK(room.stays() == "5-");
  CHECK(plain(6, Presence::Kind::leave));
  CHECK_FALSE(plain(7, Presence::Kind::leave));
  CHECK(plain(7, Presence::Kind::join));
  CHECK(room.stays() == "5-6 7-");
  room.join(8, "tab");
  CHECK_FALSE((plain(9, Presence::Kind::leave) || plain(9, Presence::Kind::join)));
  CHECK(ada.open() == 2);
}

TEST_CASE("what is added plainly is as if it had been added, up to the last that there is room for") {
  Room added;
  Room plain;
  constexpr int kMost = usher::limits::kTransitions;
  const auto kind_of = [](int i) { return i % 2 == 0 ? Presence::Kind::join : Presence::Kind::leave; };
  for (Room* const room : {&added, &plain}) room->attendees[kAda].presence.list();
  for (int i = 0; i < kMost; ++i) (void)added.presence.add(kAda, 0, kind_of(i), Instant{i * 1min});
  {
    usher::attendance::PresenceRow& ada = plain.attendees[kAda].presence;
    plain.presence.add(kAda, 0, kind_of(0), Instant{0min});  // so that the log has room at hand
    Presence::Appending appending{plain.presence};
    REQUIRE(appending.add_plain(ada, kAda, kind_of(1), Instant{1min}));
    REQUIRE(appending.add_plain(ada, kAda, kind_of(2), Instant{2min}));
  }
  for (int i = 3; i < kMost; ++i) {
    usher::attendance::PresenceRow& ada = plain.attendees[kAda].presence;
    if (plain.presence.add_plain(ada, kAda, kind_of(i), Instant{i * 1min})) continue;
    (void)plain.presence.add(kAda, 0, kind_of(i), Instant{i * 1min});  // a chunk of the log is full
  }
  const usher::attendance::PresenceRow& one = plain.attendees[kAda].presence;
  const usher::attendance::PresenceRow& other = added.attendees[kAda].presence;
  CHECK(plain.stays() == added.stays());
  CHECK((one.counts == other.counts && one.later == other.later && one.last == other.last));
  CHECK_FALSE((plain.presence.has_room(kAda) || added.presence.has_room(kAda)));
  CHECK_FALSE(plain.presence.add_plain(plain.attendees[kAda].presence, kAda, kind_of(0), Instant{kMost * 1min}));
}
