// The handovers of one rule out of a moment that has come, one attendee after the other, while nothing else happens to
// the webinar.
//
// From one attendee to the next a bit of each plane changes. So the planes are read once for the 64 attendees of a
// word, and what becomes of these is written down together: once the word is used up, or before anybody else looks.
#pragma once

#include <bit>
#include <cstdint>

#include "decision/moment.hpp"

namespace usher::decision {

/// Good until anything else is done to the webinar; before that, and before anything is asked of it, `write_down`.
class Course {
 public:
  /// The moment has come and is open, and the rule takes part in it as `member`, for everybody, and as no other.
  Course(Moment& moment, RuleState& rule, Member& member, const attendance::Attendance& attendance);

  [[nodiscard]] Moment& moment() const noexcept { return *moment_; }

  /// Whether there is somebody to be taken, and somebody else after that. Who has brought a decision along is to be
  /// taken from the moment.
  [[nodiscard]] bool goes_on() { return (left_ & (left_ - 1)) != 0 || look_on(); }
  /// Whom to take next, once it is known that it `goes_on`.
  [[nodiscard]] AttendeeIndex next() const noexcept { return AttendeeIndex{first_ + bit_of_next()}; }
  /// Their call starts: what they are decided on.
  [[nodiscard]] Decision take() {
    const AttendeeIndex attendee = next();
    const unsigned bit = bit_of_next();
    const attendance::Word one = attendance::Word{1} << bit;
    left_ ^= one;
    taken_ |= one;
    out_ = true;
    if ((decided_ & one) != 0) return *moment_->decided(attendee);
    const auto stands = [bit](attendance::Word plane) { return ((plane >> bit) & 1U) != 0; };
    return {{stands(attended_), stands(participant_), stands(online_)}, moment_->due()};
  }
  /// It has ended. Whoever was called before, or before anybody looked, is written down as in flight.
  void end(AttendeeIndex attendee) noexcept {
    if (!out_) pairs_->in_flight.put(attendee, false);
    out_ = false;
  }

  void write_down() {
    if (taken_ != 0) write_down_taken();
  }

 private:
  [[nodiscard]] unsigned bit_of_next() const noexcept { return static_cast<unsigned>(std::countr_zero(left_)); }
  [[nodiscard]] bool look_on();
  [[nodiscard]] bool read_word();
  void write_down_taken();

  Moment* moment_;
  RuleState* rule_;
  Pairs* pairs_;
  Member* member_;
  const attendance::Attendance* attendance_;

  // Of one word:
  std::uint32_t first_ = 0;     ///< whose bit is its first
  bool out_ = false;            ///< the call of whom was taken last, which is not written down
  attendance::Word left_ = 0;   ///< to be taken
  attendance::Word taken_ = 0;  ///< and not written down yet
  attendance::Word decided_ = 0;
  attendance::Word attended_ = 0, participant_ = 0, online_ = 0;  ///< as of due
};

}  // namespace usher::decision
