// Rows that are only ever added, in chunks of kChunk: adding one never costs what all together cost, and what is held
// beyond what is needed is one chunk at most.
//
// The first chunk begins with kFirst rows, since most webinars are small, and doubles until it has kChunk, as a vector
// does: until then adding a row may move all others. From then on none moves. So the way to a row is a shift, a load
// and an addition, with nothing to foretell; the load is from a list short enough to be in the cache.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

#include "model/wipe.hpp"

namespace usher::attendance {

/// What rows that have moved leave behind where they were.
enum class Left : bool { as_it_was, wiped };

template <class Row, Left kLeft = Left::as_it_was>
class Chunked {
  static_assert(std::is_trivially_copyable_v<Row>);

 public:
  static constexpr std::size_t kFirst = 4;
  static constexpr std::size_t kChunk = std::bit_floor((std::size_t{1} << 16U) / sizeof(Row));

  Chunked() = default;
  Chunked(const Chunked&) = delete;
  Chunked& operator=(const Chunked&) = delete;
  ~Chunked() {
    for (std::size_t chunk = 0; chunk < origins_.size(); ++chunk) delete[] at(chunk * kChunk);
  }

  [[nodiscard, gnu::always_inline]] inline Row& operator[](std::size_t row) noexcept { return *at(row); }
  [[nodiscard, gnu::always_inline]] inline const Row& operator[](std::size_t row) const noexcept { return *at(row); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  void push_back(Row row) {
    make_room();
    *free_++ = row;
    ++size_;
  }
  /// All rows from one on, in order.
  template <class Visit>
  void for_each_from(std::size_t row, Visit visit) const {
    while (row < size_) {
      const Row* const first = at(row);
      const std::size_t count = std::min(size_, (row / kChunk + 1) * kChunk) - row;
      std::for_each_n(first, count, visit);
      row += count;
    }
  }
  [[nodiscard]] bool has_room() const noexcept { return free_ != end_; }
  void make_room() {
    if (!has_room()) add_room();
  }
  /// Where rows are added one after the other: kept by who does, and given back before anything else is done. While
  /// `free` is not `end`, a row may be written there, and counted.
  struct Tail {
    Row* free;
    Row* end;
    std::size_t size;
  };
  [[nodiscard]] Tail tail() const noexcept { return {free_, end_, size_}; }
  void come_to(const Tail& tail) noexcept {
    free_ = tail.free;
    size_ = tail.size;
  }

 private:
  [[nodiscard, gnu::always_inline]] inline Row* at(std::size_t row) const noexcept {
    Row* const there = std::bit_cast<Row*>(origins_[row / kChunk] + row * sizeof(Row));
    if (there == nullptr) __builtin_unreachable();
    return there;
  }
  /// Not where rows are added: there it would take the registers of what is done each time.
  [[gnu::noinline]] void add_room() {
    if (size_ < kChunk) return enlarge_first();
    origins_.reserve(origins_.size() + 1);
    free_ = new Row[kChunk];
    end_ = free_ + kChunk;
    origins_.push_back(std::bit_cast<std::uintptr_t>(free_) - size_ * sizeof(Row));
  }
  /// Where memory runs out, nothing has changed.
  void enlarge_first() {
    const std::size_t rows = std::max(kFirst, 2 * size_);
    auto larger = std::make_unique_for_overwrite<Row[]>(rows);
    origins_.reserve(1);
    if (size_ != 0) {
      const std::unique_ptr<Row[]> smaller{at(0)};
      std::copy_n(smaller.get(), size_, larger.get());
      if constexpr (kLeft == Left::wiped) model::wipe(smaller.get(), size_ * sizeof(Row));
    }
    free_ = larger.get() + size_;
    end_ = larger.get() + rows;
    origins_.assign(1, std::bit_cast<std::uintptr_t>(larger.release()));
  }

  static_assert(kChunk % kFirst == 0);

  std::vector<std::uintptr_t> origins_;  ///< of each chunk: where row 0 would be if it began there
  Row* free_ = nullptr;                  ///< the last chunk's first free row, and its end
  Row* end_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace usher::attendance
