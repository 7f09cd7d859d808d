// How records share rows.
#include "record/rows.hpp"

#include <string>

#include "support/catch.hpp"

using usher::Duration;
using usher::Instant;
using usher::JournalRow;
using usher::record::ByteReader;
using usher::record::Kind;
using usher::record::Rows;

TEST_CASE("consecutive records of one stream share a row; a person's text has a row of its own") {
  const Instant noon{Duration{1'777'000'000'000}};
  Rows rows;
  rows.begin(2, Kind::joined, noon).number(std::uint64_t{7});
  rows.begin(2, Kind::left, noon + Duration{300}).number(std::uint64_t{8});
  rows.begin(2, Kind::attendee, noon + Duration{300}, 9).text("ada");
  rows.begin(2, Kind::attendee, noon + Duration{300}, 9).text("bob");
  rows.begin(2, Kind::joined, noon + Duration{301}).number(std::uint64_t{9});
  rows.begin(3, Kind::joined, noon + Duration{301}).number(std::uint64_t{0});
  const auto written = rows.rows();
  REQUIRE(written.size() == 5);
  CHECK(written[0].stream == 2);
  CHECK(written[0].person == JournalRow::kNobody);
  CHECK(written[1].person == 9);
  CHECK(written[2].person == 9);
  CHECK(written[3].person == JournalRow::kNobody);
  CHECK(written[4].stream == 3);

  ByteReader in{written[0].data};
  CHECK(in.instant() == noon);
  CHECK(Kind{in.byte()} == Kind::joined);
  CHECK(in.number() == 0);
  CHECK(in.number() == 7);
  CHECK(Kind{in.byte()} == Kind::left);
  CHECK(in.number() == 300);
  CHECK(in.number() == 8);
  CHECK(in.empty());
  ByteReader alone{written[3].data};
  CHECK(alone.instant() == noon + Duration{301});

  rows.clear();
  CHECK(rows.bytes() == 0);
  CHECK(rows.rows().empty());
}

TEST_CASE("a row that is full is followed by another") {
  Rows rows;
  for (int i = 0; i < 40'000; ++i) rows.begin(2, Kind::joined, Instant{}).number(std::uint64_t{1});
  CHECK(rows.size() == 4);
  for (const JournalRow& row : rows.rows()) CHECK(row.data.size() <= (std::size_t{1} << 15U) + 3);
}
