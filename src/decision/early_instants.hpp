// When those were decided who were decided before their moment was due; all others count as decided when it was.
//
// They are kept in pages of neighbours, in the order of registration: calls before due begin with that order, and where
// they come to everybody in the end, pages take a fifth of what an entry for each would.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "model/index.hpp"
#include "model/rare.hpp"
#include "usher/time.hpp"

namespace usher::decision {

class EarlyInstants {
 public:
  /// `due` is that of the moment, every time.
  void set(AttendeeIndex attendee, Instant decided_at, Instant due) {
    const auto [page, added] = pages_.try_emplace(page_of(attendee));
    if (added) page->second.fill(due);
    page->second[slot(attendee) % kPage] = decided_at;
  }
  [[nodiscard]] Instant at(AttendeeIndex attendee, Instant due) const {
    const auto page = pages_.find(page_of(attendee));
    return page == pages_.end() ? due : page->second[slot(attendee) % kPage];
  }

 private:
  static constexpr std::size_t kPage = 16;

  [[nodiscard]] static std::uint32_t page_of(AttendeeIndex attendee) noexcept {
    return static_cast<std::uint32_t>(slot(attendee) / kPage);
  }

  model::Rare<std::unordered_map<std::uint32_t, std::array<Instant, kPage>>> pages_;
};

}  // namespace usher::decision
