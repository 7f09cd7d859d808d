// Who takes part in a moment by one rule, and how far the search for the next of them has come.
#pragma once

#include <bit>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>

#include "attendance/plane.hpp"
#include "decision/staleness.hpp"
#include "model/index.hpp"
#include "model/on_demand.hpp"

namespace usher::decision {

/// Places in the order of staleness. What goes out leaves its node to what comes next: a call before due takes one out
/// and puts one in.
class Seen {
 public:
  using Iterator = std::set<Staleness>::iterator;

  Seen() = default;
  Seen(const Seen& other) : places_(other.places_) {}
  Seen& operator=(const Seen& other) {
    places_ = other.places_;
    return *this;
  }
  Seen(Seen&&) noexcept = default;
  Seen& operator=(Seen&&) noexcept = default;
  ~Seen() = default;

  [[nodiscard]] Iterator begin() const noexcept { return places_.begin(); }
  [[nodiscard]] Iterator end() const noexcept { return places_.end(); }
  void insert(Staleness place) {
    if (spare_.empty()) {
      places_.insert(place);
      return;
    }
    spare_.value() = place;
    spare_ = std::move(places_.insert(std::move(spare_)).node);
  }
  /// The one after it.
  Iterator erase(Iterator place) {
    const auto next = std::next(place);
    spare_ = places_.extract(place);
    return next;
  }
  void clear() noexcept { places_.clear(); }

 private:
  std::set<Staleness> places_;
  std::set<Staleness>::node_type spare_;
};

struct Member {
  enum class Kind : std::uint8_t {
    present,         ///< all attendees but those of `apart` and those with an instant of their own
    apart,           ///< those in `staying`, who were handed over here when the rule moved on (S5d)
    personal,        ///< those in `people`, whose own instant this is
    personal_apart,  ///< those in `people`, who stay here though theirs has moved
  };
  /// Who takes part where not everybody does, and the search before due, which goes by staleness: all before `unseen`
  /// has been seen, and who may be taken of it is in `seen`. Whom the last search has ended with stands at `unseen`.
  struct Single {
    attendance::Plane staying{};
    std::uint32_t number_staying = 0;
    std::set<AttendeeIndex> people{};
    Seen seen{};
    Staleness unseen = 0;

    /// Of somebody who does not stay yet.
    void stay(AttendeeIndex attendee) {
      staying.set(attendee);
      ++number_staying;
    }
    void leave(AttendeeIndex attendee) {
      if (staying.test(attendee)) --number_staying;
      staying.clear(attendee);
      people.erase(attendee);
    }
  };
  RuleIndex rule{};
  Kind kind{};

  // From due on the search goes by attendee: nobody before the cursor can be taken, or corrected, as things stand.
  std::uint32_t cursor = 0;
  std::uint32_t correction_cursor = 0;
  /// Of the cursor's word, from the cursor on: those to be taken next, as things stand. 0: to be searched for.
  attendance::Word next = 0;
  std::uint64_t taken = 0;  ///< by a first call from here
  model::OnDemand<Single> single{};

  /// The cursor goes to the first of `next`, which are of one word.
  void go_to_next(std::size_t word) noexcept {
    cursor =
        static_cast<std::uint32_t>(word * attendance::kWordBits) + static_cast<std::uint32_t>(std::countr_zero(next));
  }
  [[nodiscard]] bool whole() const noexcept { return kind == Kind::present || kind == Kind::apart; }
  [[nodiscard]] bool set_apart() const noexcept { return kind == Kind::apart || kind == Kind::personal_apart; }
  /// Who takes part for everybody may have somebody yet: a registration may be told late.
  [[nodiscard]] bool anybody() const noexcept {
    return kind == Kind::present || single->number_staying != 0 || !single->people.empty();
  }
};

}  // namespace usher::decision
