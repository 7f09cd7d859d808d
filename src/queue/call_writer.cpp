#include "queue/call_writer.hpp"

#include "model/id.hpp"

namespace usher {
namespace {

void append_key(std::string& text, std::string_view webinar, std::string_view rule, std::string_view attendee,
                std::int32_t generation) {
  model::append_escaped(text, webinar);
  text += '/';
  model::append_escaped(text, rule);
  text += '/';
  model::append_escaped(text, attendee);
  text += '/';
  text += std::to_string(generation);
}

}  // namespace

std::string key_of(std::string_view webinar, std::string_view rule, std::string_view attendee,
                   std::int32_t generation) {
  std::string key;
  append_key(key, webinar, rule, attendee, generation);
  return key;
}

void CallWriter::write(Call& call, const Head& head, const std::vector<Entry>& entries) {
  call.id_ = head.id;
  call.kind_ = head.kind;
  call.started_at_ = head.started_at;
  call.lane_ = head.lane;
  call.connection_ = head.connection;
  call.webinar_ = head.webinar;
  call.rule_ = head.rule;
  call.action_ = head.action;
  // The text first and the views into it afterwards, since it moves while it grows.
  call.text_.clear();
  struct Lengths {
    std::size_t attendee, profile, key;
  };
  std::vector<Lengths> lengths;
  lengths.reserve(entries.size());
  for (const Entry& entry : entries) {
    call.text_ += entry.attendee;
    call.text_ += entry.profile;
    const std::size_t before = call.text_.size();
    append_key(call.text_, head.webinar, head.rule, entry.attendee, entry.generation);
    lengths.push_back({entry.attendee.size(), entry.profile.size(), call.text_.size() - before});
  }
  call.handovers_.clear();
  std::string_view rest = call.text_;
  const auto cut = [&rest](std::size_t length) {
    const std::string_view front = rest.substr(0, length);
    rest.remove_prefix(length);
    return front;
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Handover handover;
    handover.attendee = cut(lengths[i].attendee);
    handover.profile = cut(lengths[i].profile);
    handover.key = cut(lengths[i].key);
    handover.due = entries[i].due;
    handover.decided_at = entries[i].decided_at;
    handover.standing = entries[i].standing;
    handover.attempt = entries[i].attempt;
    handover.redelivery = entries[i].redelivery;
    call.handovers_.push_back(handover);
  }
}

}  // namespace usher
