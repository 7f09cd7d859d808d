// `usher check --connectors FILE`: what rules say to the platforms of their connections.
#include <sstream>

#include "cli/command_line.hpp"
#include "journal/scratch.hpp"
#include "support/catch.hpp"

namespace {

const std::string kConnectors = R"({"connectors":[
  {"id":"mail","platform":"getresponse","secret_from":"NOT_SET_ANYWHERE"},
  {"id":"hook","platform":"webhook","url":"https://hooks.example.org/in","secret_from":"NOT_SET_EITHER"}]})";

struct Ran {
  int exit = 0;
  std::string out, err;
};

Ran checked(const std::string& connectors, const std::string& connection, const std::string& action) {
  const usher::journal_test::Scratch scratch;
  const auto file = scratch.path("connectors.json");
  usher::journal_test::write_bytes(file, connectors);
  std::istringstream in{R"({"type":"connection","id":")" + connection +
                        R"("}
{"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)" +
                        R"("duration":"PT90M","rules":[{"id":"r","when":{"anchor":"start"},"connection":")" +
                        connection + R"(","action":)" + action + "}]}}\n"};
  std::ostringstream out, err;
  const int exit = usher::cli::run({"check", "--connectors", file, "-"}, false, in, out, err);
  return {exit, out.str(), err.str()};
}

}  // namespace

TEST_CASE("an action that fits its platform is clean, and no secret is asked for") {
  CHECK(checked(kConnectors, "mail", R"({"campaign":"spring","tags":["warm"]})").exit == 0);
  CHECK(checked(kConnectors, "hook", R"({"whatever":[1,2]})").exit == 0);
}

TEST_CASE("an action that its platform cannot take is an error with line and place") {
  const auto ran = checked(kConnectors, "mail", R"({"campaign":"spring","tag":"warm"})");
  CHECK(ran.exit == 2);
  CHECK(ran.err ==
        "<stdin>:2: /webinar/rules/0/action/tag: expected campaign, tags, email, name or fields, found an unknown "
        "field\n");
}

TEST_CASE("a connection that the connectors file does not have is a warning") {
  const auto ran = checked(kConnectors, "elsewhere", "{}");
  CHECK(ran.exit == 1);
  CHECK(ran.err ==
        "<stdin>:2: /webinar/rules/0/connection: warning: the connectors file has no connection \"elsewhere\"\n");
}

TEST_CASE("a connectors file that cannot be used stops the command") {
  const auto broken = checked(R"({"connectors":[{"id":"mail","platform":"mailchimp"}]})", "mail", "{}");
  CHECK(broken.exit == 2);
  CHECK_THAT(broken.err, Catch::Contains("connectors.json: /connectors/0/platform: expected webhook, getresponse or "
                                         "activecampaign, found \"mailchimp\""));
  std::istringstream in;
  std::ostringstream out, err;
  CHECK(usher::cli::run({"check", "--connectors", "/nowhere/at/all.json", "-"}, false, in, out, err) == 2);
  CHECK_THAT(err.str(), Catch::Contains("/nowhere/at/all.json cannot be read"));
}
