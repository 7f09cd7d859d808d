#include "queue/call_writer.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "model/id.hpp"

namespace usher {
namespace {

constexpr std::size_t kLongestGeneration = 11;  // '/' and the ten digits of the largest std::int32_t

char* write_generation(char* to, std::int32_t generation) {
  *to++ = '/';
  if (generation != 1) return std::to_chars(to, to + kLongestGeneration - 1, generation).ptr;
  *to++ = '1';
  return to;
}

}  // namespace

CallWriter::CallWriter(Call& call, CallId id, Instant started_at) noexcept : call_(call) {
  call.id_ = id;
  call.started_at_ = started_at;
  call.handovers_.clear();
}

CallWriter::CallWriter(Call& call, const Head& head) : CallWriter(call, head.id, head.started_at) {
  call.kind_ = head.kind;
  call.lane_ = head.lane;
  if (call.definition_ == head.rule && call.webinar_ == head.webinar) return;
  call.definition_ = head.rule;
  call.connection_ = head.rule->connection;
  call.rule_ = head.rule->id;
  call.action_ = head.rule->action;
  call.webinar_ = head.webinar;
  call.key_prefix_.clear();
  for (const std::string_view id : {head.webinar, call.rule_}) {
    model::append_escaped(call.key_prefix_, id);
    call.key_prefix_ += '/';
  }
}

std::size_t CallWriter::room_for(std::string_view attendee, std::string_view profile) const noexcept {
  return call_.key_prefix_.size() + (1 + model::kEscapedBytes) * attendee.size() + profile.size() + kLongestGeneration;
}

/// The handovers view the text, so it must not move while it is written; what it held before is written over.
void CallWriter::make_room(std::size_t bytes) {
  if (call_.text_.size() < bytes) call_.text_.resize(bytes);
  end_ = call_.text_.data();
}

void CallWriter::add(const Entry& entry) {
  Handover& handover = call_.handovers_.emplace_back();
  char* end = end_;
  const auto write = [&end](std::string_view text) {
    char* const begin = end;
    end = std::copy(text.begin(), text.end(), begin);
    return std::string_view{begin, text.size()};
  };
  handover.attendee = write(entry.attendee);
  handover.profile = write(entry.profile);
  const char* const key = write(call_.key_prefix_).data();
  end = write_generation(model::write_escaped(end, entry.attendee), entry.generation);
  handover.key = {key, static_cast<std::size_t>(end - key)};
  end_ = end;
  handover.due = entry.due;
  handover.decided_at = entry.decided_at;
  handover.standing = entry.standing;
  handover.attempt = entry.attempt;
  handover.redelivery = entry.redelivery;
}

}  // namespace usher
