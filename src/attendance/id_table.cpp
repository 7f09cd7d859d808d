#include "attendance/id_table.hpp"

#include <algorithm>

namespace usher::attendance {
namespace {

constexpr std::size_t kFirstTable = 16;
constexpr std::size_t kFirstChunk = 256;
constexpr std::size_t kLargestChunk = std::size_t{1} << 20U;

std::uint32_t tag_of(std::uint64_t hash) noexcept {
  return static_cast<std::uint32_t>(hash >> 32U);
}

}  // namespace

std::size_t IdTable::place_of(std::string_view id, std::uint64_t hash) const noexcept {
  const std::size_t mask = table_.size() - 1;
  std::size_t place = hash & mask;
  while (table_[place].number != 0) {
    if (table_[place].tag == tag_of(hash) && text(table_[place].number - 1) == id) break;
    place = (place + 1) & mask;
  }
  return place;
}

std::optional<std::uint32_t> IdTable::likely(std::uint64_t hash) const noexcept {
  if (table_.empty()) return std::nullopt;
  const std::size_t mask = table_.size() - 1;
  for (std::size_t place = hash & mask; table_[place].number != 0; place = (place + 1) & mask) {
    if (table_[place].tag == tag_of(hash)) return table_[place].number - 1;
  }
  return std::nullopt;
}

std::uint32_t IdTable::intern(std::string_view id, std::uint64_t hash) {
  if (2 * (texts_.size() + 1) > table_.size()) grow();
  Entry& entry = table_[place_of(id, hash)];
  if (entry.number == 0) {
    texts_.push_back(keep(id));
    entry = {tag_of(hash), static_cast<std::uint32_t>(texts_.size())};
  }
  return entry.number - 1;
}

void IdTable::erase(std::uint32_t number) noexcept {
  std::fill(texts_[number].begin(), texts_[number].end(), '\0');
  texts_[number] = {};
}

std::span<char> IdTable::keep(std::string_view id) {
  if (chunk_size_ - chunk_used_ < id.size()) {
    chunk_size_ = std::max(id.size(), std::clamp(2 * chunk_size_, kFirstChunk, kLargestChunk));
    chunk_used_ = 0;
    chunks_.push_back(std::make_unique<char[]>(chunk_size_));
  }
  char* const kept = chunks_.back().get() + chunk_used_;
  std::copy(id.begin(), id.end(), kept);
  chunk_used_ += id.size();
  return {kept, id.size()};
}

void IdTable::grow() {
  std::vector<Entry> larger(std::max(kFirstTable, 2 * table_.size()));
  table_.swap(larger);
  for (std::uint32_t number = 0; number < texts_.size(); ++number) {
    if (texts_[number].empty()) continue;
    const std::uint64_t hash = model::hash_of(text(number));
    table_[place_of(text(number), hash)] = {tag_of(hash), number + 1};
  }
}

}  // namespace usher::attendance
