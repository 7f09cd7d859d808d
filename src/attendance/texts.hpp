// Where texts are kept: in chunks that never move, so views of them stay valid.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

namespace usher::attendance {

class Texts {
 public:
  /// Of no size: no text.
  struct Place {
    std::uint32_t chunk = 0;
    std::uint16_t offset = 0, size = 0;
  };
  static constexpr std::size_t kMostBytes = 0xFFFF;  ///< of one text

  [[nodiscard]] Place keep(std::string_view text) {
    if (text.size() > kMostBytes) throw std::bad_alloc{};
    if (size_ - used_ < text.size()) {
      const std::size_t larger = std::max(text.size(), std::clamp(2 * size_, kFirstChunk, kMostBytes + 1));
      chunks_.push_back(std::make_unique_for_overwrite<char[]>(larger));
      size_ = larger;
      used_ = 0;
    }
    const Place place{static_cast<std::uint32_t>(chunks_.size() - 1), static_cast<std::uint16_t>(used_),
                      static_cast<std::uint16_t>(text.size())};
    std::copy(text.begin(), text.end(), chunks_.back().get() + used_);
    used_ += text.size();
    return place;
  }
  [[nodiscard]] std::string_view at(Place place) const noexcept {
    if (place.size == 0) return {};
    return {chunks_[place.chunk].get() + place.offset, place.size};
  }
  /// Overwrites the text with zeros.
  void wipe(Place place) noexcept {
    if (place.size != 0) std::fill_n(chunks_[place.chunk].get() + place.offset, place.size, '\0');
  }

 private:
  static constexpr std::size_t kFirstChunk = 256;

  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t size_ = 0, used_ = 0;  ///< of the last chunk
};

}  // namespace usher::attendance
