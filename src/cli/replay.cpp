#include "cli/replay.hpp"

#include "cli/summary.hpp"

namespace usher::cli {
namespace {

Exit print_handovers(const ReplayOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  const auto print = [&](const EndedCall& end) {
    for (const auto& handover : end.call.handovers()) out << to_json(end.call, handover, end.finished_at) << '\n';
  };
  ReplayEngine engine{{.target = options.target}, {.ended = print}};
  return replay_lines(options.files, options.keep_going, engine, in, err);
}

Exit print_summary(const ReplayOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  Summary summary;
  ReplayEngine engine{{.target = options.target, .keep_webinars = true},
                      {.ended = [&](const EndedCall& end) { summary.ended(end); },
                       .taken = [&](const Event& event) { summary.taken(event); }}};
  const Exit exit = replay_lines(options.files, options.keep_going, engine, in, err);
  if (exit != Exit::stopped) summary.print(engine.queue(), options.colour, out);
  return exit;
}

}  // namespace

Exit replay(const ReplayOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  const Exit exit = (options.summary ? print_summary : print_handovers)(options, in, out, err);
  if (out.flush()) return exit;
  err << "usher: cannot write the output\n";
  return Exit::stopped;
}

}  // namespace usher::cli
