// Rows in chunks, of which the first moves when it grows.
#include "attendance/chunked.hpp"

#include <array>
#include <vector>

#include "support/catch.hpp"

using usher::attendance::Chunked;

namespace {

template <std::size_t kBytes>
struct Wide {
  std::size_t number;
  std::array<char, kBytes - sizeof(std::size_t)> rest;
};

/// Fills some chunks of kChunk rows, and looks at all rows whenever a chunk may have been added.
template <class Row>
void fill() {
  using Rows = Chunked<Row>;
  Rows rows;
  std::vector<const Row*> places;
  for (std::size_t i = 0; i < 3 * Rows::kChunk + 5; ++i) {
    if (rows.size() < Rows::kChunk && !rows.has_room()) places.clear();
    rows.push_back({i, {}});
    if (rows.size() != i + 1) FAIL(i << " rows are " << rows.size());
    while (places.size() <= i) places.push_back(&rows[places.size()]);
    if (i > 70 && (i + 1) % Rows::kChunk > 2) continue;
    for (std::size_t k = 0; k <= i; ++k) {
      if (rows[k].number != k || &rows[k] != places[k]) FAIL("row " << k << " of " << i);
    }
  }
}

}  // namespace

TEST_CASE("rows of any width keep their value while chunks are added, and their place unless the first one grows") {
  fill<Wide<16>>();
  fill<Wide<24>>();
  fill<Wide<64>>();
  fill<Wide<400>>();
}

TEST_CASE("all rows from one on are told in order, wherever chunks begin and end") {
  using Rows = Chunked<std::uint64_t>;
  Rows rows;
  for (std::uint64_t i = 0; i < 2 * Rows::kChunk + 5; ++i) rows.push_back(i);
  for (const std::size_t from : {std::size_t{0}, Rows::kChunk - 1, Rows::kChunk, 2 * Rows::kChunk + 4, rows.size()}) {
    std::uint64_t next = from;
    rows.for_each_from(from, [&](std::uint64_t row) {
      if (row != next++) FAIL("row " << row << " after " << next);
    });
    CHECK(next == rows.size());
  }
}
