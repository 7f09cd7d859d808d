// Interns ids: the same text always gives the same dense number, in the order of first sight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "attendance/chunked.hpp"
#include "attendance/id_index.hpp"
#include "attendance/texts.hpp"
#include "model/hash.hpp"

namespace usher::attendance {

/// Look-up and insertion are O(1) expected, each single one. Views of texts stay valid. The order of numbers does not
/// depend on the hash. Attendees are kept by Attendees, whose rows hold more than an id.
class IdTable {
 public:
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view id) const noexcept {
    const std::uint32_t found = find(id, model::hash_of(id));
    return found != IdIndex::kNone ? std::optional{found} : std::nullopt;
  }
  /// The number of `id`, which is not empty; a new one where it has none yet.
  std::uint32_t intern(std::string_view id) {
    const std::uint64_t hash = model::hash_of(id);
    const std::uint32_t found = find(id, hash);
    return found != IdIndex::kNone ? found : index_.add(kept_, id, hash);
  }
  /// Removes the text for good; its number stays taken, with an empty text that nothing finds. O(1).
  void erase(std::uint32_t number) noexcept {
    kept_.texts.wipe(kept_.places[number]);
    kept_.places[number] = {};
  }
  [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept { return kept_.text(number); }
  [[nodiscard]] std::size_t size() const noexcept { return kept_.size(); }

 private:
  struct Kept {
    [[nodiscard]] std::string_view text(std::uint32_t number) const noexcept { return texts.at(places[number]); }
    [[nodiscard]] std::size_t size() const noexcept { return places.size(); }
    void add(std::string_view id) { places.push_back(texts.keep(id)); }

    Chunked<Texts::Place> places;
    Texts texts;
  };
  [[nodiscard]] std::uint32_t find(std::string_view id, std::uint64_t hash) const noexcept {
    return index_.find(hash, [&](std::uint32_t number) { return text(number) == id; });
  }

  IdIndex index_;
  Kept kept_;
};

}  // namespace usher::attendance
