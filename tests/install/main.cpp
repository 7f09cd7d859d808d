// A project that uses usher: one webinar, one attendee, one call. Uses the core and the text edge, so that whatever
// either needs from elsewhere must be linked.
#include <cstdio>
#include <usher/usher.hpp>

int main() {
  const char* const lines[] = {
      R"({"type":"connection","id":"crm","max_lead":"PT0S"})",
      R"({"type":"webinar.scheduled","at":"2026-03-29T08:00:00Z","webinar":{"id":"launch","start":"2026-03-29T19:00:00",)"
      R"("zone":"Europe/Berlin","duration":"PT90M","rules":[{"id":"hello","when":{"anchor":"start"},"connection":"crm"}]}})",
      R"({"type":"attendee.registered","at":"2026-03-29T08:00:00Z","webinar":"launch","attendee":"ada"})",
  };
  usher::DispatchQueue queue;
  usher::LineParser parser;
  const auto morning = usher::parse_instant("2026-03-29T08:00:00Z");
  for (const char* text : lines) {
    const auto line = parser.parse(text);
    if (!line) return std::fprintf(stderr, "%s\n", line.error().message.c_str()), 1;
    if (const auto* connection = std::get_if<usher::Connection>(&line->what)) {
      if (!queue.add(*connection)) return 1;
    } else if (!queue.feed(std::get<usher::Event>(line->what), *morning)) {
      return 1;
    }
  }
  const auto due = queue.wake_at();
  if (!due) return 1;
  const usher::Call* call = queue.next(*due);
  if (call == nullptr) return 1;
  std::printf("%s at %s\n", std::string(call->handovers()[0].key).c_str(), usher::to_string(*due).c_str());
  return queue.complete(call->id(), usher::Outcome::delivered(), *due) ? 0 : 1;
}
