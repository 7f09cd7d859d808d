// A replay that keeps a journal, for tests of what it keeps: three attendees, two rules that share them out, calls that
// take 0.3 s, and half of them fail.
#pragma once

#include <sstream>
#include <string>

#include "cli/replay.hpp"
#include "ran.hpp"

namespace usher::cli_test {

inline const std::string kThreePeople =
    R"({"type":"queue","retain":"PT6H"})"
    "\n"
    R"({"type":"connection","id":"c","batch":2})"
    "\n"
    R"({"type":"webinar.scheduled","at":"2026-03-02T08:00:00Z","webinar":{"id":"w","start":"2026-03-02T17:00:00Z",)"
    R"("duration":"PT90M","rules":[)"
    R"({"id":"in","when":{"anchor":"start","offset":"PT45M"},"audience":"online","connection":"c"},)"
    R"({"id":"out","when":{"anchor":"start","offset":"PT45M"},"audience":"offline","connection":"c"}]}})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"ada"})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"bob","profile":{"n":1}})"
    "\n"
    R"({"type":"attendee.registered","at":"2026-03-02T16:00:00Z","webinar":"w","attendee":"cyd"})"
    "\n"
    R"({"type":"attendee.joined","at":"2026-03-02T17:00:00Z","webinar":"w","attendee":"ada","session":"tab-1"})"
    "\n"
    R"({"type":"attendee.left","at":"2026-03-02T17:50:00Z","webinar":"w","attendee":"ada","session":"tab-1"})"
    "\n";

inline Ran replay(cli::ReplayOptions options, const std::string& input = kThreePeople) {
  options.target.call_time = cli::CallTime{Duration{300}};
  options.target.fail = *cli::parse_share("0.5");
  std::istringstream in{input};
  std::ostringstream out, err;
  const cli::Exit exit = cli::replay(options, in, out, err);
  return {exit, out.str(), err.str()};
}

}  // namespace usher::cli_test
