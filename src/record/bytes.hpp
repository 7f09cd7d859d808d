// Numbers and texts as bytes, and back. A number takes a byte for every seven bits it has (LEB128); one that may be
// negative is folded so that small ones stay short. The reader never reads past the end: it fails, and gives zeros.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "usher/time.hpp"

namespace usher::record {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& bytes) : bytes_(bytes) {}

  void byte(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) byte(static_cast<std::uint8_t>(value | 0x80U));
    byte(static_cast<std::uint8_t>(value));
  }
  void number(std::int64_t value) {
    number(static_cast<std::uint64_t>(value) << 1U ^ static_cast<std::uint64_t>(value >> 63U));
  }
  void instant(Instant value) { number(value.time_since_epoch().count()); }
  /// As its distance from another, which the reader knows.
  void instant(Instant value, Instant from) { number((value - from).count()); }
  void instant(const std::optional<Instant>& value) {
    byte(value ? 1 : 0);
    if (value) instant(*value);
  }
  void duration(Duration value) { number(value.count()); }
  void real(double value) { word(std::bit_cast<std::uint64_t>(value)); }
  void word(std::uint64_t value) {
    for (unsigned shift = 0; shift < 64; shift += 8) byte(static_cast<std::uint8_t>(value >> shift));
  }
  void text(std::string_view value) {
    number(std::uint64_t{value.size()});
    bytes_ += value;
  }

 private:
  std::string& bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  /// Nothing is left.
  [[nodiscard]] bool empty() const noexcept { return position_ == bytes_.size(); }
  /// Something was asked for that is not there.
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] std::size_t left() const noexcept { return bytes_.size() - position_; }
  void fail() noexcept {
    failed_ = true;
    position_ = bytes_.size();
  }

  std::uint8_t byte() noexcept {
    if (empty()) {
      fail();
      return 0;
    }
    return static_cast<std::uint8_t>(bytes_[position_++]);
  }
  std::uint64_t number() noexcept {
    const bool is_there = left() >= kLongestNumber;  // to its end, however long it is
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = is_there ? static_cast<std::uint8_t>(bytes_[position_++]) : byte();
      value |= std::uint64_t{next & 0x7FU} << shift;
      if (next < 0x80) return value;
    }
    fail();
    return 0;
  }
  std::int64_t signed_number() noexcept {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
  }
  /// A number below `bound`, else it fails.
  std::uint64_t below(std::uint64_t bound) noexcept {
    const std::uint64_t value = number();
    if (value < bound) return value;
    fail();
    return 0;
  }
  template <class Enum>
  Enum one_of(std::uint8_t choices) noexcept {
    const std::uint8_t value = byte();
    if (value >= choices) fail();
    return static_cast<Enum>(value < choices ? value : 0);
  }
  bool flag() noexcept { return one_of<std::uint8_t>(2) != 0; }
  Instant instant(Instant from = Instant{}) noexcept {
    const auto sum =
        static_cast<std::uint64_t>(from.time_since_epoch().count()) + static_cast<std::uint64_t>(signed_number());
    return Instant{Duration{static_cast<std::int64_t>(sum)}};
  }
  std::optional<Instant> optional_instant() noexcept { return flag() ? std::optional{instant()} : std::nullopt; }
  Duration duration() noexcept { return Duration{signed_number()}; }
  double real() noexcept { return std::bit_cast<double>(word()); }
  std::uint64_t word() noexcept {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 8) value |= std::uint64_t{byte()} << shift;
    return value;
  }
  /// A view of the bytes read.
  std::string_view text() noexcept {
    const std::uint64_t size = number();
    if (size > left()) {
      fail();
      return {};
    }
    position_ += size;
    return bytes_.substr(position_ - size, size);
  }

 private:
  static constexpr std::size_t kLongestNumber = 10;

  std::string_view bytes_;
  std::size_t position_ = 0;
  bool failed_ = false;
};

}  // namespace usher::record
