// `usher check`: all that is wrong at once, and what is allowed and probably not meant.
#include "cli/check.hpp"

#include <nlohmann/json.hpp>
#include <sstream>

#include "ran.hpp"
#include "support/catch.hpp"

namespace {

using usher::cli::Exit;
using usher::cli_test::lines_in, usher::cli_test::Ran;

Ran check(const std::string& input, bool json = false) {
  std::istringstream in{input};
  std::ostringstream out, err;
  const Exit exit = usher::cli::check({.json = json}, in, out, err);
  return {exit, out.str(), err.str()};
}

const std::string kConnection = R"({"type":"connection","id":"c"})"
                                "\n";

std::string rule(const std::string& id, const std::string& when, const std::string& audience,
                 const std::string& more = "") {
  return R"({"id":")" + id + R"(","when":)" + when + R"(,"audience":)" + audience + R"(,"connection":"c")" + more + "}";
}

std::string webinar(const std::string& rules, const std::string& more = R"("threshold":{"percent":60})",
                    const std::string& type = "webinar.scheduled", const std::string& at = "08:00") {
  return R"({"type":")" + type + R"(","at":"2026-03-02T)" + at +
         R"(:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z","duration":"PT90M",)" + more + R"(,"rules":[)" +
         rules + "]}}\n";
}

/// The one warning of a webinar with these rules, without its file and line; empty where there is none.
std::string warning_of(const std::string& rules, const std::string& more = R"("threshold":{"percent":60})") {
  const auto ran = check(kConnection + webinar(rules, more));
  CHECK(ran.exit == (ran.err.empty() ? Exit::clean : Exit::flawed));
  CHECK(lines_in(ran.err) <= 1);
  constexpr std::string_view kPlace = "<stdin>:2: ";
  if (ran.err.empty()) return {};
  CHECK(ran.err.starts_with(kPlace));
  return ran.err.substr(kPlace.size(), ran.err.size() - kPlace.size() - 1);
}

const std::string kStart = R"({"anchor":"start","offset":"PT45M"})";

}  // namespace

TEST_CASE("a definition that is as it should be is clean") {
  const auto ran =
      check(kConnection + webinar(rule("pitch", kStart, R"("online")") + "," +
                                  rule("seen", R"({"anchor":"end","offset":"PT1M"})", R"("participants")") + "," +
                                  rule("soon", R"({"anchor":"start","offset":"-PT10M"})", R"("all")")));
  CHECK(ran.exit == Exit::clean);
  CHECK(ran.err.empty());
  CHECK(ran.out == "0 errors, 0 warnings\n");
}

TEST_CASE("all errors of a definition are told at once, and each once") {
  const auto ran = check(
      kConnection +
      R"({"type":"webinar.scheduled","webinar":{"start":"2026-03-02T17:00:00","zone":"Europe/Atlantis","duration":"PT0S",)"
      R"("threshold":{"percent":12.345},"colour":"red","rules":[{"when":{},"audience":"lurkers","connection":"nope"},)"
      R"(7,{"id":"b","when":{"anchor":"begin","offset":"5"},"audience":{"any_of":["onlin"]},"connection":"c","when_late":1}]}})"
      "\n");
  CHECK(ran.exit == Exit::stopped);
  INFO(ran.err);
  for (const auto* found :
       {"/webinar/rules/0: expected the field \"id\"", "/webinar/rules/0/when: expected the field \"anchor\"",
        "/webinar/rules/0/audience: expected", "/webinar/rules/0/connection: expected", "/webinar/rules/1: expected",
        "/webinar/rules/2/when/anchor: expected", "/webinar/rules/2/when/offset: expected",
        "/webinar/rules/2/audience/any_of/0: expected", "/webinar/rules/2/when_late: expected",
        "/webinar/zone: expected", "/webinar/duration: expected", "/webinar/threshold/percent: expected",
        "/webinar/colour: expected", "/webinar: expected the field \"id\"", "<stdin>:2: expected the field \"at\""}) {
    CAPTURE(found);
    const auto first = ran.err.find(found);
    CHECK(first != std::string::npos);
    CHECK((first == std::string::npos || ran.err.find(found, first + 1) == std::string::npos));
  }
  CHECK(lines_in(ran.err) == 15);
  CHECK(ran.out == "15 errors, 0 warnings\n");
}

TEST_CASE("an error in one definition brings no further ones in what refers to it") {
  const auto ran = check(R"({"type":"connection","id":"c","batch":0})"
                         "\n" +
                         webinar(rule("r", kStart, R"("every")")) +
                         R"({"type":"attendee.joined","at":"2026-03-02T17:00:00Z","webinar":"w","attendee":"ada"})"
                         "\n");
  CHECK(ran.exit == Exit::stopped);
  CHECK(lines_in(ran.err) == 2);
}

TEST_CASE("what cannot be mended is one error") {
  for (const std::string line : {"{", "[]", "null", R"({"type":"webinar.waved"})", R"({"type":7})"}) {
    CAPTURE(line);
    const auto ran = check(line + "\n");
    CHECK(ran.exit == Exit::stopped);
    CHECK(lines_in(ran.err) == 1);
  }
  const auto deep = check(R"({"bogus":1,"type":"webinar.scheduled","webinar":)" + std::string(200'000, '[') + "\n");
  CHECK(deep.exit == Exit::stopped);
  CHECK(lines_in(deep.err) == 1);
}

TEST_CASE("a rule that falls due when nobody can be in its audience is warned of") {
  CHECK(warning_of(rule("r", kStart, R"("participants")")) ==
        "/webinar/rules/0/audience: warning: can never match: the rule falls due when the mark, PT54M after the start, "
        "is "
        "still to come");
  const std::string at_mark = R"({"anchor":"start","offset":"PT54M"})",
                    before_start = R"({"anchor":"start","offset":"-PT1S"})";
  CHECK(warning_of(rule("r", at_mark, R"("participants")")).empty());
  CHECK(warning_of(rule("r", kStart, R"("non_participants")")).empty());
  CHECK(warning_of(rule("r", R"({"anchor":"end","offset":"-PT40M"})", R"({"all_of":["online","participants"]})")) !=
        "");
  CHECK(warning_of(rule("r", before_start, R"("attended")")).find("the start is still to come") != std::string::npos);
  CHECK(warning_of(rule("r", before_start, R"("online")")).empty());
  CHECK(warning_of(rule("r", R"({"anchor":"joined"})", R"("absent")")).find("somebody has attended") !=
        std::string::npos);
  CHECK(warning_of(rule("r", R"({"anchor":"participated"})", R"("non_participants")")) != "");
  CHECK(warning_of(rule("r", kStart, R"("participants")", R"(,"when_late":"at_once")")).empty());
}

TEST_CASE("an audience that nobody is ever in is warned of") {
  CHECK(warning_of(rule("r", kStart, R"({"any_of":[]})")).ends_with("nobody is ever in this audience"));
  CHECK(warning_of(rule("r", R"({"anchor":"end"})", R"({"all_of":["participants","absent"]})")) != "");
  const std::string attended_only = R"({"all_of":["attended","non_participants"]})";
  CHECK(warning_of(rule("r", R"({"anchor":"end"})", attended_only)).empty());
  CHECK(warning_of(rule("r", R"({"anchor":"end"})", attended_only), R"("threshold":{"percent":0})") != "");
}

TEST_CASE("an instant that always comes too late is warned of") {
  const std::string never = "/webinar/rules/0/when/offset: warning: never falls due";
  const std::string marker = R"({"anchor":{"marker":"pitch"},"offset":"-PT1S"})",
                    end = R"({"anchor":"end","offset":"-PT1S"})";
  CHECK(warning_of(rule("r", marker, R"("all")")).starts_with(never));
  CHECK(warning_of(rule("r", marker, R"("all")", R"(,"when_late":"at_once")")).empty());
  CHECK(warning_of(rule("r", R"({"anchor":"registered","offset":"-PT1S"})", R"("all")")).starts_with(never));
  CHECK(warning_of(rule("r", end, R"("all")")).empty());
  CHECK(warning_of(rule("r", end, R"("all")"), R"("timing":"live")").starts_with(never));
  CHECK(warning_of(rule("r", R"({"anchor":"start","offset":"-PT1S"})", R"("all")"), R"("timing":"live")").empty());
}

TEST_CASE("an instant before the line that schedules it is warned of, in an edit only where it is new") {
  const std::string past = rule("r", R"({"anchor":"start","offset":"-PT10H"})", R"("all")");
  CHECK(warning_of(past).starts_with(
      "/webinar/rules/0/when: warning: never falls due: 2026-03-02T07:00:00.000Z is before"));
  CHECK(warning_of(rule("r", R"({"anchor":"start","offset":"-PT9H"})", R"("all")")).empty());
  const std::string soon = rule("r", R"({"anchor":"start","offset":"-PT10M"})", R"("all")");
  const std::string sooner = rule("r", R"({"anchor":"start","offset":"-PT20M"})", R"("all")");
  const auto edited = [&](const std::string& rules) {
    return check(kConnection + webinar(soon) + webinar(rules, R"("title":"T")", "webinar.edited", "16:55")).exit;
  };
  CHECK(edited(soon) == Exit::clean);
  CHECK(edited(sooner) == Exit::flawed);
}

TEST_CASE("once a webinar was moved, what the plan says of an edit's instants is no warning") {
  const std::string soon = rule("r", R"({"anchor":"start","offset":"-PT10M"})", R"("all")");
  const std::string sooner = rule("r", R"({"anchor":"start","offset":"-PT20M"})", R"("all")");
  const std::string edit = webinar(sooner, R"("title":"T")", "webinar.edited", "16:55");
  const auto after = [&](const std::string& type, const std::string& more = "") {
    const std::string line =
        R"({"type":"webinar.)" + type + R"(","at":"2026-03-02T16:54:00Z","webinar":"w")" + more + "}\n";
    return check(kConnection + webinar(soon) + line + edit).exit;
  };
  CHECK(after("marker", R"(,"marker":"pitch")") == Exit::flawed);
  CHECK(after("moved", R"(,"start":"2026-03-02T17:00:00Z")") == Exit::clean);
}

TEST_CASE("a line too long to be held is an error of its own, and the next lines are looked at") {
  const auto ran = check(kConnection + std::string(2'000'000, ' ') + "\n" + webinar(rule("r", "7", R"("all")")));
  CHECK(ran.exit == Exit::stopped);
  CHECK(ran.err.starts_with("<stdin>:2: "));
  CHECK(ran.err.find("\n<stdin>:3: /webinar/rules/0/when: ") != std::string::npos);
}

TEST_CASE("findings that cannot be written are no clean check") {
  std::istringstream in{kConnection};
  std::ostringstream err;
  std::ostream out{nullptr};
  CHECK(usher::cli::check({}, in, out, err) == Exit::stopped);
  CHECK(err.str().find("cannot write the output") != std::string::npos);
}

TEST_CASE("a rule that does what another does, and a webinar without rules, are warned of") {
  const std::string twins = rule("a", kStart, R"("online")", R"(,"action":{"tag":"x"})") + "," +
                            rule("b", kStart, R"("online")", R"(,"action":{"tag":"x"})");
  CHECK(warning_of(twins).starts_with("/webinar/rules/1: warning: does what rule \"a\" does already"));
  CHECK(warning_of(rule("a", kStart, R"("online")", R"(,"action":{"tag":"x"})") + "," +
                   rule("b", kStart, R"("online")", R"(,"action":{"tag":"y"})"))
            .empty());
  const auto bare = check(webinar(""));
  CHECK(bare.err.find("/webinar: warning: has no rules") != std::string::npos);
}

TEST_CASE("a connection that no rule uses is warned of") {
  const auto ran = check(kConnection +
                         R"({"type":"connection","id":"d","spacing":"PT1S","max_lead":"PT1M","on_unknown":"hold"})"
                         "\n"
                         R"({"type":"connection","id":"e","max_lead":"PT0S","on_unknown":"resend","call_time":"PT2S"})"
                         "\n" +
                         webinar(rule("r", kStart, R"("all")") + "," +
                                 R"({"id":"s","when":{"anchor":"end"},"audience":"all","connection":"e"})"));
  CHECK(ran.exit == Exit::flawed);
  CHECK(ran.err.find("<stdin>:2: /id: warning: no rule uses connection \"d\"") != std::string::npos);
  CHECK(lines_in(ran.err) == 1);
}

TEST_CASE("a rule that cannot be served within max_lead, should all be in its audience, is warned of (S19, S22)") {
  const auto warning = [](const std::string& connection, int people, const std::string& when = kStart) {
    std::string input = R"({"type":"connection","id":"c")" + connection + "}\n" + webinar(rule("r", when, R"("all")"));
    for (int i = 0; i < people; ++i) {
      input += R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"p)" +
               std::to_string(i) + "\"}\n";
    }
    const auto ran = check(input);
    CHECK(lines_in(ran.err) <= 1);
    CHECK(ran.exit == (ran.err.empty() ? Exit::clean : Exit::flawed));
    return ran.err;
  };
  CHECK(warning(R"(,"max_lead":"PT1M")", 250) ==
        "<stdin>:2: /webinar/rules/0: warning: may not be done when due: 250 registered are 250 calls over connection "
        "\"c\" (batch 1), 0.3 s each (call_time), which takes 1 min 15 s, and calls start at most 1 min before due "
        "(max_lead); raise batch or max_lead, or spread the attendees over connections with lanes of their own\n");
  CHECK(warning(R"(,"max_lead":"PT1M")", 200).empty());
  CHECK(warning(R"(,"max_lead":"PT1M")", 201) != "");
  CHECK(warning(R"(,"max_lead":"PT1M","batch":2)", 400).empty());
  CHECK(warning(R"(,"max_lead":"PT1M","batch":2)", 401) != "");
  CHECK(warning(R"(,"max_lead":"PT1M","call_time":"PT1S")", 61) != "");
  CHECK(warning(R"(,"max_lead":"PT1M","spacing":"PT2S")", 29).empty());
  CHECK(warning(R"(,"max_lead":"PT1M","spacing":"PT2S")", 30).find("2 s apart (spacing)") != std::string::npos);
  CHECK(warning(R"(,"max_lead":"PT1S")", 0).empty());
  CHECK(warning(R"(,"max_lead":"PT0S")", 250).empty());
  CHECK(warning(R"(,"max_lead":"PT1M")", 250, R"({"anchor":"registered"})").empty());
}

TEST_CASE("who has unregistered, or was registered for a cancelled webinar, is not reckoned with") {
  const std::string connection = R"({"type":"connection","id":"c","max_lead":"PT0.3S"})"
                                 "\n";
  const auto event = [](const std::string& type, const std::string& more = "") {
    return R"({"type":")" + type + R"(","at":"2026-03-02T16:00:00Z","webinar":"w")" + more + "}\n";
  };
  const std::string ada = R"(,"attendee":"ada")", bob = R"(,"attendee":"bob")";
  const std::string both = connection + webinar(rule("r", kStart, R"("all")")) + event("attendee.registered", ada) +
                           event("attendee.registered", ada) + event("attendee.registered", bob);
  CHECK(check(both).err.find("2 registered are 2 calls") != std::string::npos);
  CHECK(check(both + event("attendee.unregistered", bob)).err.empty());
  CHECK(check(both + event("webinar.cancelled")).err.empty());
}

TEST_CASE("a start that the clocks skip or repeat is warned of") {
  for (const std::string local : {"2026-03-29T02:30:00", "2026-10-25T02:30:00"}) {
    const auto ran = check(
        kConnection + R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":")" +
        local + R"(","zone":"Europe/Berlin","duration":"PT90M","rules":[)" + rule("r", kStart, R"("all")") + "]}}\n");
    CHECK(ran.exit == Exit::flawed);
    CHECK(ran.err.starts_with("<stdin>:2: /webinar/start: warning: "));
  }
}

TEST_CASE("findings come as JSON when asked for") {
  const auto ran = check(R"({"type":"connection","id":"c","batch":0})"
                         "\n" +
                             webinar(rule("r", kStart, R"("participants")")),
                         true);
  CHECK(ran.exit == Exit::stopped);
  CHECK(ran.err.empty());
  std::istringstream lines{ran.out};
  std::vector<nlohmann::json> findings;
  for (std::string line; std::getline(lines, line);) findings.push_back(nlohmann::json::parse(line));
  REQUIRE(findings.size() == 2);
  CHECK(findings[0]["severity"] == "error");
  CHECK(findings[0]["code"] == "invalid");
  CHECK(findings[0]["where"] == "/batch");
  CHECK(findings[0]["line"] == 1);
  CHECK(findings[1]["severity"] == "warning");
  CHECK(findings[1]["where"] == "/webinar/rules/0/audience");
}
