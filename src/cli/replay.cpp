#include "cli/replay.hpp"

#include "cli/summary.hpp"

namespace usher::cli {
namespace {

Exit print_handovers(const ReplayOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  const auto print = [&](const Call& call, Instant finished_at) {
    for (const auto& handover : call.handovers()) out << to_json(call, handover, finished_at) << '\n';
  };
  ReplayEngine engine{{.call_time = options.call_time}, {.ended = print}};
  return replay_lines(options.files, options.keep_going, engine, in, err);
}

Exit print_summary(const ReplayOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  Summary summary;
  ReplayEngine engine{{.call_time = options.call_time, .keep_webinars = true},
                      {.ended = [&](const Call& call, Instant finished_at) { summary.ended(call, finished_at); },
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
