// Attendees in a row, four bytes each with what they were decided on: one of them without a heap, or many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "model/index.hpp"
#include "usher/audience.hpp"
#include "usher/limits.hpp"

namespace usher::lane {

class Person {
 public:
  Person(AttendeeIndex attendee, Standing standing) noexcept
      : bits_(static_cast<std::uint32_t>(attendee) | standing.bits() << kAttendeeBits) {}
  [[nodiscard]] AttendeeIndex attendee() const noexcept { return AttendeeIndex{bits_ & kAttendee}; }
  [[nodiscard]] Standing standing() const noexcept { return Standing::from_bits(bits_ >> kAttendeeBits); }

 private:
  static constexpr unsigned kAttendeeBits = 29;
  static constexpr std::uint32_t kAttendee = (std::uint32_t{1} << kAttendeeBits) - 1;
  static_assert(limits::kAttendees <= kAttendee);

  std::uint32_t bits_;
};

/// Never empty.
class People {
 public:
  explicit People(Person one) noexcept : one_(one) {}

  [[nodiscard]] std::size_t size() const noexcept { return many_ ? many_->size() : 1; }
  [[nodiscard]] Person operator[](std::size_t place) const noexcept { return many_ ? (*many_)[place] : one_; }
  /// Of one who is there.
  [[nodiscard]] std::size_t place_of(AttendeeIndex attendee) const noexcept {
    std::size_t place = 0;
    while ((*this)[place].attendee() != attendee) ++place;
    return place;
  }
  void push_back(Person person) {
    if (!many_) many_ = std::make_unique<std::vector<Person>>(1, one_);
    many_->push_back(person);
  }
  /// The first `count`, who are not all, are taken out.
  void drop_front(std::size_t count) {
    if (count != 0) many_->erase(many_->begin(), many_->begin() + static_cast<std::ptrdiff_t>(count));
  }
  /// The last ones are, so that `count`, not 0, are left.
  void keep_front(std::size_t count) {
    if (count != size()) many_->erase(many_->begin() + static_cast<std::ptrdiff_t>(count), many_->end());
  }
  /// Those at [first, last), of whom there are some.
  [[nodiscard]] People part(std::size_t first, std::size_t last) const {
    People some{(*this)[first]};
    for (std::size_t place = first + 1; place < last; ++place) some.push_back((*this)[place]);
    return some;
  }

 private:
  Person one_;
  std::unique_ptr<std::vector<Person>> many_;  ///< all of them, where there have been several
};

}  // namespace usher::lane
