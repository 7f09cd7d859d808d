#include "cli/explain.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "cli/journal_file.hpp"
#include "cli/layout.hpp"

namespace usher::cli {
namespace {

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

std::string text_of(const KeptCall& call) {
  std::string text = to_string(call.started_at);
  if (call.finished_at) text += " to " + to_string(*call.finished_at);
  text +=
      ", attempt " + std::to_string(call.attempt) + ", call " + std::to_string(static_cast<std::uint64_t>(call.call));
  if (call.kind == CallKind::retraction) text += ", a retraction";
  if (call.redelivery) text += ", perhaps the second that arrived";
  text += ": ";
  text += call.unknown ? "unknown, hidden by a crash" : call.outcome ? to_string(*call.outcome) : "out";
  return text + (call.dead_letter ? ", a dead letter" : "");
}

void print_text(const Explanation& explanation, const std::vector<KeptCall>& calls, std::ostream& out) {
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
  for (const auto& call : calls) fact(out, "called", text_of(call));
  if (calls.empty()) fact(out, "called", "never");
}

void print_json(const Explanation& explanation, const std::vector<KeptCall>& calls, std::ostream& out) {
  std::string text = to_json(explanation);
  text.pop_back();
  out << text << R"(,"calls":[)";
  bool first = true;
  for (const auto& call : calls) {
    out << (first ? "" : ",") << R"({"call":)" << static_cast<std::uint64_t>(call.call) << R"(,"kind":")"
        << to_string(call.kind) << R"(","attempt":)" << call.attempt << R"(,"started_at":")"
        << to_string(call.started_at) << '"';
    if (call.finished_at) out << R"(,"finished_at":")" << to_string(*call.finished_at) << '"';
    if (call.outcome) out << R"(,"outcome":")" << to_string(*call.outcome) << '"';
    if (call.redelivery) out << R"(,"redelivery":true)";
    if (call.unknown) out << R"(,"unknown":true)";
    if (call.dead_letter) out << R"(,"dead_letter":true)";
    out << '}';
    first = false;
  }
  out << "]}\n";
}

bool asks_for(const ExplainOptions& options, const KeptCall& call) {
  return call.webinar == options.webinar && call.rule == options.rule && call.attendee == options.attendee;
}

Exit print(const ExplainOptions& options, const DispatchQueue& queue, const std::vector<KeptCall>& calls,
           std::ostream& out, std::ostream& err) {
  const auto explanation = queue.explain(options.webinar, options.rule, options.attendee);
  if (!explanation) {
    complain(err, explanation.error());
    return Exit::stopped;
  }
  (options.json ? print_json : print_text)(*explanation, calls, out);
  return flush(out, err);
}

Exit explain_journal(const ExplainOptions& options, std::ostream& out, std::ostream& err) {
  const auto journal = open_journal(options.file, err);
  if (!journal) return Exit::stopped;
  std::vector<KeptCall> calls;
  const auto keep = [&](std::vector<KeptCall> all) {
    std::copy_if(all.begin(), all.end(), std::back_inserter(calls),
                 [&](const KeptCall& call) { return asks_for(options, call); });
  };
  const auto take = [&](const JournalRow&, DispatchQueue::Keeping& keeping) { keep(keeping.take_calls()); };
  DispatchQueue queue;
  if (!restore(*journal, options.file, queue, take, err)) return Exit::stopped;
  keep(queue.keeping().calls_out());
  return print(options, queue, calls, out, err);
}

Exit explain_lines(const ExplainOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  std::vector<KeptCall> calls;
  const auto record = [&](const EndedCall& end) {
    const Call& call = end.call;
    if (call.webinar() != options.webinar || call.rule() != options.rule) return;
    for (std::size_t i = 0; i < call.handovers().size(); ++i) {
      const Handover& handover = call.handovers()[i];
      if (handover.attendee != options.attendee) continue;
      KeptCall& kept = calls.emplace_back();
      kept.call = call.id();
      kept.kind = call.kind();
      kept.attempt = handover.attempt;
      kept.started_at = call.started_at();
      kept.finished_at = end.finished_at;
      kept.outcome = end.outcomes[i].kind;
    }
  };
  ReplayEngine engine{{.target = options.target, .stop_at = options.at, .keep_webinars = true}, {.ended = record}};
  const Exit exit = replay_lines({options.file}, options.keep_going, engine, in, err);
  if (exit == Exit::stopped) return exit;
  const Exit printed = print(options, engine.queue(), calls, out, err);
  return printed == Exit::stopped ? printed : exit;
}

}  // namespace

Exit explain(const ExplainOptions& options, std::istream& in, std::ostream& out, std::ostream& err) {
  return options.journal ? explain_journal(options, out, err) : explain_lines(options, in, out, err);
}

}  // namespace usher::cli
