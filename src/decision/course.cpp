#include "decision/course.hpp"

namespace usher::decision {

using attendance::kWordBits;
using attendance::Plane;

Course::Course(Moment& moment, RuleState& rule, Member& member, const attendance::Attendance& attendance)
    : moment_(&moment), rule_(&rule), pairs_(&rule.pairs.make()), member_(&member), attendance_(&attendance) {
  moment.reach_all(attendance.size());
  for (Plane* const plane : {&pairs_->called, &pairs_->in_flight, &pairs_->transferred}) {
    plane->reach(attendance.size());
  }
}

/// Who is the last of a word leaves it to be seen in the words that follow whether another one comes.
bool Course::look_on() {
  if (left_ == 0 && !read_word()) return false;
  return (left_ & (left_ - 1)) != 0 ||
         moment_->first_taken(*member_, *rule_, static_cast<std::uint32_t>(next()) + 1, *attendance_);
}

bool Course::read_word() {
  write_down();
  const auto next = moment_->advance_cursor(*member_, *rule_, *attendance_);
  if (!next || pairs_->carried_by.test(*next)) return false;
  const std::size_t word = slot(*next) / kWordBits;
  const attendance::StandingPlanes& truth = moment_->truth();
  first_ = static_cast<std::uint32_t>(word * kWordBits);
  left_ = member_->next;
  decided_ = moment_->decided_word(word);
  attended_ = truth.attended.word(word);
  participant_ = truth.participant.word(word);
  online_ = truth.online.word(word);
  return true;
}

void Course::write_down_taken() {
  const std::size_t word = first_ / kWordBits;
  for (Plane* const plane : {&pairs_->called, &pairs_->transferred}) plane->set_word(word, plane->word(word) | taken_);
  moment_->decide_all(word, taken_ & ~decided_);
  moment_->note_taken(rule_->index, word, taken_);
  if (out_) pairs_->in_flight.put(AttendeeIndex{first_ + static_cast<std::uint32_t>(std::bit_width(taken_)) - 1}, true);
  out_ = false;
  member_->taken += static_cast<std::uint64_t>(std::popcount(taken_));
  taken_ = 0;
}

}  // namespace usher::decision
