// Audiences, one standing at a time and 64 attendees at a time (S10).
#include "decision/moment.hpp"
#include "support/catch.hpp"

using usher::AttendeeIndex;
using usher::Audience;
using usher::Standing;
using usher::attendance::StandingPlanes;
using usher::decision::audience_word;

TEST_CASE("S10: for each of the 256 audiences the word-wise answer is that of contains") {
  StandingPlanes planes;
  // Attendee n of the second word has standing n mod 8; of the third word only some are there.
  for (std::uint32_t n = 0; n < 64; ++n) planes.assign(AttendeeIndex{64 + n}, Standing::from_bits(n % 8));
  for (std::uint32_t n = 0; n < 20; ++n) planes.assign(AttendeeIndex{128 + n}, Standing::from_bits(7 - n % 8));
  for (unsigned bits = 0; bits < 256; ++bits) {
    const Audience audience = Audience::from_bits(static_cast<std::uint8_t>(bits));
    for (std::uint32_t word = 0; word < 5; ++word) {
      std::uint64_t expected = 0;
      for (std::uint32_t n = 0; n < 64; ++n) {
        if (audience.contains(planes.at(AttendeeIndex{word * 64 + n}))) expected |= std::uint64_t{1} << n;
      }
      if (audience_word(audience, planes, word) != expected) FAIL("audience " << bits << ", word " << word);
    }
  }
}

TEST_CASE("S10: the named audiences are what they are called, and union, intersection, complement are theirs") {
  for (unsigned bits = 0; bits < 8; ++bits) {
    const Standing standing = Standing::from_bits(bits);
    CHECK(standing.bits() == bits);
    CHECK(Audience::all().contains(standing));
    CHECK(Audience::attended().contains(standing) == standing.attended);
    CHECK(Audience::absent().contains(standing) == !standing.attended);
    CHECK(Audience::participants().contains(standing) == standing.participant);
    CHECK(Audience::non_participants().contains(standing) == !standing.participant);
    CHECK(Audience::online().contains(standing) == standing.online);
    CHECK(Audience::offline().contains(standing) == !standing.online);
    CHECK((Audience::online() | Audience::attended()).contains(standing) == (standing.online || standing.attended));
    CHECK((Audience::online() & Audience::attended()).contains(standing) == (standing.online && standing.attended));
    CHECK((~Audience::online()).contains(standing) == !standing.online);
  }
  CHECK(Audience::from_bits(0x5A).bits() == 0x5A);
}
