#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "cli/check.hpp"
#ifdef USHER_HAS_CONNECT
#include "cli/connectors.hpp"
#endif
#include "cli/explain.hpp"
#include "cli/journal.hpp"
#include "cli/plan.hpp"
#include "cli/replay.hpp"
#include "usher/json.hpp"

namespace usher::cli {
namespace {

constexpr const char* kReplayFooter =
    "Prints one JSON line per handover, in the order their calls end; the same input and options print the same "
    "bytes.\n"
    "Exit: 0 clean; 1 went on past errors (--keep-going); 2 stopped at an error, or a file or option is unusable.\n"
    "Errors go to standard error as file:line: /pointer: expected ..., found ...";
constexpr const char* kCheckFooter =
    "Findings go to standard error, one a line; with --json to standard output.\n"
    "Exit: 0 clean; 1 warnings; 2 errors, or a file or option is unusable.";
constexpr const char* kPlanFooter =
    "Reckons with those registered and in the room by then, and with what calls took before. A lane makes one call\n"
    "after the other: put off is what an overloaded one lets be late for the sake of others; cannot be on time, what\n"
    "would be late even if the lane had nothing else to do.\n"
    "Exit: 0 clean, all will be on time; 1 something will be late; 2 stopped at an error, or a file or option is\n"
    "unusable.";
constexpr const char* kExplainFooter =
    "Exit: 0 clean; 1 went on past errors (--keep-going); 2 stopped at an error, no such webinar, rule or attendee,\n"
    "a journal is damaged, or a file or option is unusable. Looks no further than a hundred years past the first line.";
constexpr const char* kJournalFooter =
    "The file is left as it is; a host may not have it open meanwhile. `usher journal COMMAND --help` tells more.";
constexpr const char* kStatsFooter =
    "Bytes are those of the rows' data. An attendee's are those of texts, registrations, joins and leaves; a\n"
    "handover's those of calls, planes, claims and settled moments, divided by all that calls have carried, repeated\n"
    "ones too.\n"
    "Exit: 0 clean; 2 the file cannot be read, or is damaged.";
constexpr const char* kVerifyFooter =
    "Checks the pages of the file and every row; brings the queue back; compares the planes that were recorded with\n"
    "what the events say, and all that the queue derives with what it derives it from.\n"
    "Exit: 0 clean, it is whole; 2 damaged, with the place on standard error, or the file cannot be read.";
constexpr const char* kBackupFooter =
    "The copy is a journal that was closed. While a host has the journal open, its SqliteJournal::backup makes one.\n"
    "Exit: 0 clean; 2 the file cannot be read or is damaged, or the copy cannot be written.";

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

/// What a replay is told of the targets.
void add_target(CLI::App& app, ReplayTarget& target, const std::string& call_time_otherwise) {
  add_parsed<CallTime>(app, "--call-time", "TIME",
                       "What each call takes: a duration like PT0.3S, or drawn for each from a distribution like "
                       "lognormal:p50=0.15,p99=2,seed=7, in seconds (default " +
                           call_time_otherwise + ")",
                       parse_call_time, [&target](CallTime time) { target.call_time = time; });
  add_parsed<Share>(app, "--fail", "SHARE", "Share of the calls that are answered with retry, 0 to 1 (default 0)",
                    parse_share, [&target](Share share) { target.fail = share; });
  add_parsed<std::uint64_t>(app, "--seed", "NUMBER", "Of what is drawn (default: the seed in --call-time, or 0)",
                            parse_seed, [&target](std::uint64_t seed) { target.seed = seed; });
  add_parsed<Duration>(
      app, "--max-lead", "DURATION", "How much before due calls may start, instead of what the connections say",
      [](std::string_view text) { return parse_duration(text); }, [&target](Duration lead) { target.max_lead = lead; });
}

void add_colour(CLI::App& app, const std::string& what, std::string& colour) {
  app.add_option("--color", colour, "Colour of the " + what + ": auto (default), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
}

struct Commands {
  ReplayOptions replay;
  CheckOptions check;
  ExplainOptions explain;
  PlanOptions plan;
  JournalOptions journal;
  std::string colour = "auto";
};

CLI::App* add_replay(CLI::App& app, Commands& commands) {
  auto* replay = app.add_subcommand("replay", "Run recorded lines on a virtual clock and print every handover");
  replay->add_option("FILE", commands.replay.files, "Lines of JSON; - is standard input (default)");
  add_target(*replay, commands.replay.target, "PT0S");
  replay->add_flag("--keep-going", commands.replay.keep_going, "Report errors and go on");
  replay->add_flag("--summary", commands.replay.summary,
                   "Instead of the handovers print a table of the rules, a chart of who was online, and how the calls "
                   "went");
  add_colour(*replay, "summary", commands.colour);
  replay->add_option("--journal", commands.replay.journal, "Keep what happens in a new journal")->type_name("FILE");
  replay->footer(kReplayFooter);
  return replay;
}

CLI::App* add_check(CLI::App& app, Commands& commands) {
  auto* check = app.add_subcommand("check", "Tell all errors and warnings of a file of definitions at once");
  check->add_option("FILE", commands.check.files, "Lines of JSON; - is standard input")->required();
  check->add_flag("--json", commands.check.json, "One JSON object per finding");
#ifdef USHER_HAS_CONNECT
  add_parsed<ActionCheck>(
      *check, "--connectors", "FILE",
      "Check the actions of rules too, by what this connectors file says of connections",
      [](std::string_view file) { return read_connectors(std::string{file}); },
      [&commands](ActionCheck actions) { commands.check.actions = std::move(actions); });
#endif
  check->footer(kCheckFooter);
  return check;
}

CLI::App* add_explain(CLI::App& app, Commands& commands) {
  auto& options = commands.explain;
  auto* explain = app.add_subcommand("explain", "Tell why somebody was, will be or will not be handed over by a rule");
  explain->add_option("FILE", options.file, "Lines of JSON, - is standard input; or a journal")->required();
  explain->add_option("WEBINAR", options.webinar, "The webinar's id")->required();
  explain->add_option("RULE", options.rule, "The rule's id")->required();
  explain->add_option("ATTENDEE", options.attendee, "The attendee's id")->required();
  add_target(*explain, options.target, "PT0S");
  add_parsed<Instant>(*explain, "--at", "INSTANT", "Stop the replay there, RFC 3339 (default: when nothing is left)",
                      parse_instant, [&options](Instant at) { options.at = at; });
  explain->add_flag("--keep-going", options.keep_going, "Report errors and go on");
  auto* journal = explain->add_flag("--journal", options.journal,
                                    "FILE is a journal, which is left as it is: what it says as of its last instant");
  for (const auto* of_lines : {"--call-time", "--fail", "--seed", "--max-lead", "--at", "--keep-going"}) {
    journal->excludes(explain->get_option(of_lines));
  }
  explain->add_flag("--json", options.json, "One JSON object instead of text");
  explain->footer(kExplainFooter);
  return explain;
}

CLI::App* add_plan(CLI::App& app, Commands& commands) {
  auto& options = commands.plan;
  auto* plan = app.add_subcommand("plan", "Tell what is to come, when its calls start, and what will be late");
  plan->add_option("FILE", options.files, "Lines of JSON; - is standard input")->required();
  add_parsed<Instant>(*plan, "--at", "INSTANT", "Plan from there, RFC 3339 (default: the arrival of the last line)",
                      parse_instant, [&options](Instant at) { options.at = at; });
  plan->add_flag("--json", options.json, "One JSON object a line, one for each moment, connection and lane");
  add_colour(*plan, "table", commands.colour);
  add_target(*plan, options.target, "as the connections say");
  plan->footer(kPlanFooter);
  return plan;
}

using JournalCommand = Exit (*)(const JournalOptions&, std::ostream&, std::ostream&);
using JournalCommands = std::vector<std::pair<CLI::App*, JournalCommand>>;

JournalCommands add_journal(CLI::App& app, Commands& commands) {
  auto& options = commands.journal;
  auto* journal = app.add_subcommand("journal", "Look into a journal, check it, copy it");
  journal->require_subcommand(1);
  journal->footer(kJournalFooter);
  const auto add = [&](const std::string& name, const std::string& help, const char* footer) {
    auto* command = journal->add_subcommand(name, help);
    command->add_option("FILE", options.file, "The journal")->required();
    command->footer(footer);
    return command;
  };
  auto* stats = add("stats", "Tell how much it holds, and of what", kStatsFooter);
  stats->add_flag("--json", options.json, "One JSON object instead of text");
  auto* verify = add("verify", "Read and restore everything, and compare what must agree", kVerifyFooter);
  auto* backup = add("backup", "Write a copy", kBackupFooter);
  backup->add_option("TO", options.to, "The copy; nothing may be there yet")->required();
  return {{stats, journal_stats}, {verify, journal_verify}, {backup, journal_backup}};
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
  const auto* explaining = add_explain(app, commands);
  add_plan(app, commands);
  const auto on_journal = add_journal(app, commands);
  try {
    app.parse(std::vector<std::string>{arguments.rbegin(), arguments.rend()});
  } catch (const CLI::ParseError& error) {
    return app.exit(error, out, err) == 0 ? 0 : static_cast<int>(Exit::stopped);
  }
  const bool colour = commands.colour == "always" || (commands.colour == "auto" && colour_wanted);
  commands.replay.colour = commands.plan.colour = colour;
  if (*replaying) return static_cast<int>(replay(commands.replay, in, out, err));
  if (*checking) return static_cast<int>(check(commands.check, in, out, err));
  if (*explaining) return static_cast<int>(explain(commands.explain, in, out, err));
  for (const auto& [command, act] : on_journal) {
    if (*command) return static_cast<int>(act(commands.journal, out, err));
  }
  return static_cast<int>(plan(commands.plan, in, out, err));
}

}  // namespace usher::cli
