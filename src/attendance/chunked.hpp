// Rows that are only ever added, in chunks that never move: adding one never costs what all together cost, and what is
// held beyond what is needed is one chunk at most.
//
// The first chunk begins small and doubles, since most webinars are; from then on each has kChunk rows, so that the way
// to a row is a shift, a mask and two loads, the first of them from a list short enough to be in the cache.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace usher::attendance {

template <class Row>
class Chunked {
  static_assert(std::is_trivially_copyable_v<Row>);

 public:
  static constexpr std::size_t kChunk = 4096;

  [[nodiscard]] Row& operator[](std::size_t row) noexcept { return chunks_[row / kChunk][row % kChunk]; }
  [[nodiscard]] const Row& operator[](std::size_t row) const noexcept { return chunks_[row / kChunk][row % kChunk]; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// O(1), but for the first kChunk rows, which may move.
  void push_back(const Row& row) {
    if (size_ == capacity_) grow();
    (*this)[size_] = row;
    ++size_;
  }

 private:
  void grow() {
    if (capacity_ >= kChunk) {
      chunks_.push_back(std::make_unique_for_overwrite<Row[]>(kChunk));
      capacity_ += kChunk;
      return;
    }
    const std::size_t larger = std::max<std::size_t>(4, 2 * capacity_);
    auto chunk = std::make_unique_for_overwrite<Row[]>(larger);
    if (chunks_.empty()) {
      chunks_.push_back(std::move(chunk));
    } else {
      std::copy_n(chunks_.front().get(), size_, chunk.get());
      chunks_.front() = std::move(chunk);
    }
    capacity_ = larger;
  }

  std::vector<std::unique_ptr<Row[]>> chunks_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace usher::attendance
