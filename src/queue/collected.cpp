#include "queue/collected.hpp"

#include <string>

namespace usher::queue {

void append_kept(const Call& call, std::vector<KeptCall>& calls) {
  for (const Handover& handover : call.handovers()) {
    KeptCall& kept = calls.emplace_back();
    kept.call = call.id();
    kept.kind = call.kind();
    kept.webinar = call.webinar();
    kept.rule = call.rule();
    kept.attendee = handover.attendee;
    kept.connection = call.connection();
    kept.key = handover.key;
    kept.due = handover.due;
    kept.decided_at = handover.decided_at;
    kept.standing = handover.standing;
    kept.attempt = handover.attempt;
    kept.redelivery = handover.redelivery;
    kept.started_at = call.started_at();
  }
}

void Collected::ended(const Call& call, std::span<const Ending> endings, Instant now) {
  if (!on_) return;
  const std::size_t first = calls_.size();
  append_kept(call, calls_);
  for (std::size_t i = 0; i < endings.size(); ++i) {
    KeptCall& kept = calls_[first + i];
    kept.finished_at = now;
    kept.outcome = endings[i].outcome;
    kept.dead_letter = endings[i].kind == Ending::Kind::refused || endings[i].kind == Ending::Kind::gave_up;
  }
}

void Collected::hidden(const Call& call, bool held) {
  if (!on_) return;
  const std::size_t first = calls_.size();
  append_kept(call, calls_);
  for (std::size_t i = first; i < calls_.size(); ++i) {
    calls_[i].unknown = true;
    calls_[i].dead_letter = held;
  }
}

void Collected::contradicted(std::uint64_t sequence, std::string_view webinar, Instant due, std::string_view attendee) {
  if (contradiction_) return;
  contradiction_ = {ErrorCode::damaged,
                    "expected planes of webinar \"" + std::string{webinar} + "\", due " + to_string(due) +
                        ", that say what the events say, found that they differ for \"" + std::string{attendee} + "\"",
                    "/" + std::to_string(sequence)};
}

std::vector<KeptKind> Collected::kinds() const {
  std::vector<KeptKind> kinds;
  for (std::size_t number = 0; number < counted_.size(); ++number) {
    const std::string_view name = record::name_of(static_cast<record::Kind>(number));
    if (!name.empty()) kinds.push_back({name, counted_[number].records, counted_[number].bytes});
  }
  return kinds;
}

}  // namespace usher::queue
