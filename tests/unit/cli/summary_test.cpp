// What became of everybody, as the summary of a replay tells.
#include <sstream>

#include "cli/replay.hpp"
#include "support/catch.hpp"

namespace {

using namespace std::chrono_literals;

/// A line about the webinar "w"; `seen` is when the host hears of it.
std::string line(const std::string& type, const std::string& at, const std::string& attendee,
                 const std::string& seen = {}) {
  return R"({"type":"attendee.)" + type + R"(","at":"2026-03-02T)" + at + R"(Z",)" +
         (seen.empty() ? "" : R"("seen":"2026-03-02T)" + seen + R"(Z",)") + R"("webinar":"w","attendee":")" + attendee +
         "\"}\n";
}

/// The table of a replay in which "here" is for those online at the start, and "gone" for the others.
std::string table(const std::string& people, const std::string& correct = "true") {
  const std::string input =
      R"({"type":"connection","id":"c","max_lead":"PT0S"})"
      "\n"
      R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
      R"("duration":"PT90M","rules":[)"
      R"({"id":"here","when":{"anchor":"start"},"audience":"online","connection":"c","correct":)" +
      correct + R"(},{"id":"gone","when":{"anchor":"start"},"audience":"offline","connection":"c","correct":)" +
      correct + "}]}}\n" + people;
  std::istringstream in{input};
  std::ostringstream out, err;
  CHECK(usher::cli::replay({.summary = true}, in, out, err) == usher::cli::Exit::clean);
  CHECK(err.str().empty());
  const std::string text = out.str();
  const auto begin = text.find("\nhere ") + 1;
  return text.substr(begin, text.find("\n\n", begin) + 1 - begin);
}

/// ada and bob come and cyd does not; bob leaves before the start, which is heard of after it, and so is that cyd came.
const std::string kPeople = line("registered", "16:00:00", "ada") + line("registered", "16:00:00", "bob") +
                            line("registered", "16:00:00", "cyd") + line("joined", "16:50:00", "ada") +
                            line("joined", "16:50:00", "bob") + line("left", "16:55:00", "bob", "17:10:00") +
                            line("joined", "16:58:00", "cyd", "17:20:00");

}  // namespace

TEST_CASE("in a summary whoever is registered was handed over or left out, and who was taken back was left out (S17)") {
  CHECK(table(kPeople) ==
        "here            17:00:00           3       2     1         -   66.6 %  20.0 min\n"
        "  put right: 1 taken back, 1 added later\n"
        "gone            17:00:00           3       1     2         -   50.0 %  10.0 min\n"
        "  put right: 1 taken back, 1 added later\n");
  CHECK(table(kPeople, "false") ==
        "here            17:00:00           3       2     1         -  100.0 %     0.0 s\n"
        "gone            17:00:00           3       1     2         -  100.0 %     0.0 s\n");
}

TEST_CASE("in a summary who was taken back and is not registered any more is none of those registered (S17)") {
  CHECK(table(kPeople + line("unregistered", "17:30:00", "bob")) ==
        "here            17:00:00           2       2     0         -   66.6 %  20.0 min\n"
        "  put right: 1 taken back, 1 added later\n"
        "gone            17:00:00           3       1     2         -   50.0 %  10.0 min\n"
        "  put right: 1 taken back, 1 added later\n");
}
