#include "queue/call_writer.hpp"

#include <charconv>
#include <cstring>
#include <string>

#include "model/blocks.hpp"
#include "model/id.hpp"

namespace usher {
namespace {

constexpr std::size_t kLongestGeneration = 11;  // '/' and the ten digits of the largest std::int32_t

char* write_first_generation(char* to) {
  *to++ = '/';
  *to++ = '1';
  return to;
}

char* write_generation(char* to, std::int32_t generation) {
  if (generation == 1) return write_first_generation(to);
  *to++ = '/';
  return std::to_chars(to, to + kLongestGeneration - 1, generation).ptr;
}

}  // namespace

inline std::size_t CallWriter::room_for(const Call& call, std::string_view attendee,
                                        std::string_view profile) noexcept {
  return call.prefix_size_ + (1 + model::kEscapedBytes) * attendee.size() + profile.size() + kLongestGeneration;
}

std::size_t CallWriter::room_for(std::string_view attendee, std::string_view profile) const noexcept {
  return room_for(call_, attendee, profile);
}

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
  call.text_.clear();
  for (const std::string_view id : {head.webinar, call.rule_}) {
    model::append_escaped(call.text_, id);
    call.text_ += '/';
  }
  call.prefix_size_ = call.text_.size();
}

/// The handovers view the text, so it must not move while it is written; what it held before is written over, but for
/// the prefix with which the first key begins.
void CallWriter::make_room(std::size_t bytes) {
  if (call_.text_.size() < bytes) call_.text_.resize(bytes);
  end_ = call_.text_.data();
}

void CallWriter::add(const Entry& entry) {
  char* const key = end_;
  if (!call_.handovers_.empty()) std::memcpy(key, call_.text_.data(), call_.prefix_size_);
  Handover& handover = call_.handovers_.emplace_back();
  end_ = write_texts(handover, key, call_.prefix_size_, entry.attendee, entry.profile, entry.generation);
  handover.due = entry.due;
  handover.decided_at = entry.decided_at;
  handover.standing = entry.standing;
  handover.attempt = entry.attempt;
  handover.redelivery = entry.redelivery;
}

/// Where there is nothing but an id as most are, nothing is called.
void CallWriter::write_texts_again(Call& call, std::string_view attendee, std::string_view profile) {
  char* const key = call.text_.data();
  char* const id = key + call.prefix_size_;
  const bool has_room = call.text_.size() >= room_for(call, attendee, profile);
  if (!profile.empty() || !has_room || !model::copy_unescaped(id, attendee)) [[unlikely]] {
    return write_any_texts_again(call, attendee, profile);
  }
  char* const end = write_first_generation(id + attendee.size());
  Handover& handover = call.handovers_.front();
  handover.key = {key, static_cast<std::size_t>(end - key)};
  handover.attendee = {id, attendee.size()};
  handover.profile = {};
}

void CallWriter::write_any_texts_again(Call& call, std::string_view attendee, std::string_view profile) {
  const std::size_t bytes = room_for(call, attendee, profile);
  if (call.text_.size() < bytes) call.text_.resize(bytes);
  write_texts(call.handovers_.front(), call.text_.data(), call.prefix_size_, attendee, profile, 1);
}

/// Where nothing of the id is escaped, it need not be written but in the key.
[[gnu::always_inline]] inline char* CallWriter::write_texts(Handover& handover, char* key, std::size_t prefix_size,
                                                            std::string_view attendee, std::string_view profile,
                                                            std::int32_t generation) noexcept {
  char* const id = key + prefix_size;
  char* end = model::write_escaped(id, attendee);
  const bool as_it_is = static_cast<std::size_t>(end - id) == attendee.size();
  end = write_generation(end, generation);
  handover.key = {key, static_cast<std::size_t>(end - key)};
  const auto put = [&end](std::string_view text) {
    char* const begin = end;
    end = model::copy_text(begin, text);
    return std::string_view{begin, text.size()};
  };
  handover.attendee = as_it_is ? std::string_view{id, attendee.size()} : put(attendee);
  handover.profile = profile.empty() ? std::string_view{} : put(profile);
  return end;
}

}  // namespace usher
