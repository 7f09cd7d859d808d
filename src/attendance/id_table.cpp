#include "attendance/id_table.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <utility>

namespace usher::attendance {
namespace {

constexpr std::size_t kFirstPlaces = 16;
constexpr std::size_t kFirstChunk = 256;
constexpr std::size_t kLargestChunk = IdTable::kTextBytes + 1;

/// So many are brought along by each new id: all have come when the new table is little fuller than the older one was.
constexpr std::uint32_t kMovedAtOnce = 8;

}  // namespace

std::uint32_t IdTable::add(std::string_view id, std::uint64_t hash) {
  if (added_ >= places_.holds()) grow();
  move_some();
  // Where memory runs out here, nothing has changed.
  std::uint32_t& place = places_.place_for(hash);
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(keep(id));
  place = Places::held(hash, number);
  ++added_;
  return number;
}

void IdTable::erase(std::uint32_t number) noexcept {
  const Text& text = texts_[number];
  if (text.size != 0) std::fill_n(chunks_[text.chunk].get() + text.offset, text.size, '\0');
  texts_[number] = {};
}

IdTable::Text IdTable::keep(std::string_view id) {
  if (id.size() > kTextBytes) throw std::bad_alloc{};
  if (chunk_size_ - chunk_used_ < id.size()) {
    const std::size_t larger = std::max(id.size(), std::clamp(2 * chunk_size_, kFirstChunk, kLargestChunk));
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(larger));
    chunk_size_ = larger;
    chunk_used_ = 0;
  }
  const Text kept{static_cast<std::uint32_t>(chunks_.size() - 1), static_cast<std::uint16_t>(chunk_used_),
                  static_cast<std::uint16_t>(id.size())};
  std::copy(id.begin(), id.end(), chunks_.back().get() + chunk_used_);
  chunk_used_ += id.size();
  return kept;
}

void IdTable::grow() {
  if (texts_.size() >= Places::kMostNumbers) throw std::bad_alloc{};
  while (moving()) move_some();  // only where nearly all have no text any more
  Places larger{std::max(kFirstPlaces, 2 * places_.size())};
  older_ = std::exchange(places_, std::move(larger));
  moved_ = 0;
  to_move_ = static_cast<std::uint32_t>(texts_.size());
}

/// The texts are read in the order in which they lie, and so are fast to hash again; the places they come to are
/// fetched together.
void IdTable::move_some() {
  if (!moving()) {
    if (!older_.dropped()) older_.drop_one();
    return;
  }
  std::array<std::uint64_t, kMovedAtOnce> hashes{};
  const std::uint32_t count = std::min(to_move_ - moved_, kMovedAtOnce);
  for (std::uint32_t i = 0; i < count; ++i) {
    hashes[i] = model::hash_of(text(moved_ + i));
    places_.prefetch(hashes[i]);
  }
  for (std::uint32_t i = 0; i < count; ++i, ++moved_) {
    if (!text(moved_).empty()) places_.place_for(hashes[i]) = Places::held(hashes[i], moved_);
  }
}

}  // namespace usher::attendance
