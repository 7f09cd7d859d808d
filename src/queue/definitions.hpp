// Rules that webinars have in common are kept once: a host's webinars mostly go by the same few, and a rule's texts are
// longer than all else that an idle webinar needs of it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "model/hash.hpp"
#include "usher/webinar.hpp"

namespace usher::queue {

/// Remembers the rules met last, for as long as anybody has them. Whether a rule is found to be had already is a matter
/// of memory alone. O(1), and a comparison.
class Definitions {
 public:
  /// One that is equal.
  [[nodiscard]] std::shared_ptr<const Rule> of(const Rule& rule) {
    std::weak_ptr<const Rule>& place = met_[place_of(rule)];
    std::shared_ptr<const Rule> known = place.lock();
    if (known && *known == rule) return known;
    // Not in one block with its count, which a place holds on to when nobody has the rule any more.
    known = std::shared_ptr<const Rule>{std::make_unique<const Rule>(rule)};
    place = known;
    return known;
  }

 private:
  static constexpr std::size_t kPlaces = 256;

  [[nodiscard]] static std::size_t place_of(const Rule& rule) noexcept {
    auto hash = static_cast<std::uint64_t>(rule.offset.count());
    for (const std::string* const text : {&rule.id, &rule.connection, &rule.action}) {
      hash = hash * 31 + model::hash_of(*text);
    }
    return hash % kPlaces;
  }

  std::array<std::weak_ptr<const Rule>, kPlaces> met_;
};

}  // namespace usher::queue
