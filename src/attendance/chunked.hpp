// Rows that are only ever added, in chunks that never move: adding one never costs what all together cost, pointers to
// rows stay good, and what is held beyond what is needed is one chunk at most.
//
// Chunks double from kFirst rows, since most webinars are small, to kChunk; from then on each has kChunk. The way to a
// row is a shift, a mask and two loads, the first of them from a list short enough to be in the cache.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace usher::attendance {

template <class Row>
class Chunked {
  static_assert(std::is_trivially_copyable_v<Row>);

 public:
  static constexpr std::size_t kFirst = 4;
  static constexpr std::size_t kChunk = std::bit_floor((std::size_t{1} << 16U) / sizeof(Row));

  Chunked() = default;
  Chunked(const Chunked&) = delete;
  Chunked& operator=(const Chunked&) = delete;
  ~Chunked() {
    for (std::size_t chunk = 0; chunk < origins_.size(); ++chunk) delete[] at(chunk, first_of(chunk));
  }

  [[nodiscard, gnu::always_inline]] inline Row& operator[](std::size_t row) noexcept { return *at(row); }
  [[nodiscard, gnu::always_inline]] inline const Row& operator[](std::size_t row) const noexcept { return *at(row); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  void push_back(const Row& row) {
    make_room();
    *free_++ = row;
    ++size_;
  }
  [[nodiscard]] bool has_room() const noexcept { return free_ != end_; }
  void make_room() {
    if (!has_room()) add_chunk();
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
    std::size_t chunk = row / kChunk;
    if (row < kChunk) chunk = static_cast<std::size_t>(std::bit_width(row / kFirst)) - (kSmallChunks - 1);
    return at(chunk + (kSmallChunks - 1), row);
  }
  [[nodiscard, gnu::always_inline]] inline Row* at(std::size_t chunk, std::size_t row) const noexcept {
    Row* const there = std::bit_cast<Row*>(origins_[chunk] + row * sizeof(Row));
    if (there == nullptr) __builtin_unreachable();
    return there;
  }
  [[nodiscard]] static std::size_t first_of(std::size_t chunk) noexcept {
    if (chunk >= kSmallChunks) return (chunk - kSmallChunks + 1) * kChunk;
    return chunk == 0 ? 0 : kFirst << (chunk - 1);
  }
  /// Not where rows are added: there it would take the registers of what is done each time.
  [[gnu::noinline]] void add_chunk() {
    const std::size_t rows = size_ == 0 ? kFirst : std::min<std::size_t>(size_, kChunk);
    origins_.reserve(origins_.size() + 1);
    free_ = new Row[rows];
    end_ = free_ + rows;
    origins_.push_back(std::bit_cast<std::uintptr_t>(free_) - size_ * sizeof(Row));
  }

  /// Of together kChunk rows.
  static constexpr std::size_t kSmallChunks = std::bit_width(kChunk / kFirst);

  std::vector<std::uintptr_t> origins_;
  Row* free_ = nullptr;  ///< the last chunk's first free row, and its end
  Row* end_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace usher::attendance
