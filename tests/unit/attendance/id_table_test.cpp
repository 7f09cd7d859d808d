// Ids to dense numbers.
#include "attendance/id_table.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using usher::attendance::IdTable;

TEST_CASE("ids are numbered in the order of first sight, and found again") {
  IdTable table;
  CHECK_FALSE(table.find("ada"));
  CHECK(table.intern("ada") == 0);
  CHECK(table.intern("bob") == 1);
  CHECK(table.intern("ada") == 0);
  CHECK(table.find("bob") == 1U);
  CHECK_FALSE(table.find("bo"));
  CHECK_FALSE(table.find(""));
  CHECK(table.size() == 2);
}

TEST_CASE("the texts of a hundred thousand ids stay where they are while the table grows") {
  constexpr std::uint32_t kIds = 100'000;
  IdTable table;
  std::vector<std::string_view> views;
  for (std::uint32_t i = 0; i < kIds; ++i) {
    if (table.intern("attendee-" + std::to_string(i)) != i) FAIL(i << " has another number");
    views.push_back(table.text(i));
  }
  for (std::uint32_t i = 0; i < kIds; ++i) {
    const std::string id = "attendee-" + std::to_string(i);
    if (views[i] != id || views[i].data() != table.text(i).data()) FAIL(id << " has moved");
    if (table.find(id) != i) FAIL(id << " is not found");
  }
  CHECK_FALSE(table.find("attendee-100000"));
}

TEST_CASE("ids of equal length that differ in one byte only, zero bytes included, are different ids") {
  IdTable table;
  std::uint32_t expected = 0;
  for (std::size_t length = 1; length <= 20; ++length) {
    for (std::size_t place = 0; place < length; ++place) {
      std::string id(length, '\0');
      id[place] = 'x';
      CHECK(table.intern(id) == expected);
      ++expected;
    }
  }
  CHECK(table.intern(std::string(256, 'y')) == expected);
  CHECK(table.intern(std::string(20'000, 'y')) == expected + 1);
  CHECK(table.text(expected + 1).size() == 20'000);
}
