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

TEST_CASE("plain is what comes after all of somebody who has been listed and has no named session") {
  Room room;
  room.join(5);
  const auto plain = [&](int minute) {
    return Presence::Appending{room.presence}.is_plain(room.attendees[kAda].presence, Instant{minute * 1min});
  };
  CHECK_FALSE(plain(6));
  room.attendees[kAda].presence.list();
  CHECK(plain(6));
  CHECK_FALSE(plain(5));
  CHECK_FALSE(plain(4));
  room.join(6, "tab");
  CHECK_FALSE(plain(7));
}

TEST_CASE("what is appended plainly is as if it had been added") {
  Room added;
  Room appended;
  for (Room* const room : {&added, &appended}) {
    room->attendees[kAda].presence.list();
    room->join(5);
  }
  added.leave(7);
  added.join(9);
  {
    Presence::Appending appending{appended.presence};
    appending.append(appended.attendees[kAda].presence, kAda, true, Instant{7min});
    appending.append(appended.attendees[kAda].presence, kAda, false, Instant{9min});
  }
  CHECK(appended.stays() == "5-7 9-");
  CHECK(appended.stays() == added.stays());
  CHECK(appended.attendees[kAda].presence.counts == added.attendees[kAda].presence.counts);
  CHECK(appended.attendees[kAda].presence.later == added.attendees[kAda].presence.later);
  CHECK(appended.leave(12).was_open);
}
