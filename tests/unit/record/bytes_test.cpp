// Numbers and texts as bytes, and back; bytes that were never written.
#include "record/bytes.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <string>

#include "support/catch.hpp"

using usher::Duration;
using usher::Instant;
using usher::record::ByteReader;
using usher::record::ByteWriter;

TEST_CASE("what is written as bytes is read back, and nothing is left") {
  constexpr std::array<std::uint64_t, 7> kNumbers{
      0, 1, 127, 128, 16'383, 16'384, std::numeric_limits<std::uint64_t>::max()};
  constexpr std::array<std::int64_t, 6> kSigned{
      0, -1, 63, -64, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  const Instant noon{Duration{1'777'000'000'000}};
  std::string bytes;
  ByteWriter out{bytes};
  for (const std::uint64_t number : kNumbers) out.number(number);
  for (const std::int64_t number : kSigned) out.number(number);
  out.text("");
  out.text("ada \0 lovelace");
  out.instant(noon);
  out.instant(noon - Duration{5}, noon);
  out.instant(std::optional<Instant>{});
  out.instant(std::optional{noon});
  out.duration(Duration{-300});
  out.real(-0.1);
  out.word(0x0102030405060708);

  ByteReader in{bytes};
  for (const std::uint64_t number : kNumbers) CHECK(in.number() == number);
  for (const std::int64_t number : kSigned) CHECK(in.signed_number() == number);
  CHECK(in.text().empty());
  CHECK(in.text() == "ada \0 lovelace");
  CHECK(in.instant() == noon);
  CHECK(in.instant(noon) == noon - Duration{5});
  CHECK_FALSE(in.optional_instant().has_value());
  CHECK(in.optional_instant() == noon);
  CHECK(in.duration() == Duration{-300});
  CHECK(in.real() == -0.1);
  CHECK(in.word() == 0x0102030405060708);
  CHECK(in.empty());
  CHECK_FALSE(in.failed());
}

TEST_CASE("a small number takes a byte for every seven bits, of either sign") {
  const auto size = [](auto number) {
    std::string bytes;
    ByteWriter{bytes}.number(number);
    return bytes.size();
  };
  CHECK(size(std::uint64_t{127}) == 1);
  CHECK(size(std::uint64_t{128}) == 2);
  CHECK(size(std::int64_t{-64}) == 1);
  CHECK(size(std::int64_t{64}) == 2);
}

TEST_CASE("reading past the end, too long a text and too long a number fail, and give zeros from then on") {
  const auto fails = [](const std::string& bytes, auto read) {
    ByteReader in{bytes};
    read(in);
    const bool failed = in.failed();
    CHECK(in.number() == 0);
    CHECK(in.text().empty());
    CHECK(in.empty());
    return failed;
  };
  CHECK(fails("", [](ByteReader& in) { in.byte(); }));
  CHECK(fails("\x80", [](ByteReader& in) { in.number(); }));
  CHECK(fails(std::string(11, '\xFF'), [](ByteReader& in) { in.number(); }));
  CHECK(
      fails("\x05"
            "abc",
            [](ByteReader& in) { in.text(); }));
  CHECK(fails("\x03", [](ByteReader& in) { in.below(3); }));
  CHECK(fails("\x02", [](ByteReader& in) { in.flag(); }));
  CHECK(fails("1234567", [](ByteReader& in) { in.word(); }));
}
