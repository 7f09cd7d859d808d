// A finished handover as replay prints it (SPEC "Text formats").
#include "queue/call_writer.hpp"
#include "support/catch.hpp"
#include "usher/json.hpp"

using namespace usher;
using namespace std::chrono_literals;

namespace {

/// The one handover of a call with this action and profile, finished two seconds after due.
std::string line_with(std::string_view action, std::string_view profile, Standing standing) {
  const Instant due = *parse_instant("2026-03-29T17:45:00Z");
  Call call;
  const auto rule =
      std::make_shared<const Rule>(Rule{.id = "pitch", .connection = "getresponse", .action = std::string{action}});
  const CallWriter::Head head{
      .id = CallId{17}, .started_at = due + 1s, .lane = "main", .webinar = "launch", .rule = rule};
  CallWriter writer{call, head};
  writer.make_room(writer.room_for("a/\"", profile));
  writer.add({.attendee = "a/\"",
              .profile = profile,
              .due = due,
              .decided_at = due - 1ms,
              .standing = standing,
              .attempt = 2});
  return to_json(call, call.handovers().front(), due + 2s);
}

constexpr std::string_view kHead =
    R"({"type":"handover","kind":"transfer","webinar":"launch","rule":"pitch","attendee":"a/\"",)"
    R"("connection":"getresponse","due":"2026-03-29T17:45:00.000Z","decided_at":"2026-03-29T17:44:59.999Z",)"
    R"("started_at":"2026-03-29T17:45:01.000Z","finished_at":"2026-03-29T17:45:02.000Z","attempt":2,"call":17,)"
    R"("key":"launch/pitch/a%2F\"/1","standing":)";

}  // namespace

TEST_CASE("S16: a handover line tells due, decided_at and standing, in SPEC's order of fields") {
  CHECK(line_with("", "", {}) == std::string{kHead} + "[]}");
  CHECK(line_with("", "", {true, true, true}) == std::string{kHead} + R"(["attended","participant","online"]})");
  CHECK(line_with("", "", {true, false, true}) == std::string{kHead} + R"(["attended","online"]})");
}

TEST_CASE("a handover line carries action and profile byte for byte, where there are any") {
  const std::string action = R"({ "tag":"\u0073aw-pitch" , "n":1.50})";
  const std::string profile = R"([ "\/",null])";
  CHECK(line_with(action, "", {}) == std::string{kHead} + "[],\"action\":" + action + "}");
  CHECK(line_with(action, profile, {}) ==
        std::string{kHead} + "[],\"action\":" + action + ",\"profile\":" + profile + "}");
  CHECK(line_with("", profile, {}) == std::string{kHead} + "[],\"profile\":" + profile + "}");
}
