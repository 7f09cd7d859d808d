#include "cli/replay.hpp"

#include <memory>

#include "cli/journal_file.hpp"
#include "cli/summary.hpp"

namespace usher::cli {
namespace {

Exit replay_all(const ReplayOptions& options, ReplayEngine& engine, std::istream& in, std::ostream& err) {
  const Exit exit = replay_lines(options.files, options.keep_going, engine, in, err);
  const auto kept = engine.sync();
  if (kept) return exit;
  complain(err, kept.error());
  return Exit::stopped;
}

Exit print_handovers(const ReplayOptions& options, Journal* journal, std::istream& in, std::ostream& out,
                     std::ostream& err) {
  const auto print = [&](const EndedCall& end) {
    for (const auto& handover : end.call.handovers()) out << to_json(end.call, handover, end.finished_at) << '\n';
  };
  ReplayEngine engine{{.target = options.target, .journal = journal}, {.ended = print}};
  return replay_all(options, engine, in, err);
}

Exit print_summary(const ReplayOptions& options, Journal* journal, std::istream& in, std::ostream& out,
                   std::ostream& err) {
  Summary summary;
  ReplayEngine engine{{.target = options.target, .keep_webinars = true, .journal = journal},
                      {.ended = [&](const EndedCall& end) { summary.ended(end); },
                       .taken = [&](const Event& event) { summary.taken(event); }}};
  const Exit exit = replay_all(options, engine, in, err);
  if (exit != Exit::stopped) summary.print(engine.queue(), options.colour, out);
  return exit;
}

}  // namespace

Exit replay(const ReplayOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  std::unique_ptr<SqliteJournal> journal;
  if (!options.journal.empty()) {
    journal = new_journal(options.journal, err);
    if (!journal) return Exit::stopped;
  }
  const Exit exit = (options.summary ? print_summary : print_handovers)(options, journal.get(), in, out, err);
  const Exit flushed = flush(out, err);
  return flushed == Exit::stopped ? flushed : exit;
}

}  // namespace usher::cli
