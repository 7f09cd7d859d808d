#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "cli/check.hpp"
#include "cli/explain.hpp"
#include "cli/replay.hpp"
#include "usher/json.hpp"

namespace usher::cli {
namespace {

constexpr const char* kReplayFooter =
    "Prints one JSON line per handover, in the order their calls end; the same input prints the same bytes.\n"
    "Exit: 0 clean; 1 went on past errors (--keep-going); 2 stopped at an error, or a file or option is unusable.\n"
    "Errors go to standard error as file:line: /pointer: expected ..., found ...";
constexpr const char* kCheckFooter =
    "Findings go to standard error, one a line; with --json to standard output.\n"
    "Exit: 0 clean; 1 warnings; 2 errors, or a file or option is unusable.";
constexpr const char* kExplainFooter =
    "Exit: 0 clean; 1 went on past errors (--keep-going); 2 stopped at an error, no such webinar, rule or attendee,\n"
    "or a file or option is unusable. Looks no further than a hundred years past the first line.";

/// An option whose text one of usher's own parsers takes.
template <class T>
void add_parsed(CLI::App& app, const std::string& name, const std::string& type, const std::string& help,
                std::function<Result<T>(std::string_view)> parse, std::function<void(T)> take) {
  const auto parsed = [name, parse = std::move(parse), take = std::move(take)](const std::string& text) {
    const auto value = parse(text);
    if (!value) throw CLI::ValidationError(name, value.error().message);
    take(*value);
  };
  app.add_option_function<std::string>(name, parsed, help)->type_name(type);
}

void add_call_time(CLI::App& app, Duration& call_time) {
  add_parsed<Duration>(
      app, "--call-time", "DURATION", "What each call takes, ISO 8601 (default PT0S)",
      [](std::string_view text) { return parse_duration(text); },
      [&call_time](Duration duration) { call_time = duration; });
}

Result<Duration> parse_max_lead(std::string_view text) {
  auto lead = parse_duration(text);
  if (lead && *lead != Duration{0}) {
    return Error{
        ErrorCode::invalid, "expected PT0S, since calls start at due in this version, found " + std::string{text}, {}};
  }
  return lead;
}

struct Commands {
  ReplayOptions replay;
  CheckOptions check;
  ExplainOptions explain;
  std::string colour = "auto";
};

CLI::App* add_replay(CLI::App& app, Commands& commands) {
  auto* replay = app.add_subcommand("replay", "Run recorded lines on a virtual clock and print every handover");
  replay->add_option("FILE", commands.replay.files, "Lines of JSON; - is standard input (default)");
  add_call_time(*replay, commands.replay.call_time);
  add_parsed<Duration>(*replay, "--max-lead", "DURATION",
                       "How much before due calls may start: only PT0S, at due, in this version", parse_max_lead,
                       [](Duration) {});
  replay->add_flag("--keep-going", commands.replay.keep_going, "Report errors and go on");
  replay->add_flag("--summary", commands.replay.summary,
                   "Instead of the handovers print a table of the rules and a chart of who was online");
  replay->add_option("--color", commands.colour, "Colour of the summary: auto (default), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  replay->footer(kReplayFooter);
  return replay;
}

CLI::App* add_check(CLI::App& app, Commands& commands) {
  auto* check = app.add_subcommand("check", "Tell all errors and warnings of a file of definitions at once");
  check->add_option("FILE", commands.check.files, "Lines of JSON; - is standard input")->required();
  check->add_flag("--json", commands.check.json, "One JSON object per finding");
  check->footer(kCheckFooter);
  return check;
}

CLI::App* add_explain(CLI::App& app, Commands& commands) {
  auto& options = commands.explain;
  auto* explain = app.add_subcommand("explain", "Tell why somebody was, will be or will not be handed over by a rule");
  explain->add_option("FILE", options.file, "Lines of JSON; - is standard input")->required();
  explain->add_option("WEBINAR", options.webinar, "The webinar's id")->required();
  explain->add_option("RULE", options.rule, "The rule's id")->required();
  explain->add_option("ATTENDEE", options.attendee, "The attendee's id")->required();
  add_call_time(*explain, options.call_time);
  add_parsed<Instant>(*explain, "--at", "INSTANT", "Stop the replay there, RFC 3339 (default: when nothing is left)",
                      parse_instant, [&options](Instant at) { options.at = at; });
  explain->add_flag("--keep-going", options.keep_going, "Report errors and go on");
  explain->add_flag("--json", options.json, "One JSON object instead of text");
  explain->footer(kExplainFooter);
  return explain;
}

}  // namespace

int run(const std::vector<std::string>& arguments, bool colour_wanted, std::istream& in, std::ostream& out,
        std::ostream& err) {
  Commands commands;
  CLI::App app{"usher decides who of a webinar is handed over where, when, and in which order.", "usher"};
  app.set_version_flag("--version", std::string{"usher "} + USHER_VERSION);
  app.require_subcommand(1);
  app.footer("`usher COMMAND --help` tells the options and exit codes of a command.");
  const auto* replaying = add_replay(app, commands);
  const auto* checking = add_check(app, commands);
  add_explain(app, commands);
  try {
    app.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : static_cast<int>(Exit::stopped);
  }
  commands.replay.colour = commands.colour == "always" || (commands.colour == "auto" && colour_wanted);
  if (*replaying) return static_cast<int>(replay(commands.replay, in, out, err));
  if (*checking) return static_cast<int>(check(commands.check, in, out, err));
  return static_cast<int>(explain(commands.explain, in, out, err));
}

}  // namespace usher::cli
