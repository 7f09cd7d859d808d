// The command as the shell sees it: options, help and exit codes.
#include "cli/command_line.hpp"

#include <sstream>

#include "support/catch.hpp"

namespace {

struct Ran {
  int exit = 0;
  std::string out, err;
};

Ran usher_command(const std::vector<std::string>& arguments, const std::string& input = "",
                  bool colour_wanted = false) {
  std::istringstream in{input};
  std::ostringstream out, err;
  const int exit = usher::cli::run(arguments, colour_wanted, in, out, err);
  return {exit, out.str(), err.str()};
}

const std::string kInput =
    R"({"type":"connection","id":"c"})"
    "\n"
    R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
    R"("duration":"PT90M","rules":[{"id":"r","when":{"anchor":"start"},"audience":"all","connection":"c"}]}})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"ada"})"
    "\n";

}  // namespace

TEST_CASE("help tells the commands, their options and their exit codes") {
  const auto all = usher_command({"--help"});
  CHECK(all.exit == 0);
  for (const auto* command : {"replay", "check", "explain"}) {
    CHECK(all.out.find(command) != std::string::npos);
    const auto one = usher_command({command, "--help"});
    CHECK(one.exit == 0);
    CHECK(one.err.empty());
    CHECK(one.out.find("Exit: 0 clean") != std::string::npos);
  }
  CHECK(usher_command({"replay", "--help"}).out.find("only PT0S") != std::string::npos);
}

TEST_CASE("the version is told") {
  const auto ran = usher_command({"--version"});
  CHECK(ran.exit == 0);
  CHECK(ran.out.starts_with("usher "));
}

TEST_CASE("a wrong command line exits 2 and says what is wrong") {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"wave"},
                                             {"replay", "--wave"},
                                             {"replay", "--call-time", "soon"},
                                             {"replay", "--call-time", "-PT1S"},
                                             {"replay", "--max-lead", "PT10M"},
                                             {"replay", "--color", "blue"},
                                             {"check"},
                                             {"explain", "-", "w", "r"},
                                             {"explain", "-", "w", "r", "ada", "--at", "noon"}}) {
    const auto ran = usher_command(arguments);
    CHECK(ran.exit == 2);
    CHECK_FALSE(ran.err.empty());
    CHECK(ran.out.empty());
  }
  CHECK(usher_command({"replay", "--max-lead", "PT10M"}).err.find("expected PT0S") != std::string::npos);
}

TEST_CASE("replay reads standard input without a file or with a dash") {
  for (const auto& arguments :
       {std::vector<std::string>{"replay"}, std::vector<std::string>{"replay", "-"},
        std::vector<std::string>{"replay", "--max-lead", "PT0S", "--call-time", "PT0.3S", "-"}}) {
    const auto ran = usher_command(arguments, kInput);
    CHECK(ran.exit == 0);
    CHECK(ran.out.find("\"attendee\":\"ada\"") != std::string::npos);
  }
}

TEST_CASE("each command gives its exit codes") {
  CHECK(usher_command({"replay"}, kInput + "{}\n").exit == 2);
  CHECK(usher_command({"replay", "--keep-going"}, kInput + "{}\n").exit == 1);
  CHECK(usher_command({"check", "-"}, kInput).exit == 0);
  CHECK(usher_command({"check", "-"}, kInput + R"({"type":"connection","id":"d"})").exit == 1);
  CHECK(usher_command({"check", "-", "--json"}, kInput + "{}").exit == 2);
  CHECK(usher_command({"explain", "-", "w", "r", "ada"}, kInput).exit == 0);
  CHECK(usher_command({"explain", "-", "w", "r", "ada", "--at", "2026-03-02T16:30:00Z", "--json"}, kInput)
            .out.find("not_yet") != std::string::npos);
  CHECK(usher_command({"explain", "-", "w", "r", "eve"}, kInput).exit == 2);
}

TEST_CASE("the summary is coloured on a terminal only, unless told otherwise") {
  const auto coloured = [](const std::vector<std::string>& more, bool terminal) {
    std::vector<std::string> arguments{"replay", "--summary"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return usher_command(arguments, kInput, terminal).out.find('\x1b') != std::string::npos;
  };
  CHECK(coloured({}, true));
  CHECK_FALSE(coloured({}, false));
  CHECK(coloured({"--color", "always"}, false));
  CHECK_FALSE(coloured({"--color", "never"}, true));
}
