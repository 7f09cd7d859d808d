// Lines that are right: every kind, every field, every byte of the host's own (SPEC "Text formats").
#include "line_test.hpp"

#include <chrono>

using namespace usher;
using namespace std::chrono_literals;
using test::event_of;

namespace {

template <class What>
What definition_of(std::string_view line) {
  LineParser parser;
  auto parsed = parser.parse(line);
  INFO(line);
  INFO((parsed ? std::string{} : parsed.error().where + ": " + parsed.error().message));
  REQUIRE(parsed);
  return std::get<What>(parsed->what);
}

Webinar webinar_of(const std::string& members) {
  LineParser parser;
  return event_of<WebinarScheduled>(
             parser, R"({"type":"webinar.scheduled","at":"2026-01-01T00:00:00Z","webinar":{)" + members + "}}")
      .webinar;
}

std::string profiled(const std::string& profile) {
  return R"({"type":"attendee.registered","at":"2026-01-01T00:00:00Z","webinar":"w","attendee":"ada","profile":)" +
         profile + "}";
}

const std::string kLaunch =
    R"({"type":"webinar.scheduled","at":"2026-03-29T08:00:00Z","webinar":{"id":"launch","title":"Launch","start":"2026-03-29T19:00:00","zone":"Europe/Berlin","duration":"PT90M","timing":"live","threshold":{"percent":33.33,"measure":"watched"},"rules":[{"id":"pitch","when":{"anchor":"start","offset":"-PT45M"},"audience":"online","connection":"getresponse","action":{ "tag" : "saw-pitch" },"when_late":"at_once"},{"id":"said","when":{"anchor":{"marker":"pitch"}},"audience":{"not":"online"},"connection":"c","when_late":"skip"},{"id":"bare","connection":"c"}]}})";

}  // namespace

TEST_CASE("a queue line sets the options, all of them optional") {
  CHECK(definition_of<Options>(R"({"type":"queue"})") == Options{});
  CHECK(definition_of<Options>(
            R"({"type":"queue","walk_ins":"ignore","max_skew":"PT0S","retain":"P2D","max_defer":"PT1M"})") ==
        Options{WalkIns::ignore, 0s, 48h, 1min});
  CHECK(definition_of<Options>(R"({"type":"queue","walk_ins":"register"})").walk_ins == WalkIns::register_them);
}

TEST_CASE("a connection line needs an id and takes the defaults of Connection for the rest") {
  CHECK(definition_of<Connection>(R"({"type":"connection","id":"c"})") == Connection{.id = "c"});
  const Connection all{.id = "c",
                       .lane = "l",
                       .batch = 100,
                       .spacing = 20ms,
                       .call_time = 1s,
                       .max_lead = 0s,
                       .max_attempts = 3,
                       .give_up_after = 1h,
                       .on_unknown = OnUnknown::hold};
  CHECK(definition_of<Connection>(
            R"({"on_unknown":"hold","give_up_after":"PT1H","max_attempts":3,"max_lead":"PT0S","call_time":"PT1S",)"
            R"("spacing":"PT0.02S","batch":100,"lane":"l","id":"c","type":"connection"})") == all);
}

TEST_CASE("a webinar line is read whole, the local start by its zone") {
  test::Reader parser;
  const auto event = event_of<WebinarScheduled>(parser, kLaunch);
  CHECK(to_string(event.at) == "2026-03-29T08:00:00.000Z");
  const Webinar& webinar = event.webinar;
  CHECK(webinar.id == "launch");
  CHECK(webinar.title == "Launch");
  CHECK(to_string(webinar.start) == "2026-03-29T17:00:00.000Z");
  CHECK(webinar.duration == 90min);
  CHECK(webinar.timing == Timing::live);
  CHECK(webinar.threshold == Threshold{3333, Threshold::Measure::watched});
  REQUIRE(webinar.rules.size() == 3);
  CHECK(webinar.rules[0] == Rule{"pitch", Anchor::start(), -45min, Audience::online(), "getresponse",
                                 R"({ "tag" : "saw-pitch" })", WhenLate::at_once});
  CHECK(webinar.rules[1] ==
        Rule{.id = "said", .when = Anchor::at_marker("pitch"), .audience = Audience::offline(), .connection = "c"});
  CHECK(webinar.rules[2] == Rule{.id = "bare", .connection = "c"});
}

TEST_CASE("S17: a rule may say that it corrects, and for how long") {
  const auto rule_with = [](const std::string& members) {
    return webinar_of(
               R"("id":"w","start":"2026-01-02T00:00:00Z","duration":"PT1H","rules":[{"id":"r","connection":"c")" +
               members + "}]")
        .rules.at(0);
  };
  CHECK_FALSE(rule_with("").correct);
  CHECK(rule_with("").correct_for == 1h);
  CHECK(rule_with(R"(,"correct":true)").correct);
  CHECK_FALSE(rule_with(R"(,"correct":false)").correct);
  CHECK(rule_with(R"(,"correct": true ,"correct_for":"PT90M")").correct);
  CHECK(rule_with(R"(,"correct":true,"correct_for":"PT90M")").correct_for == 90min);
}

TEST_CASE("what a webinar leaves out has the default of Webinar") {
  const Webinar webinar = webinar_of(R"("id":"w","start":"2026-01-02T00:00:00Z","duration":"PT1H")");
  CHECK(webinar == Webinar{.id = "w", .start = *parse_instant("2026-01-02T00:00:00Z"), .duration = 1h});
  CHECK(webinar_of(R"("id":"w","start":"2026-01-02T00:00:00Z","duration":"PT1H","threshold":{},"rules":[])") ==
        webinar);
}

TEST_CASE("S12: every anchor has its name") {
  const std::vector<std::pair<std::string, Anchor>> anchors{{R"("start")", Anchor::start()},
                                                            {R"("end")", Anchor::end()},
                                                            {R"("registered")", Anchor::registered()},
                                                            {R"("joined")", Anchor::joined()},
                                                            {R"("participated")", Anchor::participated()},
                                                            {R"({"marker":"start"})", Anchor::at_marker("start")}};
  for (const auto& [text, anchor] : anchors) {
    const Webinar webinar =
        webinar_of(R"("id":"w","start":"2026-01-02T00:00:00Z","duration":"PT1H","rules":[{"id":"r","connection":"c",)"
                   R"("when":{"anchor":)" +
                   text + "}}]");
    CHECK(webinar.rules.at(0).when == anchor);
  }
}

TEST_CASE("S8: a percentage is exact to two decimals") {
  const std::vector<std::pair<std::string, int>> percentages{{"60", 6000}, {"60.0", 6000}, {"33.33", 3333},
                                                             {"0", 0},     {"0.01", 1},    {"100.00", 10'000},
                                                             {"-0", 0},    {"8.2", 820},   {"28.99", 2899}};
  for (const auto& [text, hundredths] : percentages) {
    const Webinar webinar = webinar_of(R"("threshold":{"percent":)" + text +
                                       R"(},"id":"w","start":"2026-01-02T00:00:00Z","duration":"PT1H")");
    INFO(text);
    CHECK(webinar.threshold.hundredths == hundredths);
  }
}

TEST_CASE("each event of a webinar is read") {
  test::Reader parser;
  const std::string rest = R"(,"at":"2026-01-01T00:00:00Z","webinar":"w"})";
  const Instant at = *parse_instant("2026-01-01T00:00:00Z");
  const auto started = event_of<WebinarStarted>(parser, R"({"type":"webinar.started")" + rest);
  CHECK((started.at == at && started.webinar == "w"));
  const auto ended = event_of<WebinarEnded>(parser, R"({"type":"webinar.ended")" + rest);
  CHECK((ended.at == at && ended.webinar == "w"));
  const auto cancelled = event_of<WebinarCancelled>(parser, R"({"type":"webinar.cancelled")" + rest);
  CHECK((cancelled.at == at && cancelled.webinar == "w"));
  const auto marker = event_of<WebinarMarker>(parser, R"({"type":"webinar.marker","marker":"pitch")" + rest);
  CHECK((marker.at == at && marker.webinar == "w" && marker.marker == "pitch"));
  const auto moved =
      event_of<WebinarMoved>(parser, R"({"type":"webinar.moved","start":"2026-01-01T00:00:00+01:00")" + rest);
  CHECK((moved.at == at && moved.webinar == "w" && moved.start == at - 1h));
  const auto local = event_of<WebinarMoved>(
      parser, R"({"type":"webinar.moved","zone":"Europe/Berlin","start":"2026-01-01T00:00:00")" + rest);
  CHECK(local.start == at - 1h);
  std::string edited{kLaunch};
  edited.replace(edited.find("scheduled"), 9, "edited");
  CHECK(event_of<WebinarEdited>(parser, edited).webinar == event_of<WebinarScheduled>(parser, kLaunch).webinar);
}

TEST_CASE("each event of an attendee is read") {
  test::Reader parser;
  const std::string rest = R"(,"at":"2026-01-01T00:00:00Z","webinar":"w","attendee":"ada"})";
  CHECK(event_of<AttendeeRegistered>(parser, R"({"type":"attendee.registered")" + rest).profile.empty());
  CHECK(event_of<AttendeeRegistered>(parser, profiled(R"({"a":1})")).profile == R"({"a":1})");
  CHECK(event_of<AttendeeUnregistered>(parser, R"({"type":"attendee.unregistered")" + rest).attendee == "ada");
  CHECK(event_of<AttendeeJoined>(parser, R"({"type":"attendee.joined")" + rest).session.empty());
  const auto joined = event_of<AttendeeJoined>(parser, R"({"type":"attendee.joined","session":"tab-1")" + rest);
  CHECK((joined.webinar == "w" && joined.attendee == "ada" && joined.session == "tab-1"));
  const auto left = event_of<AttendeeLeft>(parser, R"({"type":"attendee.left","session":"tab-1")" + rest);
  CHECK((left.webinar == "w" && left.attendee == "ada" && left.session == "tab-1"));
}

TEST_CASE("seen stands beside at and tells when the line arrived") {
  LineParser parser;
  const auto line = parser.parse(
      R"({"type":"webinar.started","at":"2026-01-01T00:00:00Z","seen":"2026-01-01T00:01:00Z","webinar":"w"})");
  REQUIRE(line);
  CHECK(line->seen == *parse_instant("2026-01-01T00:01:00Z"));
  CHECK_FALSE(parser.parse(R"({"type":"webinar.started","at":"2026-01-01T00:00:00Z","webinar":"w"})")->seen);
}

TEST_CASE("fields come in any order, white space anywhere, line ends around") {
  test::Reader parser;
  const auto joined = event_of<AttendeeJoined>(
      parser,
      " \t{ \"attendee\"\t:\"ada\" ,\r\"webinar\": \"w\",\"at\" : \"2026-01-01T00:00:00Z\", \"type\":\n"
      "\"attendee.joined\"  } \r\n");
  CHECK((joined.webinar == "w" && joined.attendee == "ada"));
}

TEST_CASE("strings view the line, and the parser only where they were escaped") {
  LineParser parser;
  const std::string line =
      R"({"type":"attendee\u002ejoined","at":"2026-01-01T00:00:00Z","webinar":"plain","attendee":"\u00e9\"\ud83d\ude00\/"})";
  const auto joined = event_of<AttendeeJoined>(parser, line);
  CHECK(joined.webinar.data() == line.data() + line.find("plain"));
  CHECK(joined.attendee == "\xC3\xA9\"\xF0\x9F\x98\x80/");
  const bool within = joined.attendee.data() >= line.data() && joined.attendee.data() < line.data() + line.size();
  CHECK_FALSE(within);
}

TEST_CASE("names of fields and values may be escaped") {
  test::Reader parser;
  CHECK(event_of<WebinarStarted>(parser, R"({"t\u0079pe":"webinar.started","at":"2026-01-01T00:00:00Z","webinar":"w"})")
            .webinar == "w");
}

TEST_CASE("action and profile come back byte for byte, whatever JSON they are") {
  test::Reader parser;
  for (const std::string& payload : std::vector<std::string>{
           R"({ "a" :[ 1 , 2.50e+1,-0 ], "a": {"\u0061":"\/\ud83d\ude00"} })", R"([])", R"({})", "null", "true",
           "false", "0", "-1.50", R"("text \" \\ \u00e9")", "\"\xC3\xA9\"", "[\t{ } ,\r\n[]\n]"}) {
    INFO(payload);
    CHECK(event_of<AttendeeRegistered>(parser, profiled(payload)).profile == payload);
    CHECK(event_of<AttendeeRegistered>(parser, profiled("\t " + payload + " \n")).profile == payload);
    const Webinar webinar =
        webinar_of(R"("id":"w","start":"2026-01-02T00:00:00Z","duration":"PT1H","rules":[{"id":"r","action":  )" +
                   payload + R"(  ,"connection":"c"}])");
    CHECK(webinar.rules.at(0).action == payload);
  }
}

TEST_CASE("fields within action and profile are the host's: unknown, repeated, or named like ours") {
  test::Reader parser;
  const std::string payload = R"({"type":1,"at":[],"profile":{"not":{}},"x":1,"x":2,"rules":[{"correct":true}]})";
  CHECK(event_of<AttendeeRegistered>(parser, profiled(payload)).profile == payload);
}

TEST_CASE("S2: a start that the clocks skip or repeat is taken, with a notice") {
  LineParser parser;
  const auto notices_of = [&](std::string_view start) {
    return parser
        .parse(
            R"({"type":"webinar.scheduled","at":"2025-01-01T00:00:00Z","webinar":{"id":"w","duration":"PT1H","start":")" +
            std::string{start} + R"(","zone":"Europe/Berlin"}})")
        ->notices;
  };
  CHECK(notices_of("2025-03-30T01:30:00").empty());
  const auto skipped = notices_of("2025-03-30T02:30:00");
  REQUIRE(skipped.size() == 1);
  CHECK(skipped[0].where == "/webinar/start");
  CHECK(skipped[0].message ==
        "the clocks of Europe/Berlin skip 2025-03-30T02:30:00; taken as 2025-03-30T01:30:00.000Z");
  const auto repeated = notices_of("2025-10-26T02:30:00");
  REQUIRE(repeated.size() == 1);
  CHECK(repeated[0].message ==
        "2025-10-26T02:30:00 comes twice in Europe/Berlin; taken as the first, 2025-10-26T00:30:00.000Z");
  const auto moved = parser.parse(R"({"type":"webinar.moved","at":"2025-01-01T00:00:00Z","webinar":"w",)"
                                  R"("start":"2025-03-30T02:30:00","zone":"Europe/Berlin"})");
  REQUIRE(moved);
  REQUIRE(moved->notices.size() == 1);
  CHECK(moved->notices[0].where == "/start");
  CHECK(notices_of("2025-03-30T03:00:00").empty());
}

TEST_CASE("a parser goes on after an error, and keeps nothing of it") {
  LineParser parser;
  CHECK_FALSE(parser.parse(kLaunch.substr(0, kLaunch.size() - 1)));
  CHECK_FALSE(parser.parse(R"({"type":"queue","walk_ins":)"));
  const auto line = parser.parse(R"({"type":"queue"})");
  REQUIRE(line);
  CHECK(std::get<Options>(line->what) == Options{});
  LineParser moved = std::move(parser);
  CHECK(event_of<WebinarScheduled>(moved, kLaunch).webinar.rules.size() == 3);
}

TEST_CASE("a line may have 1 MiB, and no byte more") {
  std::string line = R"({"type":"queue"})";
  line.resize(limits::kLineBytes, ' ');
  LineParser parser;
  CHECK(parser.parse(line));
  test::check_refused(line + ' ', ErrorCode::limit, "");
}
