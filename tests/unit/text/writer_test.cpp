// What usher prints, to the byte, and that it reads it back (SPEC "Text formats").
#include <array>
#include <cstdlib>
#include <random>

#include "line_test.hpp"

using namespace usher;
using namespace std::chrono_literals;

namespace {

/// Everything random about a generated definition comes from the seed that a failing test prints.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  std::string text() {
    static constexpr std::array<std::string_view, 12> kPieces{
        "a", "Z", "\"", "\\", "/", "\n", "\t", "\x01", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\x7F"};
    std::string text;
    for (std::uint32_t i = below(6) + 1; i > 0; --i) text += kPieces[below(kPieces.size())];
    return text;
  }

  std::string payload() {
    static constexpr std::array<std::string_view, 5> kPayloads{"", R"({"tag":"x"})", R"([1, 2.50,"\u00e9"])", "null",
                                                               R"({ "a\"" : {} })"};
    return std::string{kPayloads[below(kPayloads.size())]};
  }

  Instant instant() { return Instant{Duration{random_() % 9'246'182'400'000}}; }
  Duration duration() {
    return Duration{1 + static_cast<std::int64_t>(random_() % (below(2) == 0 ? 100'000'000 : 5000))};
  }

  Rule rule(std::size_t number) {
    static const std::array kAnchors{Anchor::start(), Anchor::end(), Anchor::registered(), Anchor::joined(),
                                     Anchor::participated()};
    return {.id = text() + std::to_string(number),
            .when = below(4) == 0 ? Anchor::at_marker(text()) : kAnchors[below(kAnchors.size())],
            .offset = below(3) == 0   ? 0ms
                      : below(2) == 0 ? duration()
                                      : -duration(),
            .audience = Audience::from_bits(static_cast<std::uint8_t>(below(256))),
            .connection = text(),
            .action = payload(),
            .when_late = below(2) == 0 ? WhenLate::skip : WhenLate::at_once,
            .correct = below(2) == 0,
            .correct_for = below(3) == 0   ? 1h
                           : below(8) == 0 ? 0ms
                                           : duration()};
  }

  Webinar webinar() {
    Webinar webinar{.id = text(),
                    .title = below(2) == 0 ? "" : text(),
                    .start = instant(),
                    .duration = duration(),
                    .timing = below(2) == 0 ? Timing::automated : Timing::live,
                    .threshold = {static_cast<int>(below(10'001)),
                                  below(2) == 0 ? Threshold::Measure::position : Threshold::Measure::watched}};
    for (std::size_t number = below(5); number > 0; --number) webinar.rules.push_back(rule(number));
    return webinar;
  }

  Connection connection() {
    return {.id = text(),
            .lane = text(),
            .batch = static_cast<std::int32_t>(1 + below(10'000)),
            .spacing = duration(),
            .call_time = duration(),
            .max_lead = duration(),
            .max_attempts = static_cast<std::int32_t>(1 + below(100)),
            .give_up_after = duration(),
            .on_unknown = below(2) == 0 ? OnUnknown::resend : OnUnknown::hold};
  }

 private:
  std::mt19937_64 random_;
};

template <class Value>
Value read_back(LineParser& parser, const std::string& line) {
  auto parsed = parser.parse(line);
  INFO(line);
  INFO((parsed ? std::string{} : parsed.error().where + ": " + parsed.error().message));
  REQUIRE(parsed);
  return std::get<Value>(std::move(parsed->what));
}

}  // namespace

TEST_CASE("options and connections are written with every field") {
  CHECK(to_json(Options{}) ==
        R"({"type":"queue","walk_ins":"register","max_skew":"PT5M","retain":"P1D","max_defer":"PT15M"})");
  CHECK(to_json(Options{WalkIns::ignore, 0ms, 1ms, 0ms}) ==
        R"({"type":"queue","walk_ins":"ignore","max_skew":"PT0S","retain":"PT0.001S","max_defer":"PT0S"})");
  CHECK(to_json(Connection{.id = "getresponse"}) ==
        R"({"type":"connection","id":"getresponse","lane":"main","batch":1,"spacing":"PT0S","call_time":"PT0.3S",)"
        R"("max_lead":"PT10M","max_attempts":20,"give_up_after":"P1D","on_unknown":"resend"})");
}

TEST_CASE("each event is written in SPEC's form") {
  const Instant at = *parse_instant("2026-03-29T17:45:00Z");
  const std::string time = R"("at":"2026-03-29T17:45:00.000Z")";
  const Event webinar_events[] = {WebinarStarted{at, "w"}, WebinarEnded{at, "w"}, WebinarCancelled{at, "w"}};
  const char* names[] = {"started", "ended", "cancelled"};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(to_json(webinar_events[i]) ==
          std::string{R"({"type":"webinar.)"} + names[i] + "\"," + time + R"(,"webinar":"w"})");
  }
  CHECK(to_json(WebinarMoved{at, "w", at + 1h}) ==
        R"({"type":"webinar.moved",)" + time + R"(,"webinar":"w","start":"2026-03-29T18:45:00.000Z"})");
  CHECK(to_json(WebinarMarker{at, "w", "pitch"}) ==
        R"({"type":"webinar.marker",)" + time + R"(,"webinar":"w","marker":"pitch"})");
  CHECK(to_json(AttendeeRegistered{at, "w", "ada", R"({ "a":1})"}) ==
        R"({"type":"attendee.registered",)" + time + R"(,"webinar":"w","attendee":"ada","profile":{ "a":1}})");
  CHECK(to_json(AttendeeRegistered{at, "w", "ada", {}}) ==
        R"({"type":"attendee.registered",)" + time + R"(,"webinar":"w","attendee":"ada"})");
  CHECK(to_json(AttendeeUnregistered{at, "w", "ada"}) ==
        R"({"type":"attendee.unregistered",)" + time + R"(,"webinar":"w","attendee":"ada"})");
  CHECK(to_json(AttendeeJoined{at, "w", "ada", "tab-1"}) ==
        R"({"type":"attendee.joined",)" + time + R"(,"webinar":"w","attendee":"ada","session":"tab-1"})");
  CHECK(to_json(AttendeeLeft{at, "w", "ada", {}}) ==
        R"({"type":"attendee.left",)" + time + R"(,"webinar":"w","attendee":"ada"})");
}

TEST_CASE("a webinar is written in SPEC's form, its start in UTC") {
  const Instant at = *parse_instant("2026-03-29T08:00:00Z");
  const Webinar webinar{
      .id = "launch",
      .title = "Launch",
      .start = at + 9h,
      .duration = 90min,
      .threshold = {6000, Threshold::Measure::position},
      .rules = {{.id = "pitch", .offset = 45min, .audience = Audience::online(), .connection = "c", .action = "{}"},
                {.id = "said", .when = Anchor::at_marker("m"), .connection = "c", .when_late = WhenLate::at_once}}};
  CHECK(to_json(WebinarScheduled{at, webinar}) ==
        R"({"type":"webinar.scheduled","at":"2026-03-29T08:00:00.000Z","webinar":{"id":"launch","title":"Launch",)"
        R"("start":"2026-03-29T17:00:00.000Z","duration":"PT1H30M","timing":"automated",)"
        R"("threshold":{"percent":60,"measure":"position"},"rules":[)"
        R"({"id":"pitch","when":{"anchor":"start","offset":"PT45M"},"audience":"online","connection":"c","action":{}},)"
        R"({"id":"said","when":{"anchor":{"marker":"m"}},"audience":"all","connection":"c","when_late":"at_once"}]}})");
  const std::string edited = to_json(WebinarEdited{at,
                                                   {.id = "w",
                                                    .start = at,
                                                    .duration = 1h,
                                                    .timing = Timing::live,
                                                    .threshold = {3330, Threshold::Measure::watched}}});
  CHECK(edited.find(R"("timing":"live","threshold":{"percent":33.3,"measure":"watched"},"rules":[]})") !=
        std::string::npos);
}

TEST_CASE("S17: a rule tells whether and for how long it corrects only where that is not the default") {
  const Rule plain{.id = "r", .connection = "c"};
  const auto tail_of = [&](bool correct, Duration correct_for) {
    Rule rule = plain;
    rule.correct = correct;
    rule.correct_for = correct_for;
    const std::string line = to_json(WebinarScheduled{{}, {.id = "w", .duration = 1h, .rules = {rule}}});
    return line.substr(line.find(R"(,"connection":"c")") + 17);
  };
  CHECK(tail_of(false, 1h) == "}]}}");
  CHECK(tail_of(true, 1h) == R"(,"correct":true}]}})");
  CHECK(tail_of(true, 0ms) == R"(,"correct":true,"correct_for":"PT0S"}]}})");
  CHECK(tail_of(false, 90min) == R"(,"correct_for":"PT1H30M"}]}})");
}

TEST_CASE("S19: a planned moment is written with every member, its lateness as a duration") {
  const Instant due = *parse_instant("2026-03-29T17:45:00Z");
  const PlannedMoment moment{.webinar = "launch",
                             .connection = "crm",
                             .lane = "main",
                             .rules = {"pi\"tch", "gone"},
                             .due = due,
                             .handovers = 250,
                             .calls = 3,
                             .starts_at = due - 10min,
                             .finishes_at = due + 90s,
                             .lateness = 90s,
                             .outlook = PlannedMoment::Outlook::infeasible};
  CHECK(to_json(moment) ==
        R"({"type":"planned_moment","webinar":"launch","rules":["pi\"tch","gone"],"connection":"crm","lane":"main",)"
        R"("due":"2026-03-29T17:45:00.000Z","handovers":250,"calls":3,"starts_at":"2026-03-29T17:35:00.000Z",)"
        R"("finishes_at":"2026-03-29T17:46:30.000Z","lateness":"PT1M30S","outlook":"infeasible"})");
  CHECK(to_json(PlannedMoment{}).find(R"("rules":[],)") != std::string::npos);
}

TEST_CASE("S23: the status of a connection is written with every member, until where there is one") {
  ConnectionStatus status{.id = "crm",
                          .lane = "main",
                          .state = ConnectionState::suspended,
                          .until = *parse_instant("2026-03-29T17:45:00Z"),
                          .failures_in_row = 4,
                          .calls = 17,
                          .mean_call_time = 210ms};
  CHECK(to_json(status) ==
        R"({"type":"connection_status","id":"crm","lane":"main","state":"suspended",)"
        R"("until":"2026-03-29T17:45:00.000Z","failures_in_row":4,"calls":17,"mean_call_time":"PT0.21S"})");
  status.until.reset();
  status.state = ConnectionState::open;
  CHECK(to_json(status) == R"({"type":"connection_status","id":"crm","lane":"main","state":"open",)"
                           R"("failures_in_row":4,"calls":17,"mean_call_time":"PT0.21S"})");
}

TEST_CASE("strings are escaped only where JSON wants it") {
  const Event event = WebinarStarted{{}, "\"\\/\b\f\n\r\t\x01\x1F\x7F\xC3\xA9\xE2\x80\xA8"};
  CHECK(to_json(event) == R"({"type":"webinar.started","at":"1970-01-01T00:00:00.000Z","webinar":")"
                          "\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0001\\u001f\x7F\xC3\xA9\xE2\x80\xA8\"}");
}

TEST_CASE("a line feed in a payload is written as a space, so that a line stays one") {
  const std::string line = to_json(AttendeeRegistered{{}, "w", "ada", "{\n\"a\":\r\n1}"});
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.ends_with("\"profile\":{ \"a\":\r 1}}"));
}

TEST_CASE("an explanation is written with the facts that there are") {
  const Instant at = *parse_instant("2026-03-29T17:00:00Z");
  CHECK(to_json(Explanation{.verdict = Explanation::Verdict::no_instant, .sentence = "No \"instant\""}) ==
        R"({"type":"explanation","verdict":"no_instant","kind":"transfer","sentence":"No \"instant\"",)"
        R"("registered":false,"stays":[],"watched":"PT0S"})");
  const Explanation full{.verdict = Explanation::Verdict::taken_back,
                         .kind = CallKind::retraction,
                         .sentence = "Undone",
                         .registered = true,
                         .stays = {{at, at + 1min, "tab"}, {at + 2min, {}, {}}},
                         .start = at,
                         .mark = at + 1s,
                         .end = at + 2s,
                         .due = at + 3s,
                         .decided_at = at + 4s,
                         .standing = Standing{true, false, true},
                         .corrected_at = at + 5s,
                         .watched = 90s};
  CHECK(to_json(full) ==
        R"({"type":"explanation","verdict":"taken_back","kind":"retraction","sentence":"Undone","registered":true,)"
        R"("stays":[{"joined":"2026-03-29T17:00:00.000Z","left":"2026-03-29T17:01:00.000Z","session":"tab"},)"
        R"({"joined":"2026-03-29T17:02:00.000Z"}],"start":"2026-03-29T17:00:00.000Z",)"
        R"("mark":"2026-03-29T17:00:01.000Z","end":"2026-03-29T17:00:02.000Z","due":"2026-03-29T17:00:03.000Z",)"
        R"("decided_at":"2026-03-29T17:00:04.000Z","standing":["attended","online"],)"
        R"("corrected_at":"2026-03-29T17:00:05.000Z","watched":"PT1M30S"})");
}

TEST_CASE("whatever is written is read back as the same value and written as the same bytes") {
  const char* wanted = std::getenv("USHER_SEED");
  const std::uint32_t seed = wanted == nullptr ? 20260329U : static_cast<std::uint32_t>(std::stoul(wanted));
  INFO("seed " << seed << ", set by USHER_SEED");
  Generator generator{seed};
  LineParser parser;
  for (int i = 0; i < 2000; ++i) {
    const WebinarScheduled scheduled{generator.instant(), generator.webinar()};
    const std::string line = to_json(scheduled);
    const auto event = read_back<Event>(parser, line);
    const auto& read = std::get<WebinarScheduled>(event);
    CHECK(read.at == scheduled.at);
    CHECK(read.webinar == scheduled.webinar);
    CHECK(to_json(event) == line);

    const Connection connection = generator.connection();
    CHECK(read_back<Connection>(parser, to_json(connection)) == connection);
    const Options options{generator.below(2) == 0 ? WalkIns::register_them : WalkIns::ignore, generator.duration(),
                          generator.duration(), generator.duration()};
    CHECK(read_back<Options>(parser, to_json(options)) == options);

    const std::string webinar = generator.text();
    const std::string attendee = generator.text();
    const std::string session = generator.text();
    const Event joined = AttendeeJoined{generator.instant(), webinar, attendee, session};
    const std::string joined_line = to_json(joined);
    const auto joined_back = std::get<AttendeeJoined>(read_back<Event>(parser, joined_line));
    CHECK((joined_back.webinar == webinar && joined_back.attendee == attendee && joined_back.session == session));
  }
}
