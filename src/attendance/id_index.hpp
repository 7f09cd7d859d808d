// From the hash of an id to its number: two tables of places, of which one is nearly always empty.
//
// A full table is not copied when a larger one takes its place: each new id brings a few of the older ones along, in
// the order of their numbers, and until all have come both are asked, the older one first. So look-up and insertion are
// O(1) expected, each single one of them. The texts are elsewhere, in whatever has `text(number)`, `size()` and
// `add(id)`.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <string_view>
#include <utility>

#include "attendance/places.hpp"
#include "attendance/prefetch.hpp"
#include "model/hash.hpp"

namespace usher::attendance {

class IdIndex {
 public:
  static constexpr std::uint32_t kNone = Places::kNone;

  /// The first number of a hash like this one for which `is_it(number)`; kNone without one.
  template <class IsIt>
  [[nodiscard, gnu::always_inline]] inline std::uint32_t find(std::uint64_t hash, IsIt is_it) const noexcept {
    return moving() ? find_in_both(hash, is_it) : places_.find(hash, is_it);
  }
  /// A number of a hash like this one, which is the one that is looked for nearly always; kNone where none is at hand.
  [[nodiscard, gnu::always_inline]] inline std::uint32_t likely(std::uint64_t hash) const noexcept {
    return look_.likely(hash);
  }
  /// The same in two steps, of which the first fetches what the second looks at. Nothing is added in between.
  [[nodiscard, gnu::always_inline]] inline Places::Group prefetch(std::uint64_t hash) const noexcept {
    const Places::Group group = look_.group(hash);
    attendance::prefetch(group);
    return group;
  }
  [[nodiscard, gnu::always_inline]] inline std::uint32_t likely_in(Places::Group group,
                                                                   std::uint64_t hash) const noexcept {
    return look_.likely_in(group, hash);
  }
  /// Adds an id that is not there to both, and gives its number. Where memory runs out, nothing has changed.
  template <class Ids>
  std::uint32_t add(Ids& ids, std::string_view id, std::uint64_t hash) {
    if (added_ >= places_.holds() || ids.size() >= places_.numbers()) grow(ids);
    move_some(ids);
    std::uint32_t& place = places_.place_for(hash);
    const auto number = static_cast<std::uint32_t>(ids.size());
    ids.add(id);
    place = places_.held(hash, number);
    ++added_;
    return number;
  }

 private:
  /// So many are brought along by each new id: all have come when the new table is little fuller than the older one
  /// was.
  static constexpr std::uint32_t kMovedAtOnce = 64;
  static constexpr std::size_t kFirstPlaces = 16;

  [[nodiscard]] bool moving() const noexcept { return moved_ != to_move_; }
  /// The older table still has whom it had, and these are most.
  template <class IsIt>
  [[nodiscard, gnu::noinline]] std::uint32_t find_in_both(std::uint64_t hash, IsIt is_it) const noexcept {
    const std::uint32_t found = older_.find(hash, is_it);
    return found != kNone ? found : places_.find(hash, is_it);
  }

  template <class Ids>
  void grow(const Ids& ids) {
    if (ids.size() >= Places::kMostNumbers) throw std::bad_alloc{};
    while (moving()) move_some(ids);  // only where nearly all have no text any more
    // Where it is only the numbers that have outgrown the table, one as large has room until all have come to it.
    const bool half_full = added_ >= places_.holds() / 2;
    const std::size_t size = half_full ? std::max(kFirstPlaces, 2 * places_.size()) : places_.size();
    Places larger{size, std::max(size, 2 * ids.size())};
    older_ = std::exchange(places_, std::move(larger));
    moved_ = 0;
    to_move_ = static_cast<std::uint32_t>(ids.size());
    look_ = (moving() ? older_ : places_).look();
  }

  /// The texts are read in the order in which they lie, and so are fast to hash again; the places they come to are
  /// fetched together.
  template <class Ids>
  void move_some(const Ids& ids) {
    if (!moving()) {
      if (!older_.dropped()) older_.drop_one();
      return;
    }
    std::array<std::uint64_t, kMovedAtOnce> hashes{};
    const std::uint32_t count = std::min(to_move_ - moved_, kMovedAtOnce);
    const Places::Look coming_to = places_.look();
    for (std::uint32_t i = 0; i < count; ++i) {
      hashes[i] = model::hash_of(ids.text(moved_ + i));
      attendance::prefetch(coming_to.group(hashes[i]));
    }
    for (std::uint32_t i = 0; i < count; ++i, ++moved_) {
      if (!ids.text(moved_).empty()) places_.place_for(hashes[i]) = places_.held(hashes[i], moved_);
    }
    if (!moving()) look_ = coming_to;
  }

  Places places_;
  Places older_;             ///< of the numbers below `to_move_`
  Places::Look look_;        ///< at the one that has most
  std::uint32_t added_ = 0;  ///< who had a text when their number was given
  std::uint32_t moved_ = 0;  ///< the numbers below have come to `places_`
  std::uint32_t to_move_ = 0;
};

}  // namespace usher::attendance
