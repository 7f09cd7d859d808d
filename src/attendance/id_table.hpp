// Interns ids: the same text always gives the same dense number, in the order of first sight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "attendance/chunked.hpp"
#include "attendance/places.hpp"
#include "model/hash.hpp"
#include "usher/limits.hpp"

namespace usher::attendance {

/// The texts lie in chunks that never move, so views of them stay valid. A full table is not copied when a larger one
/// takes its place: each new id brings a few of the older ones along, in the order of their numbers, and until all have
/// come both are asked. So look-up and insertion are O(1) expected, each single one of them.
/// The order of numbers does not depend on the hash.
class IdTable {
 public:
  static constexpr std::size_t kTextBytes = 0xFFFF;  ///< the longest text

  /// Everywhere `hash` is model::hash_of(id).
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id, std::uint64_t hash) const noexcept {
    const auto is_it = [&](std::uint32_t number) { return text(number) == id; };
    const auto found = places_.find(hash, is_it);
    return found || !moving() ? found : older_.find(hash, is_it);
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id) const noexcept {
    return find(id, model::hash_of(id));
  }
  /// The number of `id`, which is not empty; a new one where it has none yet.
  std::uint32_t intern(std::string_view id, std::uint64_t hash) {
    const auto found = find(id, hash);
    return found ? *found : add(id, hash);
  }
  std::uint32_t intern(std::string_view id) { return intern(id, model::hash_of(id)); }
  /// Removes the text for good; its number stays taken, with an empty text that nothing finds. O(1).
  void erase(std::uint32_t number) noexcept;
  /// The next number, erased from the beginning.
  void add_erased() { texts_.push_back({}); }
  [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept {
    const Text& text = texts_[number];
    if (text.size == 0) return {};
    return {chunks_[text.chunk].get() + text.offset, text.size};
  }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

  /// Fetches what `find` will look at: first the places, and once they are there, the row of whom they may name, whose
  /// text is fetched last.
  void prefetch(std::uint64_t hash) const noexcept {
    places_.prefetch(hash);
    if (moving()) older_.prefetch(hash);
  }
  /// The first number whose hash is like this one; it needs no text.
  [[nodiscard]] std::optional<std::uint32_t> likely(std::uint64_t hash) const noexcept {
    const auto any = [](std::uint32_t) { return true; };
    const auto found = places_.find(hash, any);
    return found || !moving() ? found : older_.find(hash, any);
  }
  void prefetch_row(std::uint32_t number) const noexcept { __builtin_prefetch(&texts_[number]); }
  void prefetch_text(std::uint32_t number) const noexcept { __builtin_prefetch(text(number).data()); }

 private:
  /// Where a text lies; of no size: erased.
  struct Text {
    std::uint32_t chunk;
    std::uint16_t offset, size;
  };
  static_assert(limits::kAttendees < Places::kMostNumbers);

  std::uint32_t add(std::string_view id, std::uint64_t hash);
  Text keep(std::string_view id);
  [[nodiscard]] bool moving() const noexcept { return moved_ != to_move_; }
  void grow();
  void move_some();

  Places places_;
  Places older_;             ///< of the numbers below `to_move_`
  std::uint32_t added_ = 0;  ///< who had a text when their number was given
  std::uint32_t moved_ = 0;  ///< the numbers below have come to `places_`
  std::uint32_t to_move_ = 0;
  Chunked<Text> texts_;
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_size_ = 0;
  std::size_t chunk_used_ = 0;
};

}  // namespace usher::attendance
