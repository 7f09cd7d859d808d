// Ids and what is UTF-8.
#include "model/id.hpp"

#include <string>

#include "support/catch.hpp"
#include "usher/limits.hpp"

using usher::ErrorCode;
using usher::model::append_escaped;
using usher::model::check_id;
using usher::model::is_utf8;

namespace {

/// Encodes without looking whether it may be encoded.
std::string encoded(std::uint32_t point, int bytes) {
  const auto continuation = [&](unsigned shift) { return static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
  switch (bytes) {
    case 1:
      return {static_cast<char>(point)};
    case 2:
      return {static_cast<char>(0xC0U | (point >> 6U)), continuation(0)};
    case 3:
      return {static_cast<char>(0xE0U | (point >> 12U)), continuation(6), continuation(0)};
    default:
      return {static_cast<char>(0xF0U | (point >> 18U)), continuation(12), continuation(6), continuation(0)};
  }
}

int shortest(std::uint32_t point) {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

}  // namespace

TEST_CASE("every code point in every length of encoding is UTF-8 where it is the shortest and no surrogate") {
  std::uint32_t wrong = 0;
  for (int bytes = 1; bytes <= 4; ++bytes) {
    const std::uint32_t limits[] = {0, 0x80, 0x800, 0x10000, 0x200000};
    for (std::uint32_t point = 0; point < limits[bytes]; ++point) {
      const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
      const bool right = bytes == shortest(point) && !surrogate && point <= 0x10FFFF;
      if (is_utf8(encoded(point, bytes)) != right) wrong = wrong == 0 ? point + 1 : wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a sequence of UTF-8 that is cut short or begins in the middle is not UTF-8") {
  for (const std::uint32_t point : {0xE9U, 0x20ACU, 0x1F600U}) {
    const std::string whole = encoded(point, shortest(point));
    CHECK(is_utf8("a" + whole + "b"));
    CHECK_FALSE(is_utf8(whole.substr(1)));
    for (std::size_t length = 1; length < whole.size(); ++length) {
      CHECK_FALSE(is_utf8(whole.substr(0, length)));
      CHECK_FALSE(is_utf8(whole.substr(0, length) + "a"));
    }
  }
  CHECK(is_utf8(""));
  CHECK_FALSE(is_utf8("\xF5\x80\x80\x80"));
  CHECK_FALSE(is_utf8("\xFF"));
}

TEST_CASE("an id has 1 to 256 bytes of UTF-8") {
  CHECK(check_id("a", "/id"));
  CHECK(check_id(std::string(256, 'a'), "/id"));

  const auto empty = check_id("", "/attendee");
  REQUIRE_FALSE(empty);
  CHECK(empty.error() ==
        usher::Error{ErrorCode::invalid, "expected an id of 1 to 256 bytes, found an empty one", "/attendee"});
  const auto longer = check_id(std::string(257, 'a'), "/attendee");
  REQUIRE_FALSE(longer);
  CHECK(longer.error() ==
        usher::Error{ErrorCode::limit, "expected an id of 1 to 256 bytes, found 257 bytes", "/attendee"});
  const auto bytes = check_id("\xC3", "/attendee");
  REQUIRE_FALSE(bytes);
  CHECK(bytes.error() == usher::Error{ErrorCode::invalid, "expected an id in UTF-8, found other bytes", "/attendee"});
}

TEST_CASE("in a key / and % are escaped, so that no two keys of different ids are equal") {
  std::string key = "x";
  append_escaped(key, "a/b%2Fc");
  CHECK(key == "xa%2Fb%252Fc");
  for (std::size_t size = 1; size <= 60; ++size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::string id(size, 'a');
      id[at] = at % 2 == 0 ? '/' : '%';
      std::string expected(size, 'a');
      expected.replace(at, 1, at % 2 == 0 ? "%2F" : "%25");
      key.clear();
      append_escaped(key, id);
      INFO("byte " << at << " of " << size);
      CHECK(key == expected);
    }
  }
}
