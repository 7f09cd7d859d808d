// Interns ids: the same text always gives the same dense number, in the order of first sight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/hash.hpp"

namespace usher::attendance {

/// Open addressing over a table of numbers; the texts lie in chunks that never move, so views of them stay valid.
/// Look-up and insertion are O(1) expected. The order of numbers does not depend on the hash.
class IdTable {
 public:
  /// Everywhere `hash` is model::hash_of(id).
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id, std::uint64_t hash) const noexcept {
    if (table_.empty()) return std::nullopt;
    const Entry& entry = table_[place_of(id, hash)];
    return entry.number == 0 ? std::nullopt : std::optional{entry.number - 1};
  }
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id) const noexcept {
    return find(id, model::hash_of(id));
  }
  /// The number of `id`, which is not empty; a new one where it has none yet.
  std::uint32_t intern(std::string_view id, std::uint64_t hash);
  std::uint32_t intern(std::string_view id) { return intern(id, model::hash_of(id)); }

  /// Fetches what `find` will look at: first the place in the table, and once that is there, who it may name, whose
  /// text is fetched last.
  void prefetch(std::uint64_t hash) const noexcept {
    if (!table_.empty()) __builtin_prefetch(&table_[hash & (table_.size() - 1)]);
  }
  /// The number of the first whose hash is like this one; it needs no text.
  [[nodiscard]] std::optional<std::uint32_t> likely(std::uint64_t hash) const noexcept;
  void prefetch_place(std::uint32_t number) const noexcept { __builtin_prefetch(&texts_[number]); }
  void prefetch_text(std::uint32_t number) const noexcept { __builtin_prefetch(texts_[number].data()); }

  /// Removes the text for good; its number stays taken, with an empty text that nothing finds. O(1).
  void erase(std::uint32_t number) noexcept;
  /// The next number, erased from the beginning.
  void add_erased() { texts_.emplace_back(); }
  [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept {
    return {texts_[number].data(), texts_[number].size()};
  }
  [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }

 private:
  struct Entry {
    std::uint32_t tag = 0;     ///< the hash's upper half, so that most mismatches need no text
    std::uint32_t number = 0;  ///< one more than the id's; 0 is an empty place
  };
  [[nodiscard]] std::size_t place_of(std::string_view id, std::uint64_t hash) const noexcept;
  std::span<char> keep(std::string_view id);
  void grow();

  std::vector<Entry> table_;            ///< a power of two, at most half full
  std::vector<std::span<char>> texts_;  ///< empty: erased
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_size_ = 0;
  std::size_t chunk_used_ = 0;
};

}  // namespace usher::attendance
