// A bit plane: one yes-or-no answer about every attendee of a webinar, 64 to a word. Deciding is boolean algebra over
// the words of several planes; single bits change as events come in.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "model/index.hpp"

namespace usher::attendance {

using Word = std::uint64_t;
inline constexpr std::size_t kWordBits = 64;

/// Bits past the end read as zero, so planes of different age can be combined.
class Plane {
 public:
  [[nodiscard]] bool test(AttendeeIndex attendee) const noexcept {
    return ((word(slot(attendee) / kWordBits) >> (slot(attendee) % kWordBits)) & 1U) != 0;
  }
  void assign(AttendeeIndex attendee, bool value) {
    if (slot(attendee) / kWordBits >= words_.size()) {
      if (!value) return;
      reach(slot(attendee) + 1);
    }
    put(attendee, value);
  }
  void set(AttendeeIndex attendee) { assign(attendee, true); }
  void clear(AttendeeIndex attendee) { assign(attendee, false); }

  /// Makes room for so many, for whom `put`, `turn` and `add` need not look whether there is.
  void reach(std::size_t attendees) {
    const std::size_t words = (attendees + kWordBits - 1) / kWordBits;
    if (words > words_.size()) words_.resize(words);
  }
  void put(AttendeeIndex attendee, bool value) noexcept {
    Word& word = words_[slot(attendee) / kWordBits];
    const auto shift = static_cast<unsigned>(slot(attendee) % kWordBits);
    word = (word & ~(Word{1} << shift)) | static_cast<Word>(value) << shift;
  }
  void turn(AttendeeIndex attendee) noexcept {
    words_[slot(attendee) / kWordBits] ^= Word{1} << (slot(attendee) % kWordBits);
  }
  /// Sets it where `value`.
  void add(AttendeeIndex attendee, bool value) noexcept {
    words_[slot(attendee) / kWordBits] |= static_cast<Word>(value) << (slot(attendee) % kWordBits);
  }

  [[nodiscard]] Word word(std::size_t index) const noexcept { return index < words_.size() ? words_[index] : 0; }
  void set_word(std::size_t index, Word value) {
    if (index >= words_.size()) {
      if (value == 0) return;
      words_.resize(index + 1);
    }
    words_[index] = value;
  }
  [[nodiscard]] std::size_t words() const noexcept { return words_.size(); }
  Plane& operator|=(const Plane& other) {
    if (words_.size() < other.words_.size()) words_.resize(other.words_.size());
    for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }

 private:
  std::vector<Word> words_;
};

/// Calls `visit(attendee)` for each set bit of a word, lowest first.
template <class Visit>
void for_each_bit(Word bits, std::size_t word_index, Visit visit) {
  for (; bits != 0; bits &= bits - 1) {
    visit(AttendeeIndex{static_cast<std::uint32_t>(word_index * kWordBits) +
                        static_cast<std::uint32_t>(std::countr_zero(bits))});
  }
}

}  // namespace usher::attendance
