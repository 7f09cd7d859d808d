#include "cli/explain.hpp"

#include <vector>

#include "cli/layout.hpp"

namespace usher::cli {
namespace {

/// A call for the attendee in question, as the replay made it.
struct CallRecord {
  std::uint64_t call = 0;
  CallKind kind{};
  std::int32_t attempt = 1;
  Instant started_at{}, finished_at{};
};

constexpr std::size_t kNameColumns = 15;

void fact(std::ostream& out, std::string_view name, std::string_view value) {
  out << "  " << fit_left(name, kNameColumns) << printable(value) << '\n';
}

void fact(std::ostream& out, std::string_view name, const std::optional<Instant>& instant) {
  fact(out, name, instant ? to_string(*instant) : std::string{"not known"});
}

std::string text_of(const Standing& standing) {
  return std::string{standing.attended ? "attended" : "absent"} + ", " +
         (standing.participant ? "participant" : "non-participant") + ", " + (standing.online ? "online" : "offline");
}

std::string text_of(const Stay& stay) {
  std::string text = to_string(stay.joined) + " to " + (stay.left ? to_string(*stay.left) : "now, still in the room");
  if (!stay.session.empty()) text += " (" + stay.session + ")";
  return text;
}

void print_text(const Explanation& explanation, const std::vector<CallRecord>& calls, std::ostream& out) {
  out << printable(explanation.sentence) << "\n\n";
  fact(out, "verdict", to_string(explanation.verdict));
  fact(out, "registered", explanation.registered ? "yes" : "no");
  fact(out, "start", explanation.start);
  fact(out, "mark", explanation.mark);
  fact(out, "end", explanation.end);
  if (explanation.stays.empty()) fact(out, "stays", "none");
  for (const auto& stay : explanation.stays) fact(out, "stay", text_of(stay));
  fact(out, "watched", to_string(explanation.watched));
  fact(out, "due", explanation.due);
  if (explanation.decided_at) fact(out, "decided as of", explanation.decided_at);
  if (explanation.standing) fact(out, "standing", text_of(*explanation.standing));
  if (explanation.corrected_at) fact(out, "corrected at", explanation.corrected_at);
  for (const auto& call : calls) {
    fact(out, "called",
         to_string(call.started_at) + " to " + to_string(call.finished_at) + ", attempt " +
             std::to_string(call.attempt) + ", call " + std::to_string(call.call) +
             (call.kind == CallKind::retraction ? ", a retraction" : ""));
  }
  if (calls.empty()) fact(out, "called", "never");
}

void print_json(const Explanation& explanation, const std::vector<CallRecord>& calls, std::ostream& out) {
  std::string text = to_json(explanation);
  text.pop_back();
  out << text << R"(,"calls":[)";
  bool first = true;
  for (const auto& call : calls) {
    out << (first ? "" : ",") << R"({"call":)" << call.call << R"(,"kind":")" << to_string(call.kind)
        << R"(","attempt":)" << call.attempt << R"(,"started_at":")" << to_string(call.started_at)
        << R"(","finished_at":")" << to_string(call.finished_at) << "\"}";
    first = false;
  }
  out << "]}\n";
}

}  // namespace

Exit explain(const ExplainOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  std::vector<CallRecord> calls;
  const auto record = [&](const EndedCall& end) {
    const Call& call = end.call;
    if (call.webinar() != options.webinar || call.rule() != options.rule) return;
    for (const auto& handover : call.handovers()) {
      if (handover.attendee != options.attendee) continue;
      calls.push_back(
          {static_cast<std::uint64_t>(call.id()), call.kind(), handover.attempt, call.started_at(), end.finished_at});
    }
  };
  ReplayEngine engine{{.target = options.target, .stop_at = options.at, .keep_webinars = true}, {.ended = record}};
  const Exit exit = replay_lines({options.file}, options.keep_going, engine, in, err);
  if (exit == Exit::stopped) return exit;
  const auto explanation = engine.queue().explain(options.webinar, options.rule, options.attendee);
  if (!explanation) {
    err << "usher: " << printable(explanation.error().message) << '\n';
    return Exit::stopped;
  }
  (options.json ? print_json : print_text)(*explanation, calls, out);
  if (out.flush()) return exit;
  err << "usher: cannot write the output\n";
  return Exit::stopped;
}

}  // namespace usher::cli
