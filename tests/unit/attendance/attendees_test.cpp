// The rows of everybody, and how they are found.
#include "attendance/attendees.hpp"

#include <string>

#include "support/catch.hpp"

using usher::AttendeeIndex;
using usher::attendance::Attendees;
using usher::attendance::kNobody;
using usher::model::hash_of;

namespace {

AttendeeIndex intern(Attendees& attendees, const std::string& id) {
  return attendees.intern(id, hash_of(id));
}

}  // namespace

TEST_CASE("ids of every length are kept, and found again") {
  Attendees attendees;
  for (std::size_t length = 1; length <= 256; ++length) {
    const std::string id(length, 'x');
    CHECK(intern(attendees, id) == AttendeeIndex(length - 1));
  }
  for (std::size_t length = 1; length <= 256; ++length) {
    const std::string id(length, 'x');
    CHECK(intern(attendees, id) == AttendeeIndex(length - 1));
    CHECK(attendees.id(AttendeeIndex(length - 1)) == id);
  }
  CHECK(attendees.size() == 256);
}

TEST_CASE("who is forgotten is not found, leaves nothing in the row, and comes back as somebody new") {
  for (const std::size_t length : {3U, 39U, 40U, 200U}) {
    Attendees attendees;
    const std::string id(length, 'x');
    const AttendeeIndex before = intern(attendees, id);
    const std::string_view text = attendees.id(before);
    attendees[before].presence.last = 7;
    attendees.forget(before);
    CHECK(text.find_first_not_of('\0') == std::string_view::npos);
    CHECK(attendees.id(before).empty());
    CHECK(attendees[before].presence.last == usher::attendance::kNoEntry);
    CHECK((attendees.find(id, hash_of(id)) == kNobody));
    CHECK(intern(attendees, id) != before);
  }
}

TEST_CASE("the nameless take indices, and nothing finds them") {
  Attendees attendees;
  attendees.add_nameless();
  CHECK(attendees.id(AttendeeIndex{0}).empty());
  CHECK((attendees.find("", hash_of("")) == kNobody));
  CHECK(intern(attendees, "ada") == AttendeeIndex{1});
  attendees.add_nameless();
  CHECK(intern(attendees, "ada") == AttendeeIndex{1});
  CHECK(intern(attendees, "bob") == AttendeeIndex{3});
}

TEST_CASE("fetching ahead changes nothing, whoever is asked for") {
  Attendees attendees;
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t hash = hash_of(std::to_string(i));
    static_cast<void>(attendees.prefetch_row(attendees.prefetch(hash), hash));
    CHECK(intern(attendees, std::to_string(i)) == AttendeeIndex(i));
  }
}

TEST_CASE("who is fetched by two steps is found, with the row, for nearly all") {
  Attendees attendees;
  constexpr std::uint32_t kMany = 2000;
  for (std::uint32_t i = 0; i < kMany; ++i) static_cast<void>(intern(attendees, std::to_string(i)));
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < kMany; ++i) {
    const std::uint64_t hash = hash_of(std::to_string(i));
    const Attendees::Found likely = attendees.prefetch_row(attendees.prefetch(hash), hash);
    if (likely.attendee != AttendeeIndex{i}) continue;
    ++found;
    CHECK(likely.row == &attendees[AttendeeIndex{i}]);
  }
  CHECK(found > kMany * 4 / 5);
}
