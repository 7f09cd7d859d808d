// Lines that are wrong: each is one error that says what, found what, and points at it (SPEC "Text formats").
#include <chrono>

#include "line_test.hpp"
#include "usher/limits.hpp"

using namespace usher;
using enum ErrorCode;
using test::check_refused;
using test::error_of;

namespace {

constexpr std::string_view kAt = R"("at":"2026-01-01T00:00:00Z")";

std::string joined_with(std::string_view members) {
  return R"({"type":"attendee.joined",)" + std::string{kAt} + "," + std::string{members} + "}";
}

std::string registered_with(const std::string& profile) {
  return R"({"type":"attendee.registered",)" + std::string{kAt} + R"(,"webinar":"w","attendee":"a","profile":)" +
         profile + "}";
}

std::string scheduled_with(std::string_view members) {
  return R"({"type":"webinar.scheduled",)" + std::string{kAt} + R"(,"webinar":{)" + std::string{members} + "}}";
}

constexpr std::string_view kPlan = R"("id":"w","start":"2026-01-02T00:00:00Z","duration":"PT1H")";

std::string planned_with(std::string_view members) {
  return scheduled_with(std::string{kPlan} + "," + std::string{members});
}

std::string ruled_by(std::string_view members) {
  return planned_with(R"("rules":[{"id":"first","connection":"c"},{)" + std::string{members} + "}]");
}

std::string nested(std::size_t depth, char open = '[', char close = ']') {
  return std::string(depth, open) + std::string(depth, close);
}

}  // namespace

TEST_CASE("what is no JSON object is refused") {
  for (const char* line : {"", "   ", "\n", "[]", "12", "null", "\"text\"", "true", "[{}]"}) {
    check_refused(line, malformed, "");
  }
  CHECK(error_of("").message == "expected a JSON object on one line, found the end of the line");
  CHECK(error_of("[]").message == "expected a JSON object, found an array");
  CHECK(error_of("12").message == "expected a JSON object, found 12");
}

TEST_CASE("broken JSON is refused at the value that it breaks") {
  check_refused(R"({)", malformed, "");
  check_refused(R"({"type")", malformed, "/type");
  check_refused(R"({"type":)", malformed, "/type");
  check_refused(R"({"type":qeue})", malformed, "/type");
  check_refused(R"({"type":"queue",})", malformed, "");
  check_refused(R"({"type":"queue" "retain":"P1D"})", malformed, "");
  check_refused(R"({"type":"queue"]})", malformed, "");
  check_refused(R"({type:"queue"})", malformed, "");
  check_refused(R"({'type':"queue"})", malformed, "");
  check_refused(R"({"type":"queue)", malformed, "/type");
  check_refused(R"({"type":"\x"})", malformed, "/type");
  check_refused(R"({"type":"\ud800"})", malformed, "/type");
  check_refused(R"({"type":"\u12g4"})", malformed, "/type");
  check_refused("{\"type\":\"a\tb\"}", malformed, "/type");
  check_refused(R"({"type":"queue"/*comment*/})", malformed, "");
  check_refused(registered_with("[1,{\"a\":[1 2]}]"), malformed, "/profile/1/a");
  check_refused(registered_with("01"), malformed, "");
  check_refused(registered_with("NaN"), malformed, "/profile");
  check_refused(registered_with("+1"), malformed, "/profile");
  check_refused(planned_with(R"("rules":[{"id":"r",,}])"), malformed, "/webinar/rules/0");
  CHECK(error_of(R"({"type":qeue})").message ==
        "expected a JSON object on one line, found invalid JSON at byte 9: \":qeue}\"");
  CHECK(error_of(R"({"type":"queue")").message == "expected a JSON object on one line, found the end of the line");
}

TEST_CASE("nothing may follow the object") {
  check_refused(R"({"type":"queue"} {"type":"queue"})", malformed, "");
  check_refused(R"({"type":"queue"}})", malformed, "");
  check_refused(R"({"type":"queue"} x)", malformed, "");
  CHECK(error_of(R"({"type":"queue"},)").message ==
        "expected nothing after the object, found invalid JSON at byte 17: \",\"");
}

TEST_CASE("a byte order mark and NULs are refused") {
  using namespace std::string_view_literals;
  check_refused("\xEF\xBB\xBF{\"type\":\"queue\"}", malformed, "");
  check_refused("{\"type\":\"queue\"}\0"sv, malformed, "");
  check_refused("{\"type\":\"queue\"}\0 "sv, malformed, "");
  check_refused("{\"type\":\"queue\"} \0{}"sv, malformed, "");
  check_refused("\0{\"type\":\"queue\"}"sv, malformed, "");
  check_refused("{\"type\":\"que\0ue\"}"sv, malformed, "/type");
  check_refused("{\"type\":\0\"queue\"}"sv, malformed, "/type");
  CHECK(error_of("{\"type\":\"que\0ue\"}"sv).message == "expected a JSON object on one line, found a NUL at byte 13");
}

TEST_CASE("text that is not UTF-8 is refused where it stands") {
  const std::vector<std::pair<const char*, std::string>> kinds{
      {"a lone continuation", "\x80"},
      {"an overlong slash of two bytes", "\xC0\xAF"},
      {"an overlong letter", "\xC1\x81"},
      {"an overlong form of three bytes", "\xE0\x9F\xBF"},
      {"an overlong form of four bytes", "\xF0\x8F\xBF\xBF"},
      {"a high surrogate", "\xED\xA0\x80"},
      {"a low surrogate", "\xED\xBF\xBF"},
      {"past U+10FFFF", "\xF4\x90\x80\x80"},
      {"a lead byte that never is", "\xF5\x80\x80\x80"},
      {"0xFE", "\xFE"},
      {"0xFF", "\xFF"},
      {"two bytes cut short", "\xC3"},
      {"three bytes cut short", "\xE2\x82"},
      {"four bytes cut short", "\xF0\x9F\x98"},
  };
  for (const auto& [kind, bytes] : kinds) {
    INFO(kind);
    check_refused(joined_with(R"("webinar":"w","attendee":"a)" + bytes + "\""), malformed, "/attendee");
    check_refused(joined_with(R"("webinar":"w","attendee":"a","a)" + bytes + "\":1"), malformed, "");
    check_refused(registered_with(R"({"x":[")" + bytes + "\"]}"), malformed, "/profile/x");
    check_refused(registered_with(bytes), malformed, "/profile");
    CHECK(error_of(joined_with(R"("attendee":"a)" + bytes + "\"")).message.find("ill-formed UTF-8 at byte") !=
          std::string::npos);
  }
}

TEST_CASE("objects and arrays may be 32 in each other, not 33, and a million do no harm") {
  LineParser parser;
  CHECK(parser.parse(registered_with(nested(31))));
  check_refused(
      registered_with(nested(32)), limit, "/profile" + [] {
        std::string zeros;
        for (int i = 0; i < 31; ++i) zeros += "/0";
        return zeros;
      }());
  const auto objects = [](int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i) text += "{\"a\":";
    return text + "1" + std::string(static_cast<std::size_t>(depth), '}');
  };
  CHECK(parser.parse(registered_with(objects(31))));
  CHECK(error_of(registered_with(objects(32))).code == limit);
  CHECK(error_of(std::string(1'000'000, '[')).code == malformed);
  CHECK(error_of(registered_with(std::string(1'000'000, '['))).code == limit);
  std::string audience;
  for (int i = 0; i < 40; ++i) audience += "{\"not\":";
  CHECK(error_of(ruled_by("\"audience\":" + audience)).code == limit);
}

TEST_CASE("unknown fields are refused by name, in every object of ours") {
  check_refused(R"({"type":"queue","colour":"red"})", malformed, "/colour");
  check_refused(R"({"colour":"red","type":"queue"})", malformed, "/colour");
  check_refused(R"({"":1})", malformed, "/");
  check_refused(R"({"a/b~c":1})", malformed, "/a~1b~0c");
  check_refused(R"({"\u0061\n":1})", malformed, "/a\n");
  check_refused(R"({"Type":"queue"})", malformed, "/Type");
  check_refused(planned_with(R"("colour":1)"), malformed, "/webinar/colour");
  check_refused(planned_with(R"("at":1)"), malformed, "/webinar/at");
  check_refused(planned_with(R"("threshold":{"share":1})"), malformed, "/webinar/threshold/share");
  check_refused(ruled_by(R"("colour":1)"), malformed, "/webinar/rules/1/colour");
  check_refused(ruled_by(R"("when":{"marker":"m"})"), malformed, "/webinar/rules/1/when/marker");
  check_refused(ruled_by(R"("when":{"anchor":{"name":"m"}})"), malformed, "/webinar/rules/1/when/anchor/name");
  CHECK(error_of(R"({"type":"attendee.left","atendee":"ada"})").message ==
        "expected one of type, at, seen, webinar, attendee, session, found \"atendee\"");
}

TEST_CASE("fields of another type of line are unknown, wherever the type stands") {
  check_refused(joined_with(R"("webinar":"w","attendee":"a","profile":{})"), malformed, "/profile");
  check_refused(R"({"id":"x","type":"queue"})", malformed, "/id");
  check_refused(R"({"seen":"2026-01-01T00:00:00Z","type":"queue"})", malformed, "/seen");
  check_refused(R"({"at":"2026-01-01T00:00:00Z","type":"connection","id":"c"})", malformed, "/at");
}

TEST_CASE("S17: correct is true or false and nothing like it, and correct_for a duration") {
  for (const char* value : {"1", "0", "null", R"("true")", "[]", "{}"}) {
    check_refused(ruled_by(R"("id":"r","connection":"c","correct":)" + std::string{value}), malformed,
                  "/webinar/rules/1/correct");
  }
  CHECK(error_of(ruled_by(R"("correct":"true")")).message == "expected true or false, found \"true\"");
  check_refused(ruled_by(R"("id":"r","connection":"c","correct_for":true)"), malformed, "/webinar/rules/1/correct_for");
  check_refused(ruled_by(R"("id":"r","connection":"c","correct_for":"-PT1H")"), invalid,
                "/webinar/rules/1/correct_for");
  check_refused(ruled_by(R"("id":"r","connection":"c","correct_for":"1 h")"), invalid, "/webinar/rules/1/correct_for");
  check_refused(R"({"type":"queue","correct":true})", malformed, "/correct");
  check_refused(R"({"type":"queue","max_defer":15})", malformed, "/max_defer");
  check_refused(R"({"type":"queue","max_defer":"-PT1S"})", invalid, "/max_defer");
}

TEST_CASE("repeated fields are refused, also where one is escaped") {
  check_refused(R"({"type":"queue","type":"queue"})", malformed, "/type");
  check_refused(R"({"type":"queue","t\u0079pe":"queue"})", malformed, "/type");
  check_refused(planned_with(R"("id":"w")"), malformed, "/webinar/id");
  check_refused(planned_with(R"("rules":[],"rules":[])"), malformed, "/webinar/rules");
  check_refused(planned_with(R"("threshold":{"percent":1,"percent":1})"), malformed, "/webinar/threshold/percent");
  check_refused(ruled_by(R"("id":"r","id":"r")"), malformed, "/webinar/rules/1/id");
  check_refused(ruled_by(R"("when":{"anchor":"end","anchor":"end"})"), malformed, "/webinar/rules/1/when/anchor");
}

TEST_CASE("missing fields are refused at the object that lacks them") {
  check_refused("{}", malformed, "");
  check_refused(R"({"type":"connection"})", malformed, "");
  check_refused(R"({"type":"webinar.started","webinar":"w"})", malformed, "");
  check_refused(R"({"type":"webinar.started",)" + std::string{kAt} + "}", malformed, "");
  check_refused(joined_with(R"("webinar":"w")"), malformed, "");
  check_refused(joined_with(R"("attendee":"a")"), malformed, "");
  check_refused(R"({"type":"webinar.marker","webinar":"w",)" + std::string{kAt} + "}", malformed, "");
  check_refused(R"({"type":"webinar.moved","webinar":"w",)" + std::string{kAt} + "}", malformed, "");
  check_refused(scheduled_with(""), malformed, "/webinar");
  check_refused(scheduled_with(R"("id":"w","start":"2026-01-02T00:00:00Z")"), malformed, "/webinar");
  check_refused(ruled_by(R"("id":"r")"), malformed, "/webinar/rules/1");
  check_refused(ruled_by(R"("connection":"c")"), malformed, "/webinar/rules/1");
  check_refused(ruled_by(R"("id":"r","connection":"c","when":{})"), malformed, "/webinar/rules/1/when");
  check_refused(ruled_by(R"("id":"r","connection":"c","when":{"anchor":{}})"), malformed,
                "/webinar/rules/1/when/anchor");
  CHECK(error_of(joined_with(R"("webinar":"w")")).message == "expected the field \"attendee\", found none");
}

TEST_CASE("wrong JSON types are refused where they stand") {
  check_refused(R"({"type":1})", malformed, "/type");
  check_refused(R"({"type":null})", malformed, "/type");
  check_refused(R"({"type":{}})", malformed, "/type");
  check_refused(R"({"type":["queue"]})", malformed, "/type");
  check_refused(R"({"type":"connection","id":true})", malformed, "/id");
  check_refused(R"({"type":"connection","id":"c","batch":"1"})", malformed, "/batch");
  check_refused(R"({"type":"connection","id":"c","spacing":5})", malformed, "/spacing");
  check_refused(joined_with(R"("webinar":1)"), malformed, "/webinar");
  check_refused(joined_with(R"("webinar":[])"), malformed, "/webinar");
  check_refused(joined_with(R"("webinar":{},"attendee":"a")"), malformed, "/webinar");
  check_refused(joined_with("\"webinar\":{" + std::string{kPlan} + R"(},"attendee":"a")"), malformed, "/webinar");
  check_refused(joined_with(R"("webinar":"w","attendee":null)"), malformed, "/attendee");
  check_refused(R"({"type":"webinar.scheduled",)" + std::string{kAt} + R"(,"webinar":"w"})", malformed, "/webinar");
  check_refused(planned_with(R"("rules":{})"), malformed, "/webinar/rules");
  check_refused(planned_with(R"("rules":["r"])"), malformed, "/webinar/rules/0");
  check_refused(planned_with(R"("rules":[[]])"), malformed, "/webinar/rules/0");
  check_refused(planned_with(R"("threshold":60)"), malformed, "/webinar/threshold");
  check_refused(planned_with(R"("threshold":{"percent":"60"})"), malformed, "/webinar/threshold/percent");
  check_refused(ruled_by(R"("when":"start")"), malformed, "/webinar/rules/1/when");
  check_refused(ruled_by(R"("when":{"anchor":5})"), malformed, "/webinar/rules/1/when/anchor");
  check_refused(ruled_by(R"("when":{"anchor":[]})"), malformed, "/webinar/rules/1/when/anchor");
  check_refused(ruled_by(R"("when":{"anchor":{"marker":{}}})"), malformed, "/webinar/rules/1/when/anchor/marker");
  CHECK(error_of(joined_with(R"("webinar":"w","attendee":12)")).message == "expected a string, found 12");
  CHECK(error_of(planned_with(R"("rules":7)")).message == "expected an array, found 7");
}

TEST_CASE("values that are not what they should be are refused where they stand") {
  check_refused(R"({"type":"webinar.begun"})", invalid, "/type");
  check_refused(R"({"type":"queue","walk_ins":"yes"})", invalid, "/walk_ins");
  check_refused(R"({"type":"queue","retain":"1 day"})", invalid, "/retain");
  check_refused(R"({"type":"queue","max_skew":"-PT1M"})", invalid, "/max_skew");
  check_refused(R"({"type":"connection","id":"c","on_unknown":"?"})", invalid, "/on_unknown");
  check_refused(R"({"type":"webinar.started","at":"yesterday","webinar":"w"})", invalid, "/at");
  check_refused(R"({"type":"webinar.started","at":"2026-01-01T00:00:00Z","seen":"now","webinar":"w"})", invalid,
                "/seen");
  check_refused(R"({"type":"webinar.moved","webinar":"w","start":"soon",)" + std::string{kAt} + "}", invalid, "/start");
  check_refused(planned_with(R"("timing":"slow")"), invalid, "/webinar/timing");
  check_refused(planned_with(R"("threshold":{"measure":"by eye"})"), invalid, "/webinar/threshold/measure");
  check_refused(ruled_by(R"("id":"r","connection":"c","when_late":"never")"), invalid, "/webinar/rules/1/when_late");
  check_refused(ruled_by(R"("id":"r","connection":"c","when":{"anchor":"middle"})"), invalid,
                "/webinar/rules/1/when/anchor");
  check_refused(ruled_by(R"("id":"r","connection":"c","when":{"anchor":"end","offset":"5"})"), invalid,
                "/webinar/rules/1/when/offset");
  check_refused(scheduled_with(R"("id":"w","start":"2026-01-02T00:00:00","duration":"PT1H")"), invalid,
                "/webinar/start");
  check_refused(scheduled_with(R"("id":"w","start":"2026-01-02T00:00:00Z","zone":"Europe/Berlin","duration":"PT1H")"),
                invalid, "/webinar/start");
  check_refused(scheduled_with(R"("id":"w","start":"2026-01-02T00:00:00","zone":"Mars/Olympus","duration":"PT1H")"),
                unknown, "/webinar/zone");
  check_refused(scheduled_with(R"("id":"w","start":"2039-01-02T00:00:00","zone":"Europe/Berlin","duration":"PT1H")"),
                invalid, "/webinar/start");
}

TEST_CASE("S8: a percentage with three decimals, an exponent, or beyond 0 to 100 is refused") {
  for (const char* percent : {"33.333", "60.000", "1e1", "1E1", "6e+1", "99999999", "1000000000000000000000", "0.001",
                              "100.01", "101", "-1", "-0.01"}) {
    INFO(percent);
    check_refused(planned_with(R"("threshold":{"percent":)" + std::string{percent} + "}"), invalid,
                  "/webinar/threshold/percent");
  }
}

TEST_CASE("counts are whole numbers, written plainly, that fit") {
  for (const char* count : {"1.5", "1.0", "1e2", "2147483648", "99999999999999999999", "0", "-1", "-99999999999"}) {
    INFO(count);
    check_refused(R"({"type":"connection","id":"c","batch":)" + std::string{count} + "}", invalid, "/batch");
    check_refused(R"({"type":"connection","id":"c","max_attempts":)" + std::string{count} + "}", invalid,
                  "/max_attempts");
  }
}

TEST_CASE("ids are 1 to 256 bytes, in events and in definitions") {
  const std::string longest(256, 'x');
  LineParser parser;
  CHECK(parser.parse(
      joined_with(R"("webinar":")" + longest + R"(","attendee":")" + longest + R"(","session":")" + longest + "\"")));
  for (const auto& [id, code] : {std::pair{std::string{}, invalid}, std::pair{longest + "x", limit}}) {
    check_refused(joined_with(R"("webinar":")" + id + R"(","attendee":"a")"), code, "/webinar");
    check_refused(joined_with(R"("webinar":"w","attendee":")" + id + "\""), code, "/attendee");
    check_refused(joined_with(R"("webinar":"w","attendee":"a","session":")" + id + "\""), code, "/session");
    check_refused(R"({"type":"webinar.marker","webinar":"w","marker":")" + id + "\"," + std::string{kAt} + "}", code,
                  "/marker");
    check_refused(R"({"type":"connection","id":")" + id + "\"}", code, "/id");
    check_refused(R"({"type":"connection","id":"c","lane":")" + id + "\"}", code, "/lane");
    check_refused(ruled_by(R"("connection":"c","id":")" + id + "\""), code, "/webinar/rules/1/id");
    check_refused(ruled_by(R"("id":"r","connection":")" + id + "\""), code, "/webinar/rules/1/connection");
    check_refused(ruled_by(R"("id":"r","connection":"c","when":{"anchor":{"marker":")" + id + "\"}}"), code,
                  "/webinar/rules/1/when/anchor/marker");
  }
}

TEST_CASE("what a definition itself says is wrong with it points into the line") {
  check_refused(ruled_by(R"("id":"first","connection":"c")"), duplicate, "/webinar/rules/1/id");
  check_refused(scheduled_with(R"("id":"w","start":"2026-01-02T00:00:00Z","duration":"PT0S")"), invalid,
                "/webinar/duration");
  check_refused(R"({"type":"connection","id":"c","batch":10001})", invalid, "/batch");
  check_refused(planned_with(R"("title":")" + std::string(4097, 't') + "\""), limit, "/webinar/title");
}

TEST_CASE("an action or a profile has at most 256 KiB") {
  LineParser parser;
  const auto text = [](std::size_t size) { return '"' + std::string(size - 2, 'p') + '"'; };
  CHECK(parser.parse(registered_with(text(limits::kPayloadBytes))));
  check_refused(registered_with(text(limits::kPayloadBytes + 1)), limit, "/profile");
  check_refused(ruled_by(R"("id":"r","connection":"c","action":)" + text(limits::kPayloadBytes + 1)), limit,
                "/webinar/rules/1/action");
}

TEST_CASE("a number that no double holds is refused, also in a profile") {
  check_refused(registered_with("[1e999]"), invalid, "/profile");
}

TEST_CASE("long values are shown short, at the border of a character") {
  std::string smileys;
  for (int i = 0; i < 1000; ++i) smileys += "\xF0\x9F\x98\x80";
  const Error error = error_of(R"({"type":")" + smileys + "\"}");
  CHECK(error.message.size() < 400);
  CHECK(error.message.ends_with("\xF0\x9F\x98\x80..."));
  CHECK(error_of("{\"" + std::string(100'000, 'x') + "\":1}").message.size() < 600);
  CHECK(error_of(R"({"type":)" + std::string(100'000, '7') + "}").message.size() < 200);
  CHECK(error_of(R"({"type":")" + std::string(100'000, 'x')).message.size() < 200);
}

TEST_CASE("a line is read in time that grows with its length, however it is made") {
  const auto seconds_for = [](const std::string& line) {
    LineParser parser;
    const auto begin = std::chrono::steady_clock::now();
    const auto parsed = parser.parse(line);
    CHECK((parsed || !parsed.error().message.empty()));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const auto repeated = [](std::string_view text, std::size_t size) {
    std::string out;
    while (out.size() < size) out += text;
    return out;
  };
  const std::size_t kSize = 1'000'000;
  for (const std::string& line :
       {registered_with("[" + repeated("[],", kSize) + "1]"), registered_with("[" + repeated("0,", kSize) + "1]"),
        registered_with("[" + repeated(R"("\u00e9",)", kSize) + "1]"), registered_with(std::string(kSize, '7')),
        registered_with("0." + std::string(kSize, '7')),
        registered_with("{" + repeated("\"a\":1,", kSize) + "\"a\":1}"),
        ruled_by(R"("audience":{"any_of":[)" + repeated("\"online\",", kSize) + "\"all\"]}"),
        planned_with("\"rules\":[" + repeated(R"({"id":"r","connection":"c"},)", kSize) + "{}]"),
        std::string(kSize, ' ') + "{}", R"({"type":")" + repeated("\\n", kSize) + "\"}",
        "{" + std::string(kSize, '"')}) {
    INFO(line.substr(0, 120));
    CHECK(seconds_for(line) < 5);
  }
}
