// Audiences as text (SPEC S10).
#include <string>

#include "support/catch.hpp"
#include "usher/json.hpp"

using usher::Audience;

namespace {

std::string webinar_with(const std::string& audience) {
  return R"({"type":"webinar.scheduled","at":"2026-01-01T00:00:00Z","webinar":{"id":"w","start":"2026-01-02T00:00:00Z",)"
         R"("duration":"PT1H","rules":[{"id":"r","audience":)" +
         audience + R"(,"connection":"c"}]}})";
}

usher::Result<Audience> parse_audience(const std::string& text) {
  usher::LineParser parser;
  auto line = parser.parse(webinar_with(text));
  if (!line) return line.error();
  return std::get<usher::WebinarScheduled>(std::get<usher::Event>(line->what)).webinar.rules.at(0).audience;
}

std::string written(Audience audience) {
  usher::WebinarScheduled event;
  event.webinar = {
      .id = "w", .duration = usher::Duration{1}, .rules = {{.id = "r", .audience = audience, .connection = "c"}}};
  const std::string line = to_json(usher::Event{event});
  const std::size_t begin = line.find("\"audience\":") + 11;
  return line.substr(begin, line.find(",\"connection\"") - begin);
}

void check_refused_audience(const std::string& audience, usher::ErrorCode code, const std::string& where) {
  const auto parsed = parse_audience(audience);
  INFO(audience);
  REQUIRE_FALSE(parsed);
  INFO(parsed.error().message);
  CHECK(parsed.error().code == code);
  CHECK(parsed.error().where == "/webinar/rules/0/audience" + where);
}

}  // namespace

TEST_CASE("S10: each name is the audience it says") {
  CHECK(*parse_audience(R"("all")") == Audience::all());
  CHECK(*parse_audience(R"("participants")") == Audience::participants());
  CHECK(*parse_audience(R"("non_participants")") == Audience::non_participants());
  CHECK(*parse_audience(R"("online")") == Audience::online());
  CHECK(*parse_audience(R"("offline")") == Audience::offline());
  CHECK(*parse_audience(R"("attended")") == Audience::attended());
  CHECK(*parse_audience(R"("absent")") == Audience::absent());
  CHECK(*parse_audience(R"("\u0061ll")") == Audience::all());
}

TEST_CASE("S10: any_of is union, all_of intersection, not complement, within each other too") {
  CHECK(*parse_audience(R"({"any_of":["online","participants"]})") == (Audience::online() | Audience::participants()));
  CHECK(*parse_audience(R"({"all_of":["online","participants"]})") == (Audience::online() & Audience::participants()));
  CHECK(*parse_audience(R"({"not":"online"})") == Audience::offline());
  CHECK(*parse_audience(R"({"not":{"not":"online"}})") == Audience::online());
  CHECK(*parse_audience(R"({"all_of":["attended",{"not":{"any_of":["online",{"all_of":["participants","all"]}]}}]})") ==
        (Audience::attended() & ~(Audience::online() | Audience::participants())));
}

TEST_CASE("S10: an empty any_of is nobody, an empty all_of everybody") {
  CHECK(*parse_audience(R"({"any_of":[]})") == ~Audience::all());
  CHECK(*parse_audience(R"({"all_of":[]})") == Audience::all());
}

TEST_CASE("S10: all 256 audiences are read back as they are written, the plain ones by name, none at length") {
  std::size_t longest = 0;
  for (unsigned bits = 0; bits < 256; ++bits) {
    const Audience audience = Audience::from_bits(static_cast<std::uint8_t>(bits));
    const std::string text = written(audience);
    INFO(bits << " " << text);
    REQUIRE(parse_audience(text));
    CHECK(*parse_audience(text) == audience);
    longest = std::max(longest, text.size());
  }
  CHECK(written(Audience::participants()) == R"("participants")");
  CHECK(written(~Audience::all()) == R"({"any_of":[]})");
  CHECK(written(Audience::participants() & Audience::offline()) == R"({"all_of":["participants","offline"]})");
  CHECK(written(Audience::absent() | Audience::online()) == R"({"any_of":["absent","online"]})");
  CHECK(longest < 250);
}

TEST_CASE("S10: what is not an audience is refused where it stands") {
  using enum usher::ErrorCode;
  check_refused_audience(R"("everybody")", invalid, "");
  check_refused_audience("7", malformed, "");
  check_refused_audience("null", malformed, "");
  check_refused_audience("[]", malformed, "");
  check_refused_audience("{}", malformed, "");
  check_refused_audience(R"({"none_of":[]})", malformed, "/none_of");
  check_refused_audience(R"({"id":"x"})", malformed, "/id");
  check_refused_audience(R"({"not":"online","any_of":[]})", malformed, "/any_of");
  check_refused_audience(R"({"not":"online","not":"online"})", malformed, "/not");
  check_refused_audience(R"({"any_of":"online"})", malformed, "/any_of");
  check_refused_audience(R"({"any_of":{}})", malformed, "/any_of");
  check_refused_audience(R"({"not":["online"]})", malformed, "/not");
  check_refused_audience(R"({"not":1})", malformed, "/not");
  check_refused_audience(R"({"any_of":["online",[]]})", malformed, "/any_of/1");
  check_refused_audience(R"({"any_of":["online",true]})", malformed, "/any_of/1");
  check_refused_audience(R"({"any_of":["online",{"all_of":["off"]}]})", invalid, "/any_of/1/all_of/0");
  check_refused_audience(R"({"any_of":["online",{}]})", malformed, "/any_of/1");
}
