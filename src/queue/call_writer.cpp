#include "queue/call_writer.hpp"

#include <array>
#include <charconv>

#include "model/id.hpp"

namespace usher {
namespace {

constexpr std::size_t kLongestGeneration = 11;  // '/' and the ten digits of the largest std::int32_t
constexpr std::size_t kEscapedBytes = 3;        // of one byte, at most

void append_prefix(std::string& text, std::string_view webinar, std::string_view rule) {
  model::append_escaped(text, webinar);
  text += '/';
  model::append_escaped(text, rule);
  text += '/';
}

void append_generation(std::string& text, std::int32_t generation) {
  if (generation == 1) {
    text += "/1";
    return;
  }
  std::array<char, kLongestGeneration> digits{'/'};
  const auto end = std::to_chars(digits.data() + 1, digits.data() + digits.size(), generation).ptr;
  text.append(digits.data(), end);
}

}  // namespace

std::string key_of(std::string_view webinar, std::string_view rule, std::string_view attendee,
                   std::int32_t generation) {
  std::string key;
  append_prefix(key, webinar, rule);
  model::append_escaped(key, attendee);
  append_generation(key, generation);
  return key;
}

std::size_t CallWriter::room_for(const Head& head, std::string_view attendee, std::string_view profile) noexcept {
  const std::size_t prefix = kEscapedBytes * (head.webinar.size() + head.rule->id.size()) + 2;
  return attendee.size() + profile.size() + prefix + kEscapedBytes * attendee.size() + kLongestGeneration;
}

CallWriter::CallWriter(Call& call, const Head& head, std::size_t room) : call_(call) {
  call.id_ = head.id;
  call.kind_ = head.kind;
  call.started_at_ = head.started_at;
  call.lane_ = head.lane;
  if (call.definition_ != head.rule) {  // a definition is of one webinar
    call.definition_ = head.rule;
    call.connection_ = head.rule->connection;
    call.rule_ = head.rule->id;
    call.action_ = head.rule->action;
    call.webinar_ = head.webinar;
    call.key_prefix_.clear();
    append_prefix(call.key_prefix_, head.webinar, head.rule->id);
  }
  call.handovers_.clear();
  // The handovers view the text while it grows, so it must not move.
  call.text_.clear();
  call.text_.reserve(room);
}

void CallWriter::add(const Entry& entry) {
  std::string& text = call_.text_;
  const auto written = [&text](std::size_t from) { return std::string_view{text}.substr(from); };
  Handover handover;
  std::size_t from = text.size();
  text += entry.attendee;
  handover.attendee = written(from);
  from = text.size();
  text += entry.profile;
  handover.profile = written(from);
  from = text.size();
  text += call_.key_prefix_;
  model::append_escaped(text, entry.attendee);
  append_generation(text, entry.generation);
  handover.key = written(from);
  handover.due = entry.due;
  handover.decided_at = entry.decided_at;
  handover.standing = entry.standing;
  handover.attempt = entry.attempt;
  handover.redelivery = entry.redelivery;
  call_.handovers_.push_back(handover);
}

}  // namespace usher
