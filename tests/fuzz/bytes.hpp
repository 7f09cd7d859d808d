// A fuzzer's bytes read as a script of small decisions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace usher::fuzz {

/// The script; after its end all bytes are zero.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool empty() const { return position_ == size_; }
  unsigned below(unsigned bound) { return empty() ? 0 : data_[position_++] % bound; }
  bool flag() { return below(2) != 0; }
  template <class T, std::size_t N>
  const T& one_of(const std::array<T, N>& choices) {
    return choices[below(N)];
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t position_ = 0;
};

}  // namespace usher::fuzz
