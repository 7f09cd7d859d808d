// Plain lines are read without the parser, and as it would have read them.
#include "text/plain_line.hpp"

#include <array>

#include "line_test.hpp"
#include "text/scope.hpp"

using namespace usher;
using text::Field;

namespace {

const std::string kJoined =
    R"({"type":"attendee.joined","at":"2026-01-01T00:00:00Z","webinar":"w","attendee":"a da","session":"tab 1"})";

bool is_plain(std::string_view line) {
  text::Scope scope;
  return text::read_plain(line, scope);
}

std::string image(const Result<Line>& line) {
  if (!line) return std::string{to_string(line.error().code)} + " " + line.error().where;
  const std::string seen = line->seen ? to_string(*line->seen) : "";
  return std::visit([](const auto& what) { return to_json(what); }, line->what) + seen;
}

/// After a tab a line is not plain: the parser reads it.
void check_same(const std::string& line) {
  LineParser plain, parser;
  const std::string tabbed = '\t' + line;
  const std::string expected = image(parser.parse(tabbed));
  if (image(plain.parse(line)) != expected) FAIL(line << "\n" << image(plain.parse(line)) << "\n" << expected);
}

}  // namespace

TEST_CASE("a plain line's values are the bytes of the line") {
  text::Scope scope;
  REQUIRE(text::read_plain(kJoined, scope));
  CHECK(scope[Field::attendee].json == "\"a da\"");
  CHECK(scope[Field::attendee].text == "a da");
  CHECK(scope[Field::attendee].text.data() == kJoined.data() + kJoined.find("a da"));
  CHECK(scope.present.without({Field::type, Field::at, Field::webinar, Field::attendee, Field::session}).empty());
}

TEST_CASE("spaces may stand between the tokens of a plain line, and strings may be empty or long") {
  CHECK(is_plain(R"({ "type" : "queue" , "retain":"" })"));
  CHECK(is_plain(R"({"type":")" + std::string(1000, 'x') + "\"}"));
}

TEST_CASE("what is not plain is left to the parser") {
  for (const std::string_view line : {R"()",
                                      R"({})",
                                      R"({"type")",
                                      R"({"type":)",
                                      R"({"type":"queue")",
                                      R"({"type":"queue"}x)",
                                      R"({"type":"queue"} )",
                                      R"({"type":"queue",})",
                                      R"({"type":"queue" "at":"x"})",
                                      R"({"type":"a","type":"b"})",
                                      R"({"nobody":"x"})",
                                      R"({"type":"connection","batch":"1"})",
                                      R"({"type":"connection","batch":1})",
                                      R"({"type":"a\u0041"})",
                                      R"({"type":"ä"})",
                                      R"({"ty\u0070e":"queue"})",
                                      R"(["type"])",
                                      "{\"type\":\"a\tb\"}",
                                      "{\"type\":\"que\0ue\"}",
                                      R"({"type":"attendee.registered","profile":{}})"}) {
    INFO(line);
    CHECK_FALSE(is_plain(line));
  }
}

TEST_CASE("a special character is seen wherever it stands among the eight that are looked at together") {
  for (const char special : {'"', '\\', '\n', '\x1F', '\0', '\x80', '\xFF'}) {
    for (std::size_t place = 0; place < 24; ++place) {
      std::string value(24, '!');
      value[place] = special;
      CHECK_FALSE(is_plain(R"({"type":")" + value + "\"}"));
    }
  }
  for (int character = 0x20; character < 0x80; ++character) {
    if (character == '"' || character == '\\') continue;
    CHECK(is_plain(R"({"type":")" + std::string(24, static_cast<char>(character)) + "\"}"));
  }
}

TEST_CASE("every line that differs by one byte from a plain one is read as the parser reads it") {
  check_same(kJoined);
  for (std::size_t place = 0; place < kJoined.size(); ++place) {
    for (const char other : {' ', '"', '\\', '{', '}', ',', ':', '0', 'a', '\t', '\0', '\x7F', '\xC3'}) {
      std::string changed = kJoined;
      changed[place] = other;
      check_same(changed);
      check_same(std::string{kJoined}.insert(place, 1, other));
    }
    check_same(std::string{kJoined}.erase(place, 1));
    check_same(kJoined.substr(0, place));
    check_same(kJoined + kJoined.substr(place));
  }
}

TEST_CASE("a block of lines gives each line its own result, and escaped strings stay until the next block") {
  const std::array<std::string_view, 4> lines{
      kJoined, R"({"type":"attendee.left","at":"2026-01-01T00:00:00Z","webinar":"w","attendee":"a\u0064a"})",
      "nonsense", R"({"type":"attendee.left","at":"2026-01-01T00:00:00Z","webinar":"w","attendee":"b\u006fb"})"};
  LineParser parser;
  const auto parsed = parser.parse(lines);
  REQUIRE(parsed.size() == 4);
  CHECK(std::get<AttendeeJoined>(std::get<Event>(parsed[0]->what)).session == "tab 1");
  CHECK(std::get<AttendeeLeft>(std::get<Event>(parsed[1]->what)).attendee == "ada");
  CHECK(parsed[2].error().code == ErrorCode::malformed);
  CHECK(std::get<AttendeeLeft>(std::get<Event>(parsed[3]->what)).attendee == "bob");
  CHECK(parser.parse(std::span<const std::string_view>{}).empty());
}
