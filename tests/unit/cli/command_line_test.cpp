// The command as the shell sees it: options, help and exit codes.
#include "cli/command_line.hpp"

#include <sstream>

#include "support/catch.hpp"

namespace {

struct Ended {
  int exit = 0;
  std::string out, err;
};

Ended usher_command(const std::vector<std::string>& arguments, const std::string& input = "",
                    bool colour_wanted = false) {
  std::istringstream in{input};
  std::ostringstream out, err;
  const int exit = usher::cli::run(arguments, colour_wanted, in, out, err);
  return {exit, out.str(), err.str()};
}

const std::string kOneRegistered =
    R"({"type":"connection","id":"c","max_lead":"PT0S"})"
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
  for (const auto* command : {"replay", "check", "explain", "plan"}) {
    CHECK(all.out.find(command) != std::string::npos);
    const auto one = usher_command({command, "--help"});
    CHECK(one.exit == 0);
    CHECK(one.err.empty());
    CHECK(one.out.find("Exit: 0 clean") != std::string::npos);
  }
  const auto journal = usher_command({"journal", "--help"});
  for (const auto* command : {"stats", "verify", "backup"}) {
    CHECK(journal.out.find(command) != std::string::npos);
    CHECK(usher_command({"journal", command, "--help"}).out.find("Exit: 0 clean") != std::string::npos);
  }
  for (const auto* option : {"--call-time", "--fail", "--seed", "--max-lead", "--summary", "--journal"}) {
    CHECK(usher_command({"replay", "--help"}).out.find(option) != std::string::npos);
  }
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
                                             {"replay", "--call-time", "lognormal:p50=1"},
                                             {"replay", "--max-lead", "-PT10M"},
                                             {"replay", "--fail", "2"},
                                             {"replay", "--seed", "x"},
                                             {"plan"},
                                             {"plan", "-", "--at", "noon"},
                                             {"replay", "--color", "blue"},
                                             {"check"},
                                             {"explain", "-", "w", "r"},
                                             {"explain", "-", "w", "r", "ada", "--at", "noon"},
                                             {"explain", "--journal", "f", "w", "r", "ada", "--call-time", "PT1S"},
                                             {"journal"},
                                             {"journal", "stats"},
                                             {"journal", "backup", "f"},
                                             {"journal", "wave", "f"}}) {
    const auto ran = usher_command(arguments);
    CHECK(ran.exit == 2);
    CHECK_FALSE(ran.err.empty());
    CHECK(ran.out.empty());
  }
  CHECK(usher_command({"replay", "--fail", "2"}).err.find("expected a share of 0 to 1") != std::string::npos);
  const auto both = usher_command({"explain", "--journal", "f", "w", "r", "ada", "--call-time", "PT1S"});
  CHECK(both.err.find("excludes --journal") != std::string::npos);
}

TEST_CASE("replay reads standard input without a file or with a dash") {
  for (const auto& arguments :
       {std::vector<std::string>{"replay"}, std::vector<std::string>{"replay", "-"},
        std::vector<std::string>{"replay", "--max-lead", "PT0S", "--call-time", "PT0.3S", "-"}}) {
    const auto ran = usher_command(arguments, kOneRegistered);
    CHECK(ran.exit == 0);
    CHECK(ran.out.find(R"("attendee":"ada")") != std::string::npos);
  }
}

TEST_CASE("replay and explain take what calls take, which fail, and how early they may start from the command line") {
  const auto finished_by = [](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"replay"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto ran = usher_command(arguments, kOneRegistered);
    CHECK(ran.exit == 0);
    const auto at = ran.out.find("finished_at\":\"") + 14;
    return ran.out.substr(at, 24);
  };
  CHECK(finished_by({"--call-time", "PT1S"}) == "2026-03-02T17:00:01.000Z");
  CHECK(finished_by({"--call-time", "lognormal:p50=0.15,p99=2,seed=7"}) == "2026-03-02T17:00:00.870Z");
  CHECK(finished_by({"--seed", "7", "--call-time", "lognormal:p50=0.15,p99=2"}) == "2026-03-02T17:00:00.870Z");
  const auto failing = usher_command({"replay", "--fail", "1", "--seed", "3"}, kOneRegistered);
  CHECK(failing.out.find("\"attempt\":20") != std::string::npos);
  const auto explained = usher_command({"explain", "-", "w", "r", "ada", "--call-time", "PT1S"}, kOneRegistered);
  CHECK(explained.out.find("to 2026-03-02T17:00:01.000Z, attempt 1") != std::string::npos);
}

TEST_CASE("each command gives its exit codes") {
  CHECK(usher_command({"replay"}, kOneRegistered + "{}\n").exit == 2);
  CHECK(usher_command({"replay", "--keep-going"}, kOneRegistered + "{}\n").exit == 1);
  CHECK(usher_command({"check", "-"}, kOneRegistered).exit == 0);
  CHECK(usher_command({"check", "-"}, kOneRegistered + R"({"type":"connection","id":"d"})").exit == 1);
  CHECK(usher_command({"check", "-", "--json"}, kOneRegistered + "{}").exit == 2);
  CHECK(usher_command({"explain", "-", "w", "r", "ada"}, kOneRegistered).exit == 0);
  CHECK(usher_command({"explain", "-", "w", "r", "ada", "--at", "2026-03-02T16:30:00Z", "--json"}, kOneRegistered)
            .out.find("not_yet") != std::string::npos);
  CHECK(usher_command({"explain", "-", "w", "r", "eve"}, kOneRegistered).exit == 2);
  CHECK(usher_command({"plan", "-", "--at", "2026-03-02T19:00:00Z"}, kOneRegistered).exit == 0);
  CHECK(usher_command({"plan", "-"}, kOneRegistered + "{}").exit == 2);
  CHECK(usher_command({"replay", "--journal", "none/here", "-"}, kOneRegistered).exit == 2);
  CHECK(usher_command({"explain", "--journal", "none", "w", "r", "ada"}).exit == 2);
  for (const auto* command : {"stats", "verify"}) CHECK(usher_command({"journal", command, "none"}).exit == 2);
  CHECK(usher_command({"journal", "backup", "none", "copy"}).exit == 2);
}

TEST_CASE("the summary is coloured on a terminal only, unless told otherwise") {
  const auto coloured = [](const std::vector<std::string>& more, bool terminal) {
    std::vector<std::string> arguments{"replay", "--summary"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return usher_command(arguments, kOneRegistered, terminal).out.find('\x1b') != std::string::npos;
  };
  CHECK(coloured({}, true));
  CHECK_FALSE(coloured({}, false));
  CHECK(coloured({"--color", "always"}, false));
  CHECK_FALSE(coloured({"--color", "never"}, true));
}
